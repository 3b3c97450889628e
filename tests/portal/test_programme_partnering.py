"""The partnerships of a programme's file."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from sarai.evidence.engine import Question, Scope, answer, breakdown
from sarai.letters.models import Letter
from sarai.partnerships.models import Partnership, Step
from sarai.partnerships.queries.partnerships import standing
from tests.people import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("countries")]
FILE = """
programme: {slug: p, title: P, starts_on: 2020-01-01, ends_on: 2020-12-31}
series: [{slug: webinars, title: Webinars}]
institutions: [{slug: fund, name: A fund, type: igo}]
partnerships:
  - lead: {city: Xiamen, country: CN}
    partner: {city: Santiago, country: CL}
    steps:
      - {step: propose, day: 2020-05-04}
      - {step: accept, by: lead, day: 2020-05-06}
      - {step: accept, by: partner, day: 2020-05-11}
      - {step: talk, day: 2020-06-01, what: Trade and youth}
      - {step: agree, by: lead, day: 2020-07-01}
      - {step: agree, by: partner, day: 2020-07-01}
  - lead: {city: Nairobi, country: KE}
    partner: {institution: fund}
    series: webinars
    steps: [{step: declare, by: lead, day: 2020-11-30, what: In the survey after the webinars}]
"""


def applied(tmp_path, text: str = FILE) -> None:
    path = tmp_path / "programme.yaml"
    path.write_text(text, encoding="utf-8")
    call_command("programme", "apply", str(path))


def test_the_steps_are_known_since_their_days_and_nobody_is_written_to(tmp_path, capsys):
    make_user("officer", "Omar Officer", city=184745)
    for _time in range(2):  # twice changes nothing
        applied(tmp_path)
    assert Partnership.objects.count() == 2 and Step.objects.count() == 7
    assert answer(Question("partnerships.city_level_brokered")).value == {"Xiamen": ["Santiago"]}
    of_series = Question("partnerships.brokered", Scope("series", "webinars"))
    assert [(cell.value, cell.number) for cell in breakdown(of_series, "rung")] == [("declared", 1)]
    first = Step.objects.get(step="propose")
    assert f"{first.recorded_at:%Y-%m-%d %H:%M}" == "2020-05-04 12:00"
    assert first.source.entered_at > first.recorded_at
    assert not Letter.objects.exists()


def test_a_step_more_is_put_on_record_and_what_was_done_here_stays(tmp_path):
    applied(tmp_path)
    more = FILE.replace(
        "      - {step: agree, by: partner, day: 2020-07-01}\n",
        "      - {step: agree, by: partner, day: 2020-07-01}\n      - {step: act, day: 2020-09-01, what: A fair}\n",
    )
    applied(tmp_path, more)
    made = Partnership.objects.get(pair__contains="city:1790645")
    assert (standing(made).state, standing(made).rung) == ("active", "activity")
    assert Partnership.objects.count() == 2


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("city: Xiamen, country: CN", "city: Xiamen, country: KE", r"partnerships\[0\].lead"),
        ("institution: fund}\n", "institution: none}\n", r"partnerships\[1\].partner"),
        ("institution: fund}\n", "institution: fund, city: Suva}\n", r"partnerships\[1\].partner"),
        ("series: webinars\n", "series: none\n", r"partnerships\[1\].series"),
        ("step: propose", "step: talk", r"partnerships\[0\].steps\[0\].step"),
        ("step: propose", "step: dance", r"partnerships\[0\].steps\[0\].step"),
        ("by: lead, day: 2020-05-06", "by: lead, day: 2020-05-01", r"partnerships\[0\].steps\[1\].day"),
        ("step: talk, day", "step: end, day", r"partnerships\[0\]"),
        ("city: Nairobi, country: KE", "institution: fund", r"partnerships\[1\]"),
    ],
)
def test_what_cannot_be_is_refused_with_its_place(tmp_path, old, new, where):
    with pytest.raises(CommandError, match=where):
        applied(tmp_path, FILE.replace(old, new))
    assert not Partnership.objects.exists()


def test_whatever_the_first_step_is_who_supports_them_and_the_series_are_kept(tmp_path):
    begun = """
    support: [{institution: fund}]
    series: webinars
    steps:
      - {step: ask, by: lead, day: 2020-05-04}
      - {step: accept, by: support, day: 2020-05-06}
  - lead: {city: Nairobi"""
    whole = FILE.index("    steps:"), FILE.index("\n  - lead: {city: Nairobi")
    applied(tmp_path, FILE[: whole[0]].rstrip() + begun + FILE[whole[1] :].removeprefix("\n  - lead: {city: Nairobi"))
    made = standing(Partnership.objects.get(steps__step="ask"))
    assert (str(made.partnership.series), [str(one) for one in made.supporting]) == ("Webinars", ["A fund"])
