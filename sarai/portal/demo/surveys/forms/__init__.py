"""The six questionnaires, each written as the XLSForm that a team would upload.

They stand here as YAML, so that a change of a word is a change of a line; the same text always gives the same bytes.
"""

from __future__ import annotations

import io
import re
from functools import cache
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import msgspec
import yaml

from sarai.surveys.questionnaire.languages import code
from sarai.surveys.questionnaire.simple import ShownIf, SimpleChoice, SimpleForm, SimpleQuestion, at_most, condition
from sarai.surveys.questionnaire.writing import write_xlsx

FOLDER = Path(__file__).parent
NAMES = ("drr", "ecommerce", "uzbekistan", "china-mexico", "development-needs", "covid-needs")

Words = dict[str, str]  # language code → text
_DATES = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
_DATE = rb"\g<1>2020-08-14T00:00:00Z"


class Shown(msgspec.Struct, forbid_unknown_fields=True):
    """A question is asked only where another has this value."""

    question: str
    value: str


class Written(msgspec.Struct, forbid_unknown_fields=True):
    """A question as the files write it; `use` takes it from the common ones, under the same name."""

    use: str = ""
    name: str = ""
    type: str = ""
    role: str = ""
    required: bool = False
    at_most: int = 0
    shown_if: Shown | None = None
    label: Words = {}
    choices: dict[str, Words] = {}


class Questionnaire(msgspec.Struct, forbid_unknown_fields=True):
    """A questionnaire as its file writes it."""

    id: str
    title: str
    version: str
    languages: list[str]
    questions: list[Written]


class _Loader(yaml.SafeLoader):
    """Takes `yes` and `no` for the words they are."""

    yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in known if tag != "tag:yaml.org,2002:bool"]
        for first, known in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


@cache
def form(name: str) -> SimpleForm:
    """The questionnaire of this name. Raises msgspec.ValidationError where its file is wrong."""
    written = _read(name, Questionnaire)
    common = _read("common", dict[str, Written])
    questions = [_used(question, common) for question in written.questions]
    types = {question.name: question.type for question in questions}
    return SimpleForm(
        written.id,
        written.title,
        tuple(_question(question, written.languages, types) for question in questions),
        written.version,
        tuple(written.languages),
        written.languages[0],
    )


def _read(name: str, kind: type) -> Any:
    text = (FOLDER / f"{name}.yaml").read_text(encoding="utf-8")
    return msgspec.convert(yaml.load(text, _Loader), kind, strict=False)  # noqa: S506 (a SafeLoader)


def _used(question: Written, common: dict[str, Written]) -> Written:
    if not question.use:
        return question
    return msgspec.structs.replace(common[question.use], name=question.use, required=question.required)


def _question(written: Written, languages: list[str], types: dict[str, str]) -> SimpleQuestion:
    shown = written.shown_if
    return SimpleQuestion(
        written.name,
        written.type,
        _words(written.label, languages),
        required=written.required,
        choices=tuple(SimpleChoice(value, _words(words, languages)) for value, words in written.choices.items()),
        role=written.role,
        relevant=condition(ShownIf(shown.question, shown.value), types[shown.question]) if shown else "",
        constraint=at_most(written.at_most),
    )


def _words(words: Words, languages: list[str]) -> Words:
    return {language: words[code(language)] for language in languages}


def xlsform(name: str) -> bytes:
    """The questionnaire as an XLSX file."""
    return frozen(write_xlsx(form(name)))


def frozen(data: bytes) -> bytes:
    """A workbook without the moment at which it was written."""
    kept = io.BytesIO()
    with ZipFile(io.BytesIO(data)) as book, ZipFile(kept, "w", ZIP_DEFLATED) as again:
        for name in book.namelist():
            part = book.read(name)
            again.writestr(ZipInfo(name), _DATES.sub(_DATE, part), ZIP_DEFLATED)
    return kept.getvalue()


def write_forms(folder: Path) -> None:
    """Write the six XLSForms."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in NAMES:
        (folder / f"{name}.xlsx").write_bytes(xlsform(name))
