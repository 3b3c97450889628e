"""The addresses of events."""

from django.urls import path

from .views import certificates, events, surveys

app_name = "exchanges"
urlpatterns = [
    path("events/", events.event_list, name="event-list"),
    path("events/<slug:slug>/", events.event_detail, name="event-detail"),
    path("events/<slug:slug>/map.svg", events.event_map, name="event-map"),
    path("events/<slug:slug>/certificates/", certificates.certificate_list, name="certificate-list"),
    path("surveys/<slug:slug>/events", surveys.survey_events, name="survey-events"),
]
