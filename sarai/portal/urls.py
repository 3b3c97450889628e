from django.urls import path

from .views import cities, home

app_name = "portal"
urlpatterns = [
    path("", home.home, name="home"),
    path("cities/", cities.city_list, name="city-list"),
    path("cities/<slug:number>/", cities.city_detail, name="city-detail"),
]
