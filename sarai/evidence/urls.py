from django.urls import path

from . import views

app_name = "evidence"
urlpatterns = [
    path("evidence/", views.indicator_list, name="indicator-list"),
    path("evidence/<str:key>/", views.figure_detail, name="figure-detail"),
    path("evidence/<str:key>/moves", views.figure_moves, name="figure-moves"),
    path("evidence/<str:key>/<str:kind>", views.figure_export, name="figure-export"),
    path("sources/", views.source_list, name="source-list"),
    path("sources/<int:pk>/", views.source_detail, name="source-detail"),
    path("sources/<int:pk>/file", views.source_download, name="source-download"),
    path("sources/<int:pk>/problems", views.source_problems, name="source-problems"),
    path("sources/<int:pk>/withdraw", views.source_withdraw, name="source-withdraw"),
    path("intake/", views.intake_list, name="intake-list"),
    path("intake/<int:pk>/", views.intake_detail, name="intake-detail"),
    path("intake/<int:pk>/progress", views.intake_progress, name="intake-progress"),
    path("intake/<int:pk>/confirm", views.intake_confirm, name="intake-confirm"),
    path("intake/<int:pk>/target", views.intake_target, name="intake-target"),
    path("intake/<int:pk>/columns", views.intake_columns, name="intake-columns"),
    path("intake/<int:pk>/problems", views.intake_problems, name="intake-problems"),
]
