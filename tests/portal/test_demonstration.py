"""The demonstration, run as a newcomer runs it: its figures are those that were published, and a second run is idle."""

import json
from pathlib import Path
from urllib.request import urlopen

import pytest
import yaml

from tests.site import Site

pytestmark = pytest.mark.xdist_group("demonstration")
PUBLISHED = yaml.safe_load((Path(__file__).parent / "highlights_2020.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("published", PUBLISHED, ids=lambda row: row["key"])
def test_the_figure_is_as_published(site: Site, published):
    [figure] = site.figures(published["key"], "--scope", published["scope"])
    assert _fits(figure["value"], published), figure


def _fits(value, published) -> bool:
    if "is" in published:
        return value == published["is"]
    if "about" in published:
        return abs(value - published["about"]) <= published["about"] * 0.05
    if "over" in published:
        return value > published["over"]
    return published["below"] * 0.9 <= value <= published["below"]


def test_breakdowns_sum_to_the_figure(site: Site):
    for by in ("country", "city", "organisation_type", "gender"):
        [broken] = site.figures("exchanges.attendees", "--scope", "event:drr-training", "--by", by)
        assert sum(broken["value"].values()) == 1621
        assert broken["value"]["unknown"] > 0


def test_every_figure_has_evidence_that_opens(site: Site):
    for figure in site.figures("--scope", "event:drr-training"):
        with urlopen(figure["evidence"]) as page:
            assert page.status == 200


def test_the_figure_as_it_was_known_after_the_first_session(site: Site):
    [early] = site.figures("exchanges.attendees", "--scope", "event:drr-training", "--as-of", "2020-09-10")
    [before] = site.figures("exchanges.attendees", "--scope", "event:drr-training", "--as-of", "2020-09-01")
    assert 844 < early["value"] < 1621
    assert before["value"] == 0


def test_a_second_run_changes_nothing(site: Site):
    before = [(f["key"], f["value"]) for f in site.figures()]
    counts = "from sarai.evidence.models import Source; from sarai.network.models import PersonLink; print(Source.objects.count(), PersonLink.objects.count())"
    held = site.run("shell", "-v0", "-c", counts)
    printed = site.run("demo")
    assert "0 created, 0 changed" in printed
    assert site.run("shell", "-v0", "-c", counts) == held
    assert [(f["key"], f["value"]) for f in site.figures()] == before


def test_the_steward_sees_what_was_corrected(site: Site):
    people = json.loads(site.run("people", "list", "--json"))
    assert len(people["merges"]) > 100
