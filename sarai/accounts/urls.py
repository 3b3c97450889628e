from django.urls import path

from . import views

app_name = "accounts"
urlpatterns = [
    path("account/", views.account_detail, name="account-detail"),
    path("account/change", views.account_change, name="account-change"),
    path("account/consent", views.consent_record, name="consent-record"),
    path("account/download", views.account_download, name="account-download"),
    path("account/erase", views.account_erase, name="account-erase"),
]
