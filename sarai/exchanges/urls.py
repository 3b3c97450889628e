from django.urls import path

from . import views

app_name = "exchanges"
urlpatterns = [
    path("events/", views.event_list, name="event-list"),
    path("events/<slug:slug>/", views.event_detail, name="event-detail"),
    path("events/<slug:slug>/map.svg", views.event_map, name="event-map"),
    path("events/<slug:slug>/certificates/", views.certificate_list, name="certificate-list"),
    path("surveys/<slug:slug>/events", views.survey_events, name="survey-events"),
]
