from django.urls import path

from .views import assessments, contacts, demand, replies, statements, themes

app_name = "needs"
urlpatterns = [
    path("cities/<slug:number>/needs/", statements.statement_change, name="statement-change"),
    path("cities/<slug:number>/needs/undo", statements.statement_undo, name="statement-undo"),
    path("cities/<slug:number>/reply", replies.reply_new, name="reply-new"),
    path("needs/", demand.demand, name="demand"),
    path("needs/assessments/<slug:slug>/", assessments.assessment_detail, name="assessment-detail"),
    path("needs/assessments/<slug:slug>/change/", assessments.assessment_change, name="assessment-change"),
    path("needs/contacts/", contacts.case_list, name="case-list"),
    path("needs/contacts/<int:person>/", contacts.case_detail, name="case-detail"),
    path("needs/contacts/<int:person>/step", contacts.case_step, name="case-step"),
    path("needs/gaps/", demand.gap_list, name="gap-list"),
    path("needs/new-assessment/", assessments.assessment_new, name="assessment-new"),
    path("needs/replies/<int:pk>/take-back", replies.reply_take_back, name="reply-take-back"),
    path("needs/themes/", themes.theme_sort, name="theme-sort"),
]
