"""Whatever is sent to the door for answers, it is taken or refused with a sentence, and what is taken can be filed."""

from xml.etree import ElementTree

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sarai.surveys.models import Response, Submission
from tests.surveys.forms import filed, published, xml

pytestmark = pytest.mark.django_db
LIMITS = settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
BOUNDARY = "a0b1c2d3e4f5"
MESSAGE = "{http://openrosa.org/http/response}message"

names = st.sampled_from(
    [
        "name",
        "email",
        "gender",
        "city",
        "country",
        "needs",
        "support",
        "staff",
        "why",
        "agree",
        "partner",
        "partner_city",
        "meta",
        "instanceID",
        "deprecatedID",
        "data",
        "unknown",
        "a.b",
        "é",
    ]
)
texts = st.one_of(
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40),
    st.sampled_from(["", " ", "health", "health " * 50, "-1", "1e400", "NaN", "9" * 400, "uuid:1", "ana@city.example"]),
    st.sampled_from(["2020-02-30", "0000-00-00", "1 2 3 4", "=cmd()", "\u202eabc", "😀" * 30, "\ufffe"]),
)
trees = st.recursive(
    st.builds(lambda name, text: (name, text, []), names, texts),
    lambda inner: st.builds(lambda name, children: (name, "", children), names, st.lists(inner, max_size=6)),
    max_leaves=25,
)
attributes = st.fixed_dictionaries(
    {},
    optional={
        "id": st.one_of(st.just("needs"), texts),
        "version": st.one_of(st.just("1"), texts),
        "instanceID": texts,
        "template": texts,
    },
)


def written(tree):
    name, text, children = tree
    element = ElementTree.Element(name)
    element.text = text
    element.extend(written(child) for child in children)
    return element


def document(found, said):
    root = ElementTree.Element("data", said)
    root.extend(written(tree) for tree in found)
    return ElementTree.tostring(root, encoding="utf-8")


def part(name, data):
    """A part of a request, its name written as it is, whatever it is."""
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"; filename="{name}"\r\n\r\n'
    return head.encode() + data + b"\r\n"


@pytest.fixture
def door(countries, monkeypatch):
    monkeypatch.setattr("sarai.surveys.views.openrosa.MOST_A_MINUTE", 10**9)
    survey = published()
    client = Client()

    def post(content, **files):
        parts = b"".join(part(name, data) for name, data in {"xml_submission_file": content, **files}.items())
        body = parts + f"--{BOUNDARY}--\r\n".encode()
        response = client.generic(
            "POST", f"/collect/{survey.key}/submission", body, f"multipart/form-data; boundary={BOUNDARY}"
        )
        assert response.status_code in (201, 400), response.content
        assert ElementTree.fromstring(response.content).findtext(MESSAGE)
        if response.status_code == 201:
            filed()
            assert not Submission.objects.filter(state="waiting").exists()

    return post


@LIMITS
@given(st.binary(max_size=300))
def test_any_bytes(door, content):
    door(content)


@LIMITS
@given(st.data())
def test_answers_with_some_bytes_changed(door, data):
    content = bytearray(xml(name="Ana", staff="12", partners=["Durban"]))
    for _change in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(0, len(content) - 1))
        kind = data.draw(st.sampled_from(["put", "cut", "double"]))
        if kind == "put":
            content[place] = data.draw(st.integers(0, 255))
        elif kind == "cut":
            del content[place : place + data.draw(st.integers(1, 20))]
        else:
            content[place:place] = content[place : place + 30]
        if not content:
            break
    door(bytes(content))


@LIMITS
@given(st.lists(trees, max_size=12), attributes)
def test_any_tree_of_the_form_s_own_names(door, found, said):
    door(document(found, said))


@LIMITS
@given(st.dictionaries(st.text(min_size=1, max_size=60), st.binary(max_size=20), max_size=3))
def test_any_files_beside(door, files):
    files.pop("xml_submission_file", None)
    door(xml(), **files)


def test_some_of_it_is_counted(door):
    door(xml())
    assert Response.objects.count() == 1
