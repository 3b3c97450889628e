"""Users and consents on the administration pages, where nobody can make themselves more than they are."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from .models import Consent, User

# One door: the log-in of the site, with its limits, codes and passkeys, instead of the administration's own.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

ONLY_KEEPERS = ("is_staff", "is_superuser", "groups", "user_permissions")


class NewUserForm(AdminUserCreationForm):
    """A new account; its owner proves the address by the code sent at the first log-in."""

    class Meta:
        model = User
        fields = ("email", "name", "role", "city", "institution")


@admin.register(User)
class UserAdmin(DjangoUserAdmin):
    """Accounts and their roles. The address is its owner's to change, on the account page."""

    add_form = NewUserForm
    ordering = ("email",)
    list_display = ("email", "name", "role", "is_active", "is_superuser", "last_login")
    list_filter = ("role", "is_active", "is_superuser")
    search_fields = ("email", "name")
    readonly_fields: ClassVar = ["last_login", "date_joined"]
    fieldsets = (
        (None, {"fields": ("email", "name", "language", "password")}),
        (_("Role"), {"fields": ("role", "city", "institution", "is_active")}),
        (_("Administration"), {"fields": ONLY_KEEPERS, "classes": ("collapse",)}),
        (_("Dates"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (None, {"fields": ("email", "name", "role", "city", "institution")}),
        (_("Password"), {"fields": ("usable_password", "password1", "password2")}),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        """Nobody but a keeper of the installation makes a keeper."""
        fields = [*super().get_readonly_fields(request, obj)]
        if obj is not None:
            fields.append("email")
        return fields if request.user.is_superuser else [*fields, *ONLY_KEEPERS]

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """A keeper's account, and so its password, is for keepers."""
        return super().has_change_permission(request, obj) and _may_touch(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """As for changing."""
        return super().has_delete_permission(request, obj) and _may_touch(request, obj)


def _may_touch(request: HttpRequest, user: User | None) -> bool:
    return request.user.is_superuser or user is None or not user.is_superuser


@admin.register(Consent)
class ConsentAdmin(admin.ModelAdmin):
    """Consents are read here and given by their owner alone."""

    list_display = ("user", "purpose", "given", "at")
    list_filter = ("purpose", "given")
    search_fields = ("user__email",)

    def has_add_permission(self, request: HttpRequest, *_args: Any) -> bool:
        """Nobody consents for somebody else."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Consent | None = None) -> bool:
        """What was said stays as it was said."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Consent | None = None) -> bool:
        """Consents go with their account."""
        return request.resolver_match is not None and request.resolver_match.url_name == "accounts_user_delete"
