from django.urls import path

from . import views

app_name = "results"
urlpatterns = [
    path("report/highlights/", views.highlights_latest, name="highlights"),
    path("report/highlights/<int:year>/", views.highlights, name="highlights"),
    path("report/highlights/<int:year>/highlights.pdf", views.highlights_pdf, name="highlights-pdf"),
    path("report/highlights/<int:year>/map/<slug:slug>.svg", views.highlights_map, name="highlights-map"),
]
