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
    path("people/erase", views.address_erase, name="address-erase"),
    path("people/<int:pk>/erase", views.person_erase, name="person-erase"),
    path("cities/<slug:number>/profile/", views.city_profile, name="city-profile"),
    path("institutions/<slug:slug>/profile/", views.institution_profile, name="institution-profile"),
    path("institutions/<slug:slug>/engagements/new/", views.engagement_new, name="engagement-new"),
    path("institutions/<slug:slug>/engagements/<int:pk>/end", views.engagement_end, name="engagement-end"),
    path(
        "institutions/<slug:slug>/engagements/<int:pk>/take-back",
        views.engagement_take_back,
        name="engagement-take-back",
    ),
    path("review/profiles/", views.profile_list, name="profile-list"),
    path("review/profiles/<int:pk>/decide", views.profile_decide, name="profile-decide"),
]
