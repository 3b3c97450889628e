"""Responses on their way from a file into the records."""

import pytest
from django.utils import timezone

from sarai.evidence.intake import take_in
from sarai.network.models import Person, PersonRecord
from sarai.surveys.models import Response, Survey
from tests.evidence.reading.files import container, workbook
from tests.surveys.intake.test_kobo import HEADER, REPEAT, ROW
from tests.surveys.intake.test_odk import HEADER as ODK_HEADER
from tests.surveys.intake.test_odk import ROW as ODK_ROW

pytestmark = pytest.mark.django_db
NAMELESS = [cell if cell != "Ana" else "" for cell in ROW]


@pytest.fixture
def survey(countries):
    return Survey.objects.create(slug="needs", title="Needs")


def take(folder, content, name="export"):
    path = folder / name
    path.write_bytes(content)
    return take_in(path, name=name, by="Steward", at=timezone.now(), target={"survey": "needs"})


def test_repeat_groups_are_kept_with_the_response(survey, tmp_path):
    members = [["member", *REPEAT], ["Ben", 1, "Survey", 1, 7, "uuid-1"]]
    outcome = take(tmp_path, workbook({"Survey": [HEADER, ROW], "members": members}))
    assert outcome.tally == {"read": 1, "added": 1}
    assert Response.objects.get().answers["members"] == [{"member": "Ben"}]


def test_a_later_export_with_another_row_in_a_group_corrects_the_response(survey, tmp_path):
    def packed(*members):
        rows = "".join(f"{name},uuid:1,uuid:1/{name}\n" for name in members)
        return container({"form.csv": ODK_HEADER + ODK_ROW, "form-members.csv": "member,PARENT_KEY,KEY\n" + rows})

    assert take(tmp_path, packed("Ben"), "first.zip").tally == {"read": 1, "added": 1}
    assert take(tmp_path, packed("Ben", "Cai"), "second.zip").tally == {"read": 1, "corrected": 1}
    [held] = Response.objects.filter(retracted_at=None)
    assert held.answers["members"] == [{"member": "Ben"}, {"member": "Cai"}]


def test_a_nameless_response_in_a_later_export_is_the_same_one(survey, tmp_path):
    assert take(tmp_path, workbook({"Survey": [HEADER, NAMELESS]}), "first.xlsx").tally == {"read": 1, "added": 1}
    later = workbook({"Survey": [HEADER, NAMELESS, [cell if cell != "uuid-1" else "uuid-2" for cell in NAMELESS]]})
    assert take(tmp_path, later, "second.xlsx").tally == {"read": 2, "unchanged": 1, "added": 1}
    assert (PersonRecord.objects.count(), Person.objects.count()) == (2, 2)
