"""The installation as it is deployed: its settings, its limits, its accounts made on the server."""

from __future__ import annotations

import logging
import os
import runpy
import threading
from io import StringIO
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import override_settings

from config.cache import SharedFileCache
from sarai.accounts.models import User
from sarai.portal.setup import compile_translations
from tests.installation import make_installation
from tests.people import PASSWORD

SETTINGS = Path(__file__).parents[2] / "config" / "settings.py"


def deployed(monkeypatch, tmp_path, **environment: str) -> dict[str, object]:
    """The settings as they are with this environment and nothing else of ours."""
    monkeypatch.delenv("SARAI_SECRET_KEY", raising=False)
    monkeypatch.setenv("SARAI_VAR_DIR", str(tmp_path))
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    told = runpy.run_path(str(SETTINGS))
    return {name: value for name, value in told.items() if name.isupper() and name != "DATABASES"}


def test_a_deployed_site_has_nothing_to_warn_of(monkeypatch, tmp_path):
    settings = deployed(monkeypatch, tmp_path, SARAI_SITE_URL="https://sarai.example")
    assert "SILENCED_SYSTEM_CHECKS" not in settings
    with override_settings(**settings):
        assert run_checks(include_deployment_checks=True) == []


def test_cookies_of_a_deployed_site_never_leave_it(monkeypatch, tmp_path):
    settings = deployed(monkeypatch, tmp_path, SARAI_SITE_URL="https://sarai.example")
    assert (settings["SESSION_COOKIE_NAME"], settings["CSRF_COOKIE_NAME"]) == ("__Host-session", "__Host-csrf")
    assert [settings[f"{name}_COOKIE_SECURE"] for name in ("SESSION", "CSRF", "LANGUAGE")] == [True] * 3
    assert settings["MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN"] is False
    assert settings["ALLOWED_HOSTS"] == ["sarai.example"]


@pytest.mark.parametrize(("behind", "counted"), [("", "10.0.0.1"), ("1", "192.0.2.7")])
def test_limits_count_the_reader_s_address_and_believe_only_our_own_proxy(behind, counted, monkeypatch, tmp_path, rf):
    from sarai.accounts.adapter import client_address

    settings = deployed(monkeypatch, tmp_path, SARAI_BEHIND_PROXY=behind)
    request = rf.get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR="203.0.113.9, 192.0.2.7")
    with override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=settings.get("ALLAUTH_TRUSTED_PROXY_COUNT", 0)):
        assert client_address(request) == counted


def in_threads(count: int, act) -> list[object]:
    results: list[object] = []
    threads = [threading.Thread(target=lambda: results.append(act())) for _thread in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_no_count_is_lost_between_processes(tmp_path):
    SharedFileCache(str(tmp_path), {}).set("knocks", 0, 60)
    in_threads(8, lambda: [SharedFileCache(str(tmp_path), {}).incr("knocks") for _time in range(5)])
    assert SharedFileCache(str(tmp_path), {}).get("knocks") == 40


def test_of_several_that_add_one_key_one_succeeds(tmp_path):
    added = in_threads(8, lambda: SharedFileCache(str(tmp_path), {}).add("lock", True, 60))
    assert sorted(added) == [False] * 7 + [True]


def test_a_count_lives_no_longer_for_being_raised(tmp_path):
    cache = SharedFileCache(str(tmp_path), {})
    cache.set("hour", 1, 3600)
    cache.set("ever", 1, None)
    assert [cache.incr("hour"), cache.incr("ever", 2)] == [2, 3]
    assert 3500 < cache._left("hour", None) <= 3600
    assert cache._left("ever", None) is None
    with pytest.raises(ValueError, match="not found"):
        cache.incr("nothing")


def add_user(*arguments: str) -> str:
    out = StringIO()
    call_command("user", "add", *arguments, stdout=out)
    return out.getvalue().strip()


@pytest.mark.django_db
def test_an_account_is_made_on_the_server_and_works(monkeypatch, client):
    monkeypatch.setenv("NEW_PASSWORD", PASSWORD)
    told = add_user("Tara@Example.org", "--role", "team", "--name", "Tara", "--password-from-env", "NEW_PASSWORD")
    assert told == "tara@example.org: account made, programme team. They log in by a password or a code."
    response = client.post("/accounts/login/", {"login": "tara@example.org", "password": PASSWORD})
    assert response["Location"] == "/"
    assert client.get("/review/").status_code == 200


@pytest.mark.django_db
def test_the_same_again_changes_nothing_and_another_role_only_that():
    add_user("omar@example.org", "--role", "officer", "--city", "184745", "--name", "Omar")
    add_user("omar@example.org", "--role", "officer", "--city", "184745")
    told = add_user("omar@example.org", "--role", "steward")
    assert told == "omar@example.org: account changed, data steward. They log in by a code sent to this address."
    user = User.objects.get()
    assert (user.name, user.role, user.city, user.is_superuser) == ("Omar", "steward", None, False)
    assert EmailAddress.objects.get().verified


@pytest.mark.django_db
def test_whoever_keeps_the_installation_reaches_its_administration(client):
    add_user("keeper@example.org", "--admin")
    client.force_login(User.objects.get(), "allauth.account.auth_backends.AuthenticationBackend")
    for url in ("/admin/", "/admin/accounts/user/", "/admin/accounts/user/add/", "/admin/accounts/consent/"):
        assert client.get(url).status_code == 200
    assert client.get(f"/admin/accounts/user/{User.objects.get().pk}/change/").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["nobody"], "valid email address"),
        (["a@example.org", "--role", "officer"], "give its GeoNames number"),
        (["a@example.org", "--role", "team", "--city", "1"], "give its GeoNames number"),
        (["a@example.org", "--role", "partner"], "give its short name"),
        (["a@example.org", "--password-from-env", "NOT_SET_ANYWHERE"], "NOT_SET_ANYWHERE is not set"),
    ],
)
def test_what_cannot_be_is_refused_in_words(arguments, sentence):
    with pytest.raises(CommandError, match=sentence):
        add_user(*arguments)
    assert not User.objects.exists()


@pytest.mark.django_db
def test_a_weak_password_is_refused(monkeypatch):
    monkeypatch.setenv("NEW_PASSWORD", "12345678")
    with pytest.raises(CommandError, match="too common"):
        add_user("a@example.org", "--password-from-env", "NEW_PASSWORD")


@pytest.mark.django_db
def test_staff_who_are_no_keepers_cannot_make_keepers_or_touch_them(client):
    from django.contrib.auth.models import Permission

    add_user("keeper@example.org", "--admin")
    add_user("staff@example.org")
    staff, keeper = User.objects.get(email="staff@example.org"), User.objects.get(email="keeper@example.org")
    staff.is_staff = True
    staff.save()
    staff.user_permissions.set(Permission.objects.filter(content_type__app_label="accounts"))
    client.force_login(staff, "allauth.account.auth_backends.AuthenticationBackend")
    own = {"name": "Staff", "role": "team", "is_active": "on", "is_superuser": "on", "is_staff": "on"}
    client.post(f"/admin/accounts/user/{staff.pk}/change/", own)
    staff.refresh_from_db()
    assert (staff.name, staff.role, staff.is_superuser) == ("Staff", "team", False)
    client.post(f"/admin/accounts/user/{keeper.pk}/change/", {"name": "Mine", "role": ""})
    assert client.get(f"/admin/accounts/user/{keeper.pk}/password/").status_code == 403
    keeper.refresh_from_db()
    assert keeper.name == ""


@pytest.mark.django_db
def test_files_are_put_down_sixty_times_a_minute_and_looked_at_without_limit(as_team):
    statuses = {as_team.post("/intake/").status_code for _time in range(60)}
    assert 429 not in statuses
    assert as_team.post("/intake/").status_code == 429
    assert as_team.get("/intake/").status_code == 200


KEEPS = """
from pathlib import Path
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from config.mail import Outbox

cache.set("knocks", 1)
default_storage.save("sources/ab/abc", ContentFile(b"a name"))
mail.EmailMessage("A code", to=["a@example.org"]).send()
Outbox._senders.shutdown()
"""


@pytest.mark.parametrize("umask", [0o000, 0o022])
def test_what_an_installation_keeps_is_for_its_owner_alone(umask, tmp_path, monkeypatch):
    """Database, secret, uploads, mail and cache, whatever the shell that started it would let others read."""
    monkeypatch.delenv("SARAI_SECRET_KEY", raising=False)
    before = os.umask(umask)
    try:
        installation = make_installation(tmp_path)
        installation.shell(KEEPS)
    finally:
        os.umask(before)
    var = tmp_path / "var"
    kept = [var, *var.rglob("*")]
    assert {path.relative_to(var).parts[0] for path in kept[1:]} == {
        "cache",
        "files",
        "mail",
        "sarai.sqlite3",
        "secret-key",
    }
    assert {str(path): oct(path.stat().st_mode & 0o077) for path in kept if path.stat().st_mode & 0o077} == {}


def test_translations_are_for_all_who_run_this_checkout(tmp_path, settings):
    settings.LOCALE_PATHS = [tmp_path]
    folder = tmp_path / "fr" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text('msgid "Places"\nmsgstr "Lieux"\n', encoding="utf-8")
    assert compile_translations() == 1
    assert (folder / "django.mo").stat().st_mode & 0o777 == 0o644


def test_what_was_refused_is_a_line_of_the_log_and_what_went_wrong_more(settings):
    [said] = settings.LOGGING["filters"].values()
    for status, told in ((403, None), (404, None), (500, "where"), (None, "where")):
        record = logging.makeLogRecord({"exc_info": "where"} | ({"status_code": status} if status else {}))
        assert said["callback"](record)
        assert record.exc_info == told


def test_sqlite_overwrites_what_is_deleted(db):
    if connection.vendor != "sqlite":
        pytest.skip("a pragma of SQLite")
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA secure_delete").fetchone() == (1,)
