"""Every type of question: shown by a control that has a name of its own, and read back from it."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sarai.surveys import pages
from tests.surveys.pages.making import begun, send, sentences, value, written
from tests.surveys.questionnaire import samples
from tests.surveys.questionnaire.samples import asked, one

# What a page sends for one question of each type, and what is stored of it.
SENT: dict[str, tuple[dict[str, str | list[str]], str]] = {
    "text": ({"q": " Ana "}, "Ana"),
    "integer": ({"q": "12"}, "12"),
    "decimal": ({"q": "1,5"}, "1.5"),
    "range": ({"q": ["", "4"]}, "4"),
    "range of decimals": ({"q": ["", "0.3"]}, "0.3"),
    "date": ({"q": "2020-06-01"}, "2020-06-01"),
    "time": ({"q": "14:30"}, "14:30:00"),
    "dateTime": ({"q": "2020-06-01T14:30"}, "2020-06-01T14:30:00"),
    "select_one": ({"q": ["", "red"]}, "red"),
    "select_multiple": ({"q": ["", "blue", "red"]}, "red blue"),
    "select one, as it was": ({"q": ["", "red"]}, "red"),
    "rank": ({"q": "", "q#blue": "1", "q#red": "2", "q#green": "3"}, "blue red green"),
    "select from CSV": ({"q": ["", "lim"]}, "lim"),
    "select several from CSV": ({"q": ["", "lim", "qto"]}, "lim qto"),
    "select from XML": ({"q": ["", "lim"]}, "lim"),
    "acknowledge": ({"q": ["", "OK"]}, "OK"),
    "geopoint": ({"q": "", "q#latitude": "1", "q#longitude": "2"}, "1 2 0 0"),
    "geotrace": ({"q": "1 2\n3 4"}, "1 2 0 0; 3 4 0 0"),
}


class _Outline(HTMLParser):
    """The controls of a page, and what is said of them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.labelled: set[str] = set()
        self.controls: list[dict[str, str]] = []
        self.open: list[str] = []
        self.feed(page)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "label":
            self.labelled.add(given["for"])
        if tag in ("input", "select", "textarea") and given.get("type") != "hidden":
            self.controls.append(given)
        if tag not in ("input", "img", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@pytest.mark.parametrize("name", samples.ALL)
def test_every_form_is_shown_well_formed_each_control_with_a_label(name):
    sitting = begun(samples.ALL[name])
    for page in pages.pages_of(sitting.state):
        outline = _Outline(written(sitting, page.number))
        assert len(outline.ids) == len(set(outline.ids))
        assert all(control["id"] in outline.labelled for control in outline.controls)
        assert all(control["name"].startswith("/data/") for control in outline.controls)


@pytest.mark.parametrize("name", SENT)
def test_what_a_page_sends_is_stored_shown_and_allowed(name):
    fields, stored = SENT[name]
    sitting = begun(samples.ALL[name])
    send(sitting, **fields)
    assert value(sitting, "q") == stored
    assert sentences(sitting) == {}
    again = pages.resume(sitting.engine, sitting.xml(), now=sitting.now, language="")
    assert written(again) == written(sitting)
    last = [each for each in fields.values() for each in ([each] if isinstance(each, str) else each) if each][-1]
    assert last.strip().replace(",", ".").split("\n")[0] in written(again)


def test_there_is_a_type_sent_for_every_control_but_files():
    sent = {samples.TYPES[name][2] for name in SENT}
    assert {kind for _form, _control, kind in samples.TYPES.values()} - sent <= {
        "geoshape", "barcode", "note", "image", "audio", "video", "file", "hidden",
    }  # fmt: skip


def countries(count: int = 40) -> str:
    rows = "\n".join(f"| | all | c{number} | Country {number} |" for number in range(count))
    return asked(
        "| | type | name | label |\n| | select_one all | q | Asked |", f"| choices | list_name | name | label |\n{rows}"
    )


def test_a_long_list_is_searched_by_words():
    sitting = begun(countries())
    assert '<datalist id="q1-list"><option value="Country 0"></option>' in written(sitting)
    send(sitting, q="country 7")
    assert (value(sitting, "q"), sentences(sitting)) == ("c7", {})
    assert 'value="Country 7"' in written(sitting)


def test_words_that_may_mean_several_choices_are_asked_about():
    sitting = begun(countries())
    send(sitting, q="country 1")
    assert value(sitting, "q") == "c1"
    send(sitting, q="ntry 1")
    assert "“ntry 1” is not one of the choices here." in sentences(sitting)["q"]
    page = written(sitting)
    assert 'value="ntry 1"' in page
    assert page.count('type="radio"') == 11
    send(sitting, q=["ntry 1", "c12"])
    assert value(sitting, "q") == "c12"


def test_a_very_long_list_is_not_sent_whole():
    sitting = begun(countries(600))
    assert len(written(sitting)) < 2_000
    send(sitting, q="Country 599")
    assert value(sitting, "q") == "c599"


def test_a_minimal_list_is_a_select():
    sitting = begun(one("select_one colours", appearance="minimal"))
    assert '<select id="q2"' in written(sitting)
    send(sitting, q="red")
    assert '<option value="red" selected>' in written(sitting)


def test_a_place_that_no_ranking_has_is_none():
    sitting = begun(samples.ALL["rank"])
    send(sitting, **{"q": "", "q#blue": "9" * 5000, "q#red": "1"})
    assert value(sitting, "q") == "red"


def test_dates_of_months_and_years():
    sitting = begun(one("date", appearance="month-year"))
    send(sitting, q="2020-06")
    assert (value(sitting, "q"), 'value="2020-06"' in written(sitting)) == ("2020-06-01", True)
    sitting = begun(one("date", appearance="year"))
    send(sitting, q="2020")
    assert (value(sitting, "q"), 'value="2020"' in written(sitting)) == ("2020-01-01", True)


def test_a_long_range_is_typed_and_told():
    sitting = begun(one("range", parameters="start=0 end=100 step=5"))
    assert "A number from 0 to 100, in steps of 5." in written(sitting)
    send(sitting, q="35")
    assert sentences(sitting) == {}
    send(sitting, q="33")
    assert sentences(sitting)["q"] == "This must be a number from 0 to 100, in steps of 5."


def test_what_nobody_may_change_is_shown_and_not_read():
    sitting = begun(
        asked(
            "| | type | name | label | calculation | readonly |\n| | text | t | T | | yes |\n| | integer | q | Q | 1 + 1 | |"
        )
    )
    send(sitting, q="3", t="x")
    assert (value(sitting, "q"), value(sitting, "t")) == ("2", "")
    assert "<output" in written(sitting)


def test_a_random_order_is_the_same_whenever_it_is_shown():
    sheets = one("select_one colours", parameters="randomize=true")
    sitting = begun(sheets)
    orders = {written(pages.resume(sitting.engine, sitting.xml(), now=sitting.now, language="")) for _time in range(5)}
    assert len(orders) == 1
    assert len({written(begun(sheets)) for _time in range(30)}) > 1


def test_what_is_filled_in_by_the_browser_is_named_by_role():
    sitting = begun(
        asked("| | type | name | label | role |\n| | text | q | Q | person.email |\n| | text | r | R | person.phone |")
    )
    page = written(sitting)
    assert 'autocomplete="email" type="email"' in page
    assert 'autocomplete="tel" type="tel"' in page


def test_the_name_of_a_file_has_no_folder_and_is_no_other_files():
    assert pages.file_name("C:\\pictures\\täg.png", set()) == "täg.png"
    assert pages.file_name("../../etc/passwd", {"passwd"}) == "passwd-2"
    assert pages.file_name("a.png", {"a.png", "a-2.png"}) == "a-3.png"
    assert pages.file_name("\0\n..", set()) == "file"
    assert pages.file_name("x" * 300 + ".png", set()).endswith("xx.png")


NAMES = st.sampled_from(["q", "q#latitude", "q#longitude", "q#remove", "q#red", "q#blue", "t", "r[1]/q", "../q", "#"])
VALUES = st.lists(
    st.text(max_size=30) | st.sampled_from(["red", "1e309", "NaN", "-0", "red red", "٣", "2020-13-45", "99:99"]),
    max_size=3,
)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(name=st.sampled_from(sorted(samples.ALL)), fields=st.dictionaries(NAMES, VALUES, max_size=5))
def test_whatever_is_sent_is_stored_so_that_it_can_be_shown_and_taken_up_again(name, fields):
    sitting = begun(samples.ALL[name])
    for page in pages.pages_of(sitting.state):
        read = send(sitting, page.number, **fields)
        faults = {one.name: one.sentence for one in pages.problems(sitting)}
        _Outline(written(sitting, page.number, faults=faults, read=read))
    again = pages.resume(sitting.engine, sitting.xml(), now=sitting.now, language="")
    assert again.xml() == sitting.xml()
    pages.overview(again)
