"""What comes of completed questionnaires: exports of KoboToolbox and of a form service, and what telephones send."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from xml.sax.saxutils import escape

from sarai.portal.demo.surveys.answers import Completion
from sarai.surveys.questionnaire.simple import SimpleForm, SimpleQuestion

_META = ("_id", "_uuid", "_submission_time", "_validation_status", "_notes", "_status", "_submitted_by")
SEVERAL = frozenset({"select_multiple", "rank"})


def write_kobo(path: Path, form: SimpleForm, completions: Sequence[Completion], language: str = "") -> None:
    """An export of KoboToolbox as CSV, its headers and answers as names or, with a language, as labels."""
    split = {
        question.name: [(choice.value, _called(choice.value, choice.label, language)) for choice in question.choices]
        for question in form.questions
        if question.type in SEVERAL
    }
    header = ["start", "end"]
    for question in form.questions:
        called = _called(question.name, question.label, language)
        header += [called, *(f"{called}/{label}" for _value, label in split.get(question.name, ()))]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\n")
        writer.writerow([*header, *_META, "__version__", "_tags", "_index"])
        for number, one in enumerate(completions, 1):
            cells = [one.at.isoformat(), one.at.isoformat()]
            for question in form.questions:
                said = one.answers.get(question.name, "")
                chosen = said if isinstance(said, list) else [said]
                joined = " ".join(_worded(question, value, language) for value in chosen if value)
                of_choices = split.get(question.name, ())
                cells += [joined, *(str(int(value in chosen)) if said else "" for value, _label in of_choices)]
            meta = [
                str(4000 + number),
                one.uuid,
                f"{one.at:%Y-%m-%dT%H:%M:%S}",
                one.status,
                "",
                "submitted_via_web",
                "",
            ]
            writer.writerow([*cells, *meta, form.version, "", str(number)])


def write_form_service(
    path: Path, form: SimpleForm, completions: Sequence[Completion], language: str, time: str
) -> None:
    """The responses of a form that was made anew in a form service, in one language; `time` is its first header."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n")
        writer.writerow([time, *(_called(question.name, question.label, language) for question in form.questions)])
        for one in completions:
            cells = []
            for question in form.questions:
                said = one.answers.get(question.name, "")
                chosen = said if isinstance(said, list) else [said]
                cells.append(", ".join(_worded(question, value, language) for value in chosen if value))
            at = one.at
            writer.writerow([f"{at:%Y/%m/%d} {at.hour % 12 or 12}:{at:%M:%S %p} GMT+0", *cells])


def _called(name: str, label: Mapping[str, str], language: str) -> str:
    return label[language] if language else name


def _worded(question: SimpleQuestion, value: str, language: str) -> str:
    labels = {choice.value: choice.label for choice in question.choices}
    return labels[value][language] if language and value in labels else value


def write_sent(path: Path, form: SimpleForm, completions: Sequence[Completion]) -> None:
    """What telephones sent, one a line: when, and the answers as XML."""
    with path.open("w", encoding="utf-8") as file:
        for one in completions:
            line = {"at": one.at.isoformat(), "xml": instance(form, one)}
            file.write(json.dumps(line, ensure_ascii=False) + "\n")


def instance(form: SimpleForm, completion: Completion) -> str:
    """A set of answers as ODK Collect writes it."""
    said = {name: " ".join(each) if isinstance(each, list) else each for name, each in completion.answers.items()}
    inside = "".join(f"<{q.name}>{escape(said.get(q.name, ''))}</{q.name}>" for q in form.questions)
    corrects = f"<deprecatedID>uuid:{completion.corrects}</deprecatedID>" if completion.corrects else ""
    meta = f"<meta><instanceID>uuid:{completion.uuid}</instanceID>{corrects}</meta>"
    return f'<data id="{form.id}" version="{form.version}">{inside}{meta}</data>'


def read_sent(path: Path) -> list[tuple[datetime, bytes]]:
    """What telephones sent and when, in order of time."""
    lines = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return sorted((datetime.fromisoformat(line["at"]).astimezone(UTC), line["xml"].encode()) for line in lines)
