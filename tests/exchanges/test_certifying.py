"""Certificates are issued once, hold until they are revoked, and prove themselves; forged ones do not."""

from __future__ import annotations

import copy
import io
import json
import re
from datetime import timedelta

import pypdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.utils import timezone

from sarai.evidence.engine import Question, answer
from sarai.exchanges import actions, tasks
from sarai.exchanges.credentials import SigningKey, did_of, signed
from sarai.exchanges.exports.certificates import certificate_pdf
from sarai.exchanges.models import Certificate, IssuerKey, RuleVersion
from sarai.exchanges.queries.keys import known_keys, signing_key, signing_keys
from sarai.exchanges.queries.verifying import ALPHABET, examine, holders_key, read_number
from sarai.network.actions import erase_person
from sarai.network.models import Person, PersonLink
from tests.making import attended, day, file, make_event, person

pytestmark = pytest.mark.django_db
PEOPLE = {"Ana One": "es", "ليلى منصور": "ar", "王小明": "zh", "Boris": ""}


@pytest.fixture(autouse=True)
def keys(settings, tmp_path):
    """A key of this test's own."""
    settings.CERTIFICATE_KEY, settings.CERTIFICATE_KEY_FILE = "", tmp_path / "certificate-key"
    settings.SITE_URL = "https://cities.example"


@pytest.fixture
def event():
    """A training with four people who qualify and one who does not."""
    made = make_event(rule={"sessions": 1, "share": 0.5})
    people = [
        person(name, email=f"p{number}@example.org", language=language)
        for number, (name, language) in enumerate(PEOPLE.items())
    ]
    rows = [attended(who, (0, 90), line) for line, who in enumerate(people, 2)]
    file(made, day(1), *rows, attended(person("Short Stay"), (0, 10), 9), session=1)
    return made


def issue(event, **fields):
    return actions.issue_certificates(event=event, by="tara", at=timezone.now(), **fields)


@pytest.fixture
def certificate(event) -> Certificate:
    """That of Ana."""
    issue(event)
    return Certificate.objects.get(name="Ana One")


def test_everybody_who_qualifies_gets_one_and_nobody_two(event):
    assert issue(event).issued == 4
    assert issue(event).issued == 0
    assert set(Certificate.objects.values_list("name", flat=True)) == set(PEOPLE)
    assert answer(Question("exchanges.certificates_issued", event.scope)).value == 4
    assert answer(Question("exchanges.certificates", event.scope)).value == 4


def test_it_is_in_the_holders_language_and_names_no_address(event):
    issue(event)
    languages = dict(Certificate.objects.values_list("name", "language"))
    assert languages == {"Ana One": "es", "ليلى منصور": "ar", "王小明": "zh-hans", "Boris": "en"}
    for one in Certificate.objects.all():
        assert "@example.org" not in json.dumps(one.credential)
        assert set(one.number) <= set(ALPHABET)


def test_it_goes_on_where_it_was_broken_off(event):
    assert issue(event, most=3) == actions.Batch(issued=3, left=1, nameless=0)
    assert issue(event, most=3) == actions.Batch(issued=1, left=0, nameless=0)
    assert Certificate.objects.count() == 4


def test_only_to_some_people(event):
    boris = PersonLink.objects.get(record__name="Boris").person_id
    assert issue(event, people=[boris]).issued == 1
    assert Certificate.objects.get().name == "Boris"
    assert issue(event).issued == 3
    assert sorted(Certificate.objects.values_list("place", flat=True)) == [0, 1, 2, 3]


def test_who_has_no_name_gets_none(event):
    file(event, day(2), attended(person("", email="nameless@example.org"), (0, 90), session=2), session=2)
    assert issue(event) == actions.Batch(issued=4, left=0, nameless=1)


def test_the_task_issues_in_batches_and_says_how_far_it_is(event, monkeypatch, client, as_team):
    monkeypatch.setattr("sarai.exchanges.actions.certifying.BATCH", 2)
    assert tasks.issue_certificates.func(event.pk, "tara") == 4
    page = as_team.get(f"/events/{event.slug}/certificates/").content.decode()
    assert "4 certificates issued." in page


def test_an_event_without_a_rule_gives_none(event):
    actions.set_rule(event=event, rule=None, by="tara", at=timezone.now())
    with pytest.raises(ValueError, match="no certificate"):
        issue(event)
    assert not RuleVersion.objects.filter(retracted_at=None).exists()


# --- Proving itself


def json_of(certificate) -> bytes:
    return json.dumps(certificate.credential).encode()


def look(data: bytes):
    return examine(data, at=timezone.now())


def test_the_file_and_the_page_are_genuine(certificate):
    assert look(json_of(certificate)).verdict.genuine
    found = look(certificate_pdf(certificate))
    assert (found.verdict.genuine, found.page, found.certificate) == (True, "unchanged", certificate)


@pytest.mark.parametrize("name", PEOPLE)
def test_the_page_has_the_name_in_any_script(event, name):
    issue(event)
    pdf = certificate_pdf(Certificate.objects.get(name=name))
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    assert len(reader.pages) == 1
    assert (
        json.loads(reader.attachments["credential.json"][0])["credentialSubject"]["identifier"][0]["identityHash"]
        == name
    )
    if name.isascii() or name == "王小明":
        assert name in re.sub(r"\s+", " ", reader.pages[0].extract_text())


def test_a_forged_certificate_is_not(certificate):
    forger = SigningKey.new()
    bare = {name: part for name, part in certificate.credential.items() if name != "proof"}
    bare["credentialSubject"]["identifier"][0]["identityHash"] = "Eve"
    forged = signed(bare, key=forger, controller=did_of("https://cities.example"), at=timezone.now())
    assert look(json.dumps(forged).encode()).verdict.standing == "unknown key"
    changed = copy.deepcopy(certificate.credential)
    changed["evidence"][0]["narrative"] = "99 of 99 sessions"
    assert look(json.dumps(changed).encode()).verdict.standing == "altered"


def test_an_altered_page_is_not_even_with_a_genuine_credential_inside(certificate):
    pdf = certificate_pdf(certificate)
    found = look(pdf.replace(b"/Title", b"/Titel", 1))
    assert (found.verdict.standing, found.page) == ("altered", "changed")
    assert "page was changed" in str(found.verdict.reasons[0])


def test_a_stolen_key_makes_signatures_but_no_entry_in_the_register(certificate):
    key = signing_key()
    said = copy.deepcopy(certificate.credential) | {"id": "https://cities.example/c/ZZZZZZZZZZZZ/"}
    bare = {name: part for name, part in said.items() if name != "proof"}
    unknown = signed(bare, key=key, controller=did_of("https://cities.example"), at=timezone.now())
    found = look(json.dumps(unknown).encode())
    assert found.verdict.standing == "key no longer trusted"
    bare["id"] = certificate.credential["id"]
    bare["evidence"][0]["narrative"] = "99 of 99 sessions"
    other = signed(bare, key=key, controller=did_of("https://cities.example"), at=timezone.now())
    assert "says something else" in str(look(json.dumps(other).encode()).verdict.reasons[0])


def test_a_revoked_certificate_says_so_everywhere(certificate, as_stranger, as_team):
    actions.revoke_certificate(certificate=certificate, reason="Issued by mistake.", by="tara", at=timezone.now())
    assert look(json_of(certificate)).verdict.standing == "revoked"
    page = as_stranger.get(certificate.get_absolute_url()).content.decode()
    assert "it does not hold" in page
    assert "Issued by mistake." in page
    assert answer(Question("exchanges.certificates_issued", certificate.event.scope)).value == 3
    with pytest.raises(ValueError, match="already"):
        actions.revoke_certificate(certificate=certificate, reason="again", by="tara", at=timezone.now())
    # Who still qualifies may be issued another.
    assert issue(certificate.event).issued == 1


def test_a_name_is_put_right_under_a_new_number(certificate, as_stranger):
    new = actions.reissue_certificate(
        certificate=certificate,
        name="Ana Uno",
        language="fr",
        reason="The name was wrong.",
        by="tara",
        at=timezone.now(),
    )
    assert (new.name, new.language, new.replaces) == ("Ana Uno", "fr", certificate)
    assert look(json_of(new)).verdict.genuine
    assert look(json_of(certificate)).verdict.standing == "revoked"
    page = as_stranger.get(certificate.get_absolute_url()).content.decode()
    assert new.get_absolute_url() in page
    assert issue(certificate.event).issued == 0


# --- Keys


def test_the_key_is_made_once_and_readable_by_its_owner_alone(settings):
    first = signing_key()
    assert signing_key() == first
    assert settings.CERTIFICATE_KEY_FILE.stat().st_mode & 0o777 == 0o600


def test_a_new_key_signs_and_what_the_old_one_signed_still_holds(certificate, event, capsys):
    old = signing_key()
    call_command("certificate", "keys", "--new")
    assert signing_keys() == (old, signing_key())
    assert signing_key() != old
    assert look(json_of(certificate)).verdict.genuine
    file(event, day(3), attended(person("Late Comer"), (0, 90), session=2), session=2)
    issue(event)
    late = Certificate.objects.get(name="Late Comer")
    assert late.signed_with.name == signing_key().id
    assert look(certificate_pdf(late)).verdict.genuine
    assert capsys.readouterr().out.count("verifies") == 1


def test_the_old_secret_may_be_gone(certificate, settings):
    pdf = certificate_pdf(certificate)
    settings.CERTIFICATE_KEY = SigningKey.new().pem()
    assert len(known_keys()) == 2
    assert look(pdf).verdict.genuine


def test_a_compromised_key_is_not_trusted_from_its_day_on_and_signs_no_more(certificate, event):
    key = IssuerKey.objects.get()
    day_before = timezone.now() - timedelta(days=1)
    actions.mark_compromised(key=key, since=day_before, reason="The laptop was stolen.", by="tara", at=timezone.now())
    assert look(json_of(certificate)).verdict.standing == "key no longer trusted"
    with pytest.raises(ValueError, match="compromised"):
        actions.reissue_certificate(
            certificate=certificate, name="x", language="en", reason="x", by="tara", at=timezone.now()
        )
    call_command("certificate", "keys", "--new")
    assert (
        actions.reissue_certificate(
            certificate=certificate, name="x", language="en", reason="x", by="tara", at=timezone.now()
        ).signed_with
        != key
    )


# --- By command, on another machine


def test_the_command_checks_a_file_without_this_sites_records(certificate, tmp_path, as_stranger, capsys):
    pdf, keys, listed = tmp_path / "c.pdf", tmp_path / "did.json", tmp_path / "list.json"
    pdf.write_bytes(certificate_pdf(certificate))
    keys.write_bytes(as_stranger.get("/.well-known/did.json").content)
    listed.write_bytes(as_stranger.get("/certificates/revocations/1").content)
    issued = Certificate.objects.count()
    actions.revoke_certificate(certificate=certificate, reason="x", by="tara", at=timezone.now())
    call_command("certificate", "verify", str(pdf), "--keys", str(keys), "--revocations", str(listed))
    assert "Genuine" in capsys.readouterr().out  # by the list of before
    listed.write_bytes(as_stranger.get("/certificates/revocations/1").content)
    with pytest.raises(SystemExit) as ended:
        call_command("certificate", "verify", str(pdf), "--keys", str(keys), "--revocations", str(listed))
    assert ended.value.code == 1
    assert "Revoked" in capsys.readouterr().out
    assert issued == 4


def test_the_command_says_no_to_anything_else(certificate, tmp_path, capsys):
    path = tmp_path / "c.json"
    path.write_text("[" * 10_000)
    with pytest.raises(SystemExit):
        call_command("certificate", "verify", str(path))
    assert "No certificate" in capsys.readouterr().out
    path.write_bytes(json_of(certificate))
    call_command("certificate", "verify", str(path))
    assert "Ana One" in capsys.readouterr().out
    with pytest.raises(CommandError):
        call_command("certificate", "verify", str(tmp_path / "none"))


def test_the_command_issues_and_revokes(event, capsys):
    call_command("certificate", "issue", event.slug)
    assert "Issued: 4" in capsys.readouterr().out
    number = Certificate.objects.first().shown_number.lower()
    call_command("certificate", "revoke", number, "--reason", "By mistake.")
    assert Certificate.objects.exclude(retracted_at=None).count() == 1
    with pytest.raises(CommandError, match="no event"):
        call_command("certificate", "issue", "nowhere")


# --- Forgotten


def test_of_who_is_forgotten_the_number_stays(certificate, as_stranger):
    kept = json_of(certificate)
    whose = Person.objects.get(links__record=certificate.record, links__retracted_at=None)
    erase_person(person=whose, reason="asked", by="tara", at=timezone.now())
    certificate.refresh_from_db()
    assert (certificate.name, certificate.credential, certificate.attended) == ("", {}, {})
    page = as_stranger.get(certificate.get_absolute_url()).content.decode()
    assert "Erased" in page
    assert "Ana One" not in page
    verdict = look(kept).verdict
    assert verdict.genuine
    assert "asked this programme to forget them" in str(verdict.reasons[-1])
    assert as_stranger.get(f"/c/{certificate.number}/{holders_key(certificate)}/certificate.pdf").status_code == 404
    assert answer(Question("exchanges.certificates_issued", certificate.event.scope)).value == 4
    assert answer(Question("exchanges.certificates", certificate.event.scope)).value == 4
    assert issue(certificate.event).issued == 0


# --- Pages


def test_a_stranger_types_the_number_as_it_is_printed(certificate, as_stranger):
    for typed in (
        certificate.shown_number,
        certificate.shown_number.lower(),
        f"https://x.example/c/{certificate.number}/",
    ):
        assert read_number(typed) == certificate.number
    answered = as_stranger.post("/certificates/verify/", {"number": certificate.shown_number})
    assert answered.url == certificate.get_absolute_url()
    there = as_stranger.get(answered.url)
    assert "Genuine" in there.content.decode()
    assert there["X-Robots-Tag"] == "noindex"


def test_a_made_up_number_or_qr_code_leads_nowhere(certificate, as_stranger):
    assert as_stranger.get("/c/0000000000000/").status_code == 404
    assert as_stranger.get("/c/000000000000/").status_code == 404
    answered = as_stranger.post("/certificates/verify/", {"number": "0000-0000-0000"})
    assert answered.status_code == 404
    assert "has issued no certificate" in answered.content.decode()
    assert as_stranger.post("/certificates/verify/", {}).status_code == 422


def test_a_stranger_puts_the_file_down(certificate, as_stranger):
    for name, data in (("c.pdf", certificate_pdf(certificate)), ("c.json", json_of(certificate))):
        answered = as_stranger.post("/certificates/verify/", {"file": SimpleUploadedFile(name, data)})
        page = answered.content.decode()
        assert "Genuine" in page
        assert "Ana One" in page
    page = as_stranger.post("/certificates/verify/", {"file": SimpleUploadedFile("x", b"\x00\xff")}).content.decode()
    assert "No certificate" in page


def test_what_is_not_genuine_shows_none_of_what_it_says(certificate, as_stranger):
    changed = json.dumps(certificate.credential).replace("Ana One", "Eve Mallory")
    page = as_stranger.post(
        "/certificates/verify/", {"file": SimpleUploadedFile("c", changed.encode())}
    ).content.decode()
    assert "altered" in page
    assert "Eve Mallory" not in page


def test_only_the_holder_and_the_team_get_the_certificate_itself(certificate, as_stranger, as_team):
    own = f"/c/{certificate.number}/{holders_key(certificate)}/certificate"
    assert as_stranger.get(f"{own}.json").json() == certificate.credential
    assert as_stranger.get(f"{own}.pdf").content.startswith(b"%PDF-")
    assert as_stranger.get(f"/c/{certificate.number}/made-up/certificate.pdf").status_code == 404
    assert as_stranger.get(f"{own}.exe").status_code == 404
    assert as_team.get(f"/certificates/{certificate.number}/copy.pdf").status_code == 200


def test_anybody_on_another_site_reads_the_keys_and_the_list(certificate, as_stranger):
    keys = as_stranger.get("/.well-known/did.json")
    assert keys["Access-Control-Allow-Origin"] == "*"
    assert keys.json()["id"] == "did:web:cities.example"
    assert certificate.signed_with.name in keys.content.decode()
    assert as_stranger.get("/certificates/revocations/1").json()["issuer"] == "did:web:cities.example"
    assert as_stranger.get("/certificates/revocations/2").status_code == 404
    assert as_stranger.get("/certificates/revocations/0").status_code == 404


def test_the_team_revokes_and_reissues_on_a_page(certificate, as_team):
    page = f"/certificates/{certificate.number}/change/"
    assert as_team.post(page, {"verb": "revoke", "revoke-reason": ""}).status_code == 422
    answered = as_team.post(page, {"verb": "reissue", "name": "Ana U.", "language": "ar", "reason": "Name."})
    new = Certificate.objects.get(name="Ana U.")
    assert answered.url == new.get_absolute_url()
    as_team.post(f"/certificates/{new.number}/change/", {"verb": "revoke", "revoke-reason": "Mistake."})
    new.refresh_from_db()
    assert new.retracted_by.reason == "Mistake."


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_as_often_for_many_as_for_one(count, as_team, django_assert_num_queries):
    event = make_event(rule={"sessions": 1, "share": 0.5})
    file(event, day(1), *(attended(person(f"P {n}"), (0, 90), n) for n in range(count)), session=1)
    issue(event)
    as_team.get(f"/events/{event.slug}/certificates/")
    with django_assert_num_queries(13):
        as_team.get(f"/events/{event.slug}/certificates/")
