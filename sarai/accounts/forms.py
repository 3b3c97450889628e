"""The shape of what people say about their account."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account.forms import SignupForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from .models import Consent, User


class SignUpForm(SignupForm):
    """An address is all that it takes to ask for an account; whoever proves that it is theirs may then set a password.

    A password that came before the proof would be a stranger's key to the account of whoever proves the address, and
    trying it would tell whether the address had an account before.
    """

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        del self.fields["password1"], self.fields["password2"]


class AccountForm(forms.ModelForm):
    """What people may change of their account themselves; the role is the programme team's to give."""

    language = forms.ChoiceField(label=_("Language"), required=False)

    class Meta:
        model = User
        fields: ClassVar = ["name", "language"]
        help_texts: ClassVar = {"name": _("As colleagues know you. It stands beside what you decide here.")}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        languages = [("", _("the language of my browser")), *settings.LANGUAGES]
        self.fields["language"].choices = languages  # type: ignore[attr-defined]


class ConsentForm(forms.Form):
    """An answer to one purpose."""

    purpose = forms.ChoiceField(choices=Consent.Purpose.choices)
    given = forms.TypedChoiceField(choices=[("yes", ""), ("no", "")], coerce=lambda answer: answer == "yes")


class EraseForm(forms.Form):
    """The address of the account, typed again, so that nobody erases an account by a slip."""

    email = forms.EmailField(
        label=_("Your e-mail address, typed again"), widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any):
        self.user = user
        super().__init__(*args, **kwargs)

    def clean_email(self) -> str:
        """Only the address of this account confirms."""
        email: str = self.cleaned_data["email"].lower()
        if email != self.user.email.lower():
            raise forms.ValidationError(_("This is not the address of this account. Nothing was erased."))
        return email


class PasskeyForm(AddWebAuthnForm):
    """A new passkey; one that opens the account by itself, unless its owner wants a mere second factor."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name")
        self.fields["name"].help_text = _("To tell your keys apart, such as “office laptop”.")
        self.fields["passwordless"].initial = True
        self.fields["passwordless"].label = _("Log in with this key alone, without a password")
        self.fields["passwordless"].help_text = ""
