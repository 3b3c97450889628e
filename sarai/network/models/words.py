"""Words of our own that rows are described by."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OrganisationType(models.TextChoices):
    """What kind of organisation somebody comes from."""

    LOCAL_GOVERNMENT = "local_government", _("local government")
    NATIONAL_GOVERNMENT = "national_government", _("national government")
    UN_ENTITY = "un_entity", _("UN entity")
    IGO = "igo", _("intergovernmental organisation")
    CSO = "cso", _("civil society")
    ACADEMIA = "academia", _("academia")
    PRIVATE_SECTOR = "private_sector", _("private sector")
    MEDIA = "media", _("media")
    OTHER = "other", _("other")


class Act(models.TextChoices):
    """What people decide about people, places and institutions: the `format` of the source that such a decision is."""

    MERGE = "merge", _("Two records are one person")
    APART = "apart", _("Two records are different people")
    UNDONE = "merge-undone", _("A merge was undone")
    LINKED = "linked", _("People linked automatically")
    ERASURE = "erasure", _("A person's data was erased")
    PLACE = "place", _("A decision on a place")
    PLACE_UNDONE = "place-undone", _("A decision on a place was taken back")
    ENGAGED = "engaged", _("An institution takes part in the programme")
    DISENGAGED = "disengaged", _("An institution takes part no longer")
    PROFILE = "profile", _("What a city or an institution writes about itself")
    PROFILE_CONFIRMED = "profile-confirmed", _("What a city or an institution writes about itself was confirmed")
    PROFILE_DECLINED = "profile-declined", _("What a city or an institution wrote about itself was not confirmed")


class Gender(models.TextChoices):
    """Gender as a person states it."""

    FEMALE = "female", _("female")
    MALE = "male", _("male")
    OTHER = "other", _("another")
    UNDISCLOSED = "undisclosed", _("prefer not to say")
