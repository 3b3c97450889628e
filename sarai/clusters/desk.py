"""What acts in clusters are called."""

from django.utils.translation import gettext_lazy as _

from sarai.evidence.formats import declare_acts

from .actions import Act

declare_acts(
    {
        Act.CLUSTER: _("A cluster was set up or changed"),
        Act.JOINED: _("A member joined a cluster"),
        Act.LEFT: _("A member left a cluster"),
        Act.POST: _("A post in a cluster"),
        Act.DELETED: _("A post in a cluster was deleted"),
        Act.ANSWER: _("A question in a cluster was answered, or is open again"),
        Act.MODERATED: _("A post in a cluster was hidden or shown"),
    }
)
