from django.urls import path

from .views import openrosa

app_name = "surveys"
urlpatterns = [
    path("collect/<str:key>/formList", openrosa.form_list, name="openrosa-forms"),
    path("collect/<str:key>/forms/<int:number>.xml", openrosa.form_xml, name="openrosa-form"),
    path("collect/<str:key>/forms/<int:number>/manifest", openrosa.manifest, name="openrosa-manifest"),
    path("collect/<str:key>/forms/<int:number>/files/<str:name>", openrosa.form_file, name="openrosa-file"),
    path("collect/<str:key>/submission", openrosa.submission, name="openrosa-submission"),
]
