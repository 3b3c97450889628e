"""What the form's logic makes of answers, beyond what JavaRosa is asked."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sarai.surveys.answering import Engine, add_instance, changed, finish, opened, write
from sarai.surveys.xpath import table
from tests.surveys.answering.forms import CASCADE, CASES, REPEATS
from tests.surveys.answering.making import NOW, engine, form, node, tree

COUNTED = """
| survey |
| | type | name | label | repeat_count | calculation | relevant | default | trigger |
| | integer | n | N | | | | 2 | |
| | begin repeat | rep | Rep | ${n} | | | | |
| | text | x | X | | | | a | |
| | calculate | pos | | | position(..) | | | |
| | end repeat | | | | | | | |
| | calculate | count | | | count(${rep}) | | | |
"""


def test_a_count_says_how_often_a_repeat_stands() -> None:
    state = opened(engine(COUNTED), now=NOW)
    root = state.tree.children[0]
    assert [each.named("pos")[0].text for each in root.named("rep")] == ["1", "2"]
    root.named("rep")[1].named("x")[0].text = "kept"
    for wanted, expected in (("3", ["a", "kept", "a"]), ("2", ["a", "kept"]), ("0", []), ("", []), ("-4", [])):
        root.named("n")[0].text = wanted
        engine(COUNTED).recompute(state.tree, now=NOW, fit=True)
        assert [each.named("x")[0].text for each in root.named("rep")] == expected
        assert root.named("count")[0].text == str(len(expected))
    root.named("n")[0].text = "99999999"
    engine(COUNTED).recompute(state.tree, now=NOW, fit=True)
    assert len(root.named("rep")) == 1000


def test_without_being_asked_to_no_instance_comes_or_goes() -> None:
    document = tree(COUNTED, "<n>5</n><rep><x>1</x></rep>")
    state = engine(COUNTED).recompute(document, now=NOW)
    assert len(document.children[0].named("rep")) == 1
    assert state.count(document.children[0], ("data", "rep")) == 5


OPENED = """
| survey |
| | type | name | label | default | trigger | calculation |
| | start | began | | | | |
| | end | ended | | | | |
| | today | day | | | | |
| | username | who | | | | |
| | date | when | When | today() | | |
| | text | plain | Plain | words | | |
| | text | code | Code | concat('c', 1 + 1) | | |
| | begin repeat | rep | Rep | | | |
| | integer | age | Age | | | |
| | text | stamp | Stamp | concat('p', position(..)) | | |
| | calculate | seen | | | ${age} | concat('was ', ${age}) |
| | end repeat | | | | | |
"""


def test_a_new_set_of_answers_has_its_defaults_and_its_preloads() -> None:
    state = opened(engine(OPENED), now=NOW, known={"username": "dewi"}.get, randomness=random.Random(1))
    document = state.tree
    assert {name: node(document, name).text for name in ("began", "ended", "day", "who", "when", "plain", "code")} == {
        "began": "2024-05-06T07:08:09.000+00:00",
        "ended": "",
        "day": "2024-05-06",
        "who": "dewi",
        "when": "2024-05-06",
        "plain": "words",
        "code": "c2",
    }
    assert node(document, "meta/instanceID").text.startswith("uuid:")
    assert len(node(document, "meta/instanceID").text) == 41
    finish(state)
    assert node(document, "ended").text == "2024-05-06T07:08:09.000+00:00"


def test_a_new_instance_and_a_change_do_what_waits_for_them() -> None:
    state = opened(engine(OPENED), now=NOW)
    new = add_instance(state, state.tree.children[0], ("data", "rep"))
    assert new.named("stamp")[0].text == "p2"
    new.named("age")[0].text = "9"
    assert changed(state, new.named("age")[0]) == [("data", "rep", "age"), ("data", "rep", "seen")]
    assert [each.named("seen")[0].text for each in state.tree.children[0].named("rep")] == ["", "was 9"]


@pytest.mark.parametrize("case", CASES)
def test_after_one_change_only_what_depends_on_it_is_calculated_and_nothing_is_forgotten(case: str) -> None:
    sheets, content = CASES[case]
    own = engine(sheets)
    document = tree(sheets, content)
    state = own.recompute(document, now=NOW)
    chance = random.Random(case)
    asked = [
        each
        for each in document.descendants()
        if each.path in own.form.by_path and not own.form.bind(each.path).calculate
    ]
    for _change in range(12):
        changed_node = chance.choice(asked)
        changed_node.text = chance.choice(["", "1", "12", "30", "yes", "no", "id", "jkt", "fever other", "2023-06-01"])
        state = own.recompute(document, now=NOW, changed=state, at=[changed_node.path])
        after = [(each.path, each.text, each.relevant) for each in document.descendants()]
        own.recompute(document, now=NOW)
        assert [(each.path, each.text, each.relevant) for each in document.descendants()] == after


def test_the_choices_and_labels_of_a_person() -> None:
    document = tree(CASCADE, "<country>ph</country><city>mnl</city>")
    state = engine(CASCADE).recompute(document, now=NOW)
    city = node(document, "city")
    question = state.engine.form.by_path[city.path]
    assert [choice.value for choice in state.choices(city, question)] == ["mnl"]
    assert node(document, "label").text == "Manila"
    assert state.label(city, question.label) == "City"


def test_shuffled_choices_have_the_order_of_their_seed() -> None:
    sheets = """
| survey |
| | type | name | label | parameters |
| | integer | seed | Seed | |
| | select_one c | fixed | Fixed | randomize=true, seed=42 |
| | select_one c | own | Own | randomize=true, seed=${seed} |
| choices |
| | list_name | name | label |
""" + "\n".join(f"| | c | c{number} | C{number} |" for number in range(8))  # fmt: skip
    document = tree(sheets, "<seed>7</seed>")
    state = engine(sheets).recompute(document, now=NOW)

    def order(name: str) -> list[str]:
        return [choice.value for choice in state.choices(node(document, name), state.engine.form.by_path["data", name])]

    assert order("fixed") == order("fixed")
    first = order("own")
    node(document, "seed").text = "8"
    assert sorted(order("own")) == sorted(first)
    assert order("own") != first


def test_a_file_beside_the_form_is_looked_into() -> None:
    sheets = """
| survey |
| | type | name | label | calculation | relevant |
| | text | code | Code | | |
| | calculate | price | | pulldata('prices', 'price', 'code', ${code}) | |
| | select_one_from_file shops.csv | shop | Shop | | |
"""
    own = Engine(
        form(sheets),
        files={"prices": table([{"code": "a1", "price": "30"}]), "shops": table([{"name": "s1", "label": "First"}])},
    )
    document = own.shape.blank()
    node(document, "code").text = "a1"
    state = own.recompute(document, now=NOW)
    assert node(document, "price").text == "30"
    shop = node(document, "shop")
    assert [
        (choice.value, state.label(shop, choice.label)) for choice in state.choices(shop, own.form.by_path[shop.path])
    ] == [("s1", "First")]
    missing = Engine(form(sheets))
    state = missing.recompute(missing.shape.blank(), now=NOW)
    assert [(trouble.column, trouble.sentence) for trouble in state.troubles] == [
        ("calculation", "There is no list or file called “prices” in this form.")
    ]


def test_a_form_that_would_calculate_for_ever_is_stopped() -> None:
    rows = "\n".join(
        f"| | calculate | c{number} | | concat(${{c{number - 1}}}, ${{c{number - 1}}}) |" for number in range(1, 40)
    )
    sheets = f"| survey |\n| | type | name | label | calculation |\n| | text | c0 | C | |\n{rows}\n"
    document = tree(sheets, "<c0>laugh</c0>")
    state = engine(sheets).recompute(document, now=NOW)
    assert state.stopped == "The expression was stopped: its text grows beyond a million characters."


def test_now_must_say_where() -> None:
    with pytest.raises(ValueError, match="aware"):
        engine(COUNTED).recompute(engine(COUNTED).shape.blank(), now=NOW.replace(tzinfo=None))


@given(
    st.lists(
        st.tuples(st.sampled_from(["", "Ana", "x"]), st.sampled_from(["", "3", "25", "60", "old"]), st.integers(0, 3)),
        max_size=5,
    )
)
@settings(max_examples=40, deadline=None, derandomize=True)
def test_calculating_twice_changes_nothing(people: list[tuple[str, str, int]]) -> None:
    content = "".join(
        f"<person><name>{name}</name><age>{age}</age>{'<child><years>2</years></child>' * children}</person>"
        for name, age, children in people
    )
    document = tree(REPEATS, f"<limit>50</limit>{content}")
    engine(REPEATS).recompute(document, now=NOW)
    once = write(document)
    engine(REPEATS).recompute(document, now=NOW)
    assert write(document) == once
