"""Answers read from XML and written again; what is not safe is not read."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sarai.surveys.answering import Unreadable, write
from tests.surveys.answering.making import answers, engine, node, tree

SHEETS = """
| survey |
| | type | name | label | default |
| | integer | age | Age | 7 |
| | begin group | g | G | |
| | date | day | Day | |
| | text | words | Words | |
| | end group | | | |
| | begin repeat | rep | Rep | |
| | text | x | X | a |
| | begin repeat | sub | Sub | |
| | text | v | V | |
| | end repeat | | | |
| | end repeat | | | |
"""


def names(document) -> list[str]:
    return ["/".join(each.path) for each in document.descendants() if each.name]


def test_a_blank_instance_has_the_defaults_and_one_of_each_repeat() -> None:
    blank = engine(SHEETS).shape.blank()
    assert names(blank) == [
        "data",
        "data/age",
        "data/g",
        "data/g/day",
        "data/g/words",
        "data/rep",
        "data/rep/x",
        "data/rep/sub",
        "data/rep/sub/v",
        "data/meta",
        "data/meta/instanceID",
    ]
    assert (node(blank, "age").text, node(blank, "age").kind) == ("7", "int")
    assert node(blank, "g/day").kind == "date"
    assert blank is not engine(SHEETS).shape.blank()


def test_what_a_submission_leaves_out_is_there_empty_and_in_its_place() -> None:
    read = tree(SHEETS, "<rep><sub><v>1</v></sub></rep><age>3</age>")
    assert names(read)[:6] == ["data", "data/age", "data/g", "data/g/day", "data/g/words", "data/rep"]
    assert [(node(read, "rep/x").text, node(read, "g/words").text)] == [("", "")]


def test_prefixes_and_namespaces_do_not_matter() -> None:
    prefixed = b"""<data xmlns="http://example.org/f" xmlns:orx="http://openrosa.org/xforms" id="f" version="3">
      <age>4</age><orx:meta><orx:instanceID>uuid:9</orx:instanceID></orx:meta></data>"""
    read = engine(SHEETS).shape.read(prefixed)
    assert node(read, "meta/instanceID").text == "uuid:9"
    assert read.children[0].attributes == {"id": "f", "version": "3"}
    assert "data/rep" not in names(read)


def test_an_instance_of_a_repeat_is_added_after_the_last() -> None:
    read = tree(SHEETS, "<age>1</age><rep><x>1</x></rep><rep><x>2</x></rep>")
    new = engine(SHEETS).shape.insert(read.children[0], ("data", "rep"))
    assert [each.named("x")[0].text for each in read.children[0].named("rep")] == ["1", "2", "a"]
    assert new.place == 3
    assert [each.name for each in new.children] == ["x", "sub"]


def test_what_is_not_relevant_is_not_written() -> None:
    read = tree(SHEETS, "<age>1</age><g><words>&lt;&amp;é</words></g>")
    node(read, "g/day").relevant = False
    assert b"<g><words>&lt;&amp;\xc3\xa9</words></g>" in write(read)
    assert b"<g><day></day><words>" in write(read, all_nodes=True)


LAUGHS = "<!DOCTYPE data [<!ENTITY a 'ha'>" + "".join(
    f"<!ENTITY a{number} '&a{number - 1 or ''};&a{number - 1 or ''};'>" for number in range(1, 20)
)


@pytest.mark.parametrize(
    ("xml", "sentence"),
    [
        (b"", "not well-formed"),
        (b"hello", "not well-formed"),
        (b"<data><age></data>", "not well-formed"),
        (b"\xff\xfe\x00", "not well-formed"),
        (b"<?xml version='1.0' encoding='nonsense'?><data/>", "not well-formed"),
        (LAUGHS.encode() + b"]><data>&a19;</data>", "document type or entities"),
        (b'<!DOCTYPE data [<!ENTITY x SYSTEM "file:///etc/passwd">]><data>&x;</data>', "document type or entities"),
        (b'<!DOCTYPE data SYSTEM "http://example.org/x.dtd"><data/>', "document type or entities"),
        (b"<data>&x;</data>", "not well-formed"),
        (b"<a>" * 100_000, "too many elements"),
        (b"<data>" + b"<a/>" * 110_000 + b"</data>", "too many elements"),
        (b"<data " + b" ".join(b'a%d="1"' % number for number in range(110_000)) + b"/>", "too many elements"),
        (b"<data>" + b"x" * 9_000_000 + b"</data>", "larger than 8 MB"),
        (b"<other/>", "answers to another form: they begin with “other”"),
    ],
)
def test_what_is_not_safe_or_not_an_answer_is_refused_with_a_sentence(xml: bytes, sentence: str) -> None:
    with pytest.raises(Unreadable, match=sentence):
        engine(SHEETS).shape.read(xml)


TEXTS = st.text(alphabet=st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"), max_size=30)


@given(st.lists(TEXTS.filter(str.strip), min_size=1, max_size=4))
@settings(max_examples=60, deadline=None, derandomize=True)
def test_what_is_written_is_read_again(texts: list[str]) -> None:
    read = tree(SHEETS, "<age>1</age>" + "<rep><x/></rep>" * len(texts))
    for each, text in zip(read.children[0].named("rep"), texts, strict=True):
        each.named("x")[0].text = text
    again = engine(SHEETS).shape.read(write(read, all_nodes=True))
    assert [each.named("x")[0].text for each in again.children[0].named("rep")] == texts
    assert names(again) == names(read)


@given(
    st.binary(max_size=80).map(lambda junk: answers("<age>1</age>")[: len(junk)] + junk + answers("<g/>")[len(junk) :])
)
@settings(max_examples=150, deadline=None, derandomize=True)
def test_broken_bytes_are_read_or_refused(xml: bytes) -> None:
    sentence = ""
    try:
        read = engine(SHEETS).shape.read(xml)
    except Unreadable as error:
        sentence, read = str(error), None
    assert sentence or (read is not None and read.children[0].name == "data")
