from django.urls import path

from .views import cities, home, institutions

app_name = "portal"
urlpatterns = [
    path("", home.home, name="home"),
    path("cities/", cities.city_list, name="city-list"),
    path("cities/<slug:number>/", cities.city_detail, name="city-detail"),
    path("institutions/", institutions.institution_list, name="institution-list"),
    path("institutions/<slug:slug>/", institutions.institution_detail, name="institution-detail"),
]
