from django.urls import path

from .views import belonging, clusters, moderation, posts

app_name = "clusters"
urlpatterns = [
    path("clusters/", clusters.cluster_list, name="cluster-list"),
    path("clusters/<slug:slug>/", clusters.cluster_detail, name="cluster-detail"),
    path("clusters/<slug:slug>/admit", belonging.membership_admit, name="membership-admit"),
    path("clusters/<slug:slug>/change/", clusters.cluster_change, name="cluster-change"),
    path("clusters/<slug:slug>/digest", belonging.digest_change, name="digest-change"),
    path("clusters/<slug:slug>/files/<int:pk>", posts.attachment_file, name="attachment-file"),
    path("clusters/<slug:slug>/join", belonging.membership_begin, name="membership-begin"),
    path("clusters/<slug:slug>/members/", belonging.member_list, name="member-list"),
    path("clusters/<slug:slug>/members/<int:pk>/end", belonging.membership_end, name="membership-end"),
    path("clusters/<slug:slug>/posts/<int:pk>/", posts.thread_detail, name="thread-detail"),
    path("clusters/<slug:slug>/posts/<int:pk>/answers", posts.answer_mark, name="answer-mark"),
    path("clusters/<slug:slug>/posts/<int:pk>/change/", posts.post_change, name="post-change"),
    path("clusters/<slug:slug>/posts/<int:pk>/delete", posts.post_delete, name="post-delete"),
    path("clusters/<slug:slug>/posts/<int:pk>/earlier/", posts.post_earlier, name="post-earlier"),
    path("clusters/<slug:slug>/posts/<int:pk>/reply/", posts.post_reply, name="post-reply"),
    path("clusters/<slug:slug>/posts/<int:pk>/report/", posts.post_report, name="post-report"),
    path("clusters/<slug:slug>/write/", posts.post_new, name="post-new"),
    path("moderation/", moderation.moderation_list, name="moderation-list"),
    path("moderation/<int:pk>", moderation.post_moderate, name="post-moderate"),
    path("new-cluster/", clusters.cluster_new, name="cluster-new"),
]
