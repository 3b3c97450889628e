from django.urls import path

from .views import mailbox, stopping, team

app_name = "letters"
urlpatterns = [
    path("letters/", team.letter_list, name="letter-list"),
    path("letters/<int:pk>/", team.letter_detail, name="letter-detail"),
    path("letters/<int:pk>/step", team.letter_step, name="letter-step"),
    path("letters/stop/<str:token>/", stopping.stop, name="stop"),
    path("mailbox/", mailbox.mail_list, name="mail-list"),
    path("mailbox/<slug:name>/", mailbox.mail_detail, name="mail-detail"),
    path("mailbox/<slug:name>/raw", mailbox.mail_raw, name="mail-raw"),
    path("mailbox/<slug:name>/<int:number>", mailbox.mail_file, name="mail-file"),
]
