"""Users of the site, what they may do, and what they consented to."""

from typing import TYPE_CHECKING, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Role(models.TextChoices):
    """What somebody is to the programme. The public has no account, or one without a role."""

    PUBLIC = "", _("public")
    TEAM = "team", _("programme team")
    STEWARD = "steward", _("data steward")
    OFFICER = "officer", _("city officer")
    PARTNER = "partner", _("partner")


class UserManager(BaseUserManager["User"]):
    """Makes users, who are known by their e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        """A user with this address; without a password they log in by a code sent to it, or by a passkey."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: object) -> "User":
        """Somebody who keeps the installation."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody who logs in, by e-mail."""

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=150, blank=True)
    role = models.CharField(_("role"), max_length=10, blank=True, choices=Role)
    # The city that an officer speaks for, and the institution of a partner, are named by value: their tables stand on
    # a higher floor.
    city = models.BigIntegerField(_("city"), null=True, blank=True)
    institution = models.SlugField(_("institution"), blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True)
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=timezone.now)

    objects = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    PERSONAL: ClassVar = {"email", "name", "password", "last_login", "language", "city", "institution"}
    OPEN: ClassVar = {"role", "is_staff", "is_active", "is_superuser", "date_joined", "groups", "user_permissions"}

    def __str__(self) -> str:
        return self.name or self.email


class Consent(models.Model):
    """That a user agreed to one purpose, or took it back. The latest row of a purpose holds."""

    class Purpose(models.TextChoices):
        CONTACT = "contact", _("to be written to about the programme")
        SHARE = "share", _("to have contact details shared with a partner whom both accept")
        PUBLISH = "publish", _("to be named in public reports")

        @property
        def wording(self) -> "StrOrPromise":
            """What somebody reads before they agree; it is kept with their answer."""
            return _WORDINGS[self.value]

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=10, choices=Purpose)
    given = models.BooleanField()
    wording = models.TextField()
    at = models.DateTimeField()

    PERSONAL: ClassVar = {"user", "purpose", "given", "wording", "at"}
    OPEN: ClassVar[set[str]] = set()

    class Meta:
        ordering: ClassVar = ["at", "pk"]

    def __str__(self) -> str:
        return self.get_purpose_display()


_WORDINGS = {
    "contact": _(
        "The programme team may write to me about events, trainings and exchanges. I can take this back at any time."
    ),
    "share": _(
        "When I and a partner have both accepted an introduction, the team may give this partner my name and e-mail "
        "address. I can take this back at any time; what was given before cannot be called back."
    ),
    "publish": _(
        "My name, city and organisation may appear in public reports of the programme. I can take this back at any "
        "time; it then holds for every later report."
    ),
}
