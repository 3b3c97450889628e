"""Choices from a file by the ways that came before itemsets: `search()` and `query`. The forms are our own."""

import pytest

from sarai.surveys.answering import Engine, check
from sarai.surveys.questionnaire.attachments import missing_files, with_files
from sarai.surveys.questionnaire.faults import Refused
from sarai.surveys.questionnaire.form import Form, Question
from sarai.surveys.questionnaire.lookups import arguments
from sarai.surveys.questionnaire.publishing import publish
from tests.surveys.answering.making import NOW

from .test_xform import document
from .workbooks import published

TOWNS = b"id,title,title_fr,land,kind\nlim,Lima,Lima,PE,big\nqto,Quito,Quito,EC,big\ncus,Cusco,Cuzco,PE,small\n"
SEARCHED = """
| survey  |  |  |  |  |
|  | type | name | label | appearance |
|  | text | words | Part of its name | |
|  | select_one towns | town | Town | %s |
| choices |  |  |  |  |
|  | list_name | name | label | |
|  | towns | id | title | |
|  | towns | 99 | Elsewhere | |
"""


def searched(appearance: str, sheets: str = SEARCHED) -> Form:
    form = published(sheets % appearance).form
    assert missing_files(form, {}) == ("towns.csv",)
    return with_files(form, {"towns.csv": TOWNS})


def offered(form: Form, **answers: str) -> list[tuple[str, str]]:
    """What the last question offers after these answers: values and labels."""
    engine = Engine(form)
    tree = engine.shape.blank()
    for node in tree.descendants():
        node.text = answers.get(node.name, node.text)
    state = engine.recompute(tree, now=NOW)
    question = [each for each in form.questions() if each.itemset][-1]
    [node] = [each for each in tree.descendants() if each.path == question.path]
    assert not state.troubles
    return [(choice.value, state.label(node, choice.label)) for choice in state.choices(node, question)]


def test_a_search_offers_the_rows_of_its_file_after_the_form_s_own_choices() -> None:
    form = searched("minimal search('towns')")
    assert offered(form) == [("99", "Elsewhere"), ("lim", "Lima"), ("qto", "Quito"), ("cus", "Cusco")]
    question = list(form.questions())[-1]
    assert question.appearance == {"minimal"}


@pytest.mark.parametrize(
    ("arguments", "words", "found"),
    [
        ("'contains', 'title', ${words}", "i", ["lim", "qto"]),
        ("'startswith', 'title', ${words}", "L", ["lim"]),
        ("'endswith', 'title', ${words}", "o", ["qto", "cus"]),
        ("'matches', 'land', ${words}", "PE", ["lim", "cus"]),
        ("'contains', 'title,title_fr', ${words}", "Cuzco", ["cus"]),
        ("'contains', 'title', ${words}, 'land', 'PE'", "i", ["lim"]),
        ("'contains', 'title', ${words}", "", ["lim", "qto", "cus"]),
        ("'matches', 'land', 'XX'", "", []),
    ],
)
def test_a_search_finds_rows(arguments: str, words: str, found: list[str]) -> None:
    form = searched(f'search("towns.csv", {arguments})'.replace('"', "'"))
    assert [value for value, _label in offered(form, words=words)] == ["99", *found]


def test_what_is_no_row_of_the_file_is_no_choice() -> None:
    form = searched("search('towns', 'matches', 'land', ${words})")
    engine = Engine(form)
    for town, kinds in (("lim", []), ("qto", ["choice"]), ("99", [])):
        tree = engine.shape.read(f'<data id="x"><words>PE</words><town>{town}</town></data>'.encode())
        assert [each.kind for each in check(engine, tree, now=NOW)] == kinds


def test_a_search_reads_a_column_for_each_language() -> None:
    sheets = """
    | survey  |  |  |  |  |
    |  | type | name | label::English (en) | label::Français (fr) | appearance |
    |  | select_multiple towns | town | Town | Ville | %s |
    | choices |  |  |  |  |
    |  | list_name | name | label::English (en) | label::Français (fr) | |
    |  | towns | id | title, land | title_fr | |
    """
    form = searched("search('towns')", sheets)
    [question] = form.questions()
    last = form.lists[question.itemset.instance][-1]
    assert (last.label.parts("English (en)"), last.label.parts("Français (fr)")) == (("Cusco, PE",), ("Cuzco",))


@pytest.mark.parametrize(
    "appearance",
    ["search()", "search(towns)", "search('towns', 'near', 'id', '1')", "search('towns', 'matches', 'id')",
     "search('towns', 'matches', 'no name', '1')", "search('towns', 'matches', 'id', 1 +)"],
)  # fmt: skip
def test_a_search_that_cannot_be_read_is_refused_at_its_row(appearance: str) -> None:
    with pytest.raises(Refused) as refusal:
        published(SEARCHED % appearance)
    fault = refusal.value.faults[0]
    assert (fault.sheet, fault.row, fault.column) == ("survey", 3, "appearance")


# --- itemsets.csv

ITEMSETS = (
    b"list_name,name,label::English,label::Suomi,land\n"
    b"towns,lim,Lima,Lima,PE\ntowns,qto,Quito,Quito,EC\nlands,PE,Peru,Peru,\n"
)
QUERIED = document(
    """<instance><data id="q"><land/><town/></data></instance>
    <itext><translation lang="English"><text id="l"><value>Land</value></text></translation>
    <translation lang="Suomi"><text id="l"><value>Maa</value></text></translation></itext>
    <bind nodeset="/data/town" type="string" required="true()"/>""",
    """<input ref="/data/land"><label ref="jr:itext('l')"/></input>
    <input ref="/data/town" query="instance('towns')/root/item[land= /data/land ]"><label>Town</label></input>""",
)


def test_a_query_chooses_from_a_list_of_itemsets_csv() -> None:
    form = publish(QUERIED).form
    assert form.media == ("itemsets.csv",)
    form = with_files(form, {"itemsets.csv": ITEMSETS})
    town = form.by_path["data", "town"]
    assert isinstance(town, Question)
    assert (town.kind, town.parameters) == ("select1", {})
    assert offered(form, land="PE") == [("lim", "Lima")]
    assert [choice.value for choice in form.lists["towns"]] == ["lim", "qto"]
    assert form.lists["towns"][0].label.by_language == {"English": ("Lima",), "Suomi": ("Lima",)}


def test_a_query_that_is_no_list_is_refused() -> None:
    with pytest.raises(Refused, match=r"itemsets\.csv"):
        publish(QUERIED.replace(b"instance('towns')/root/item[land= /data/land ]", b"/data/land"))


@pytest.mark.parametrize(
    ("text", "parts"),
    [("", []), ("a", ["a"]), ("a, 'b, c', f(d, e)[x, y], g", ["a", " 'b, c'", " f(d, e)[x, y]", " g"])],
)
def test_arguments_are_parted_where_commas_stand_alone(text: str, parts: list[str]) -> None:
    assert arguments(text) == parts
