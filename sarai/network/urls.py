from django.urls import path

from . import views

app_name = "network"
urlpatterns = [
    path("places/like", views.place_like, name="place-like"),
    path("review/", views.review_list, name="review-list"),
    path("review/places/", views.place_review, name="place-review"),
    path("review/places/<int:pk>/decide", views.place_decide, name="place-decide"),
    path("review/places/readings/<int:pk>/undo", views.place_undo, name="place-undo"),
    path("review/people/", views.people_review, name="people-review"),
    path("review/people/<int:pk>/decide", views.suggestion_decide, name="suggestion-decide"),
    path("review/merges/", views.merge_list, name="merge-list"),
    path("review/merges/<int:pk>/undo", views.merge_undo, name="merge-undo"),
    path("people/", views.person_search, name="person-search"),
    path("people/compare", views.person_compare, name="person-compare"),
    path("people/merge", views.person_merge, name="person-merge"),
    path("people/<int:pk>/erase", views.person_erase, name="person-erase"),
]
