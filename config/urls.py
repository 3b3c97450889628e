"""Which app answers which addresses."""

from django.contrib import admin
from django.urls import include, path

handler403 = "sarai.accounts.views.refused"
handler429 = "sarai.accounts.views.too_many"

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("language/", include("django.conf.urls.i18n")),
    path("", include("sarai.evidence.urls")),
    path("", include("sarai.accounts.urls")),
    path("", include("sarai.letters.urls")),
    path("", include("sarai.network.urls")),
    path("", include("sarai.surveys.urls")),
    path("", include("sarai.needs.urls")),
    path("", include("sarai.exchanges.urls")),
    path("", include("sarai.clusters.urls")),
    path("", include("sarai.partnerships.urls")),
    path("", include("sarai.results.urls")),
    path("", include("sarai.portal.urls")),
]
