"""A response of an export, with its answers under the questions of its survey."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sarai.network.mentions import Mention, email_key
from sarai.surveys.answering.telling import BY_VALUE, CONTACT, LONGEST, ORDERED, SAID, SAYS_NO, SEVERAL, Counted
from sarai.surveys.intake.matching import OTHER, Asked, Matching, is_group
from sarai.surveys.intake.records import Response

_FIELDS = frozenset(SAID.values())


@dataclass(slots=True)
class Heard:
    """What a response says to its survey. `said` is by role, in the words that people read."""

    matching: Matching
    answers: dict[str, Any] = field(default_factory=dict)
    counted: list[Counted] = field(default_factory=list)
    said: dict[str, str] = field(default_factory=dict)
    mention: Mention = field(default_factory=Mention)

    @property
    def consent(self) -> bool | None:
        """Whether all was agreed to that the survey asks to agree to, contact aside; None if it asks nothing."""
        agreed = [
            text.casefold() not in SAYS_NO
            for role, text in self.said.items()
            if role.startswith("consent.") and role != CONTACT
        ]
        return all(agreed) if agreed else None

    def take(self, header: str, answer: Any) -> None:
        """Take down one column, or one repeated group; what no question asks stays under its header."""
        if is_group(answer):
            self._rows(header, answer, self.answers, "")
        elif asked := self.matching.question(header):
            self._answer(asked, answer, self.answers, "")
        else:
            self.answers.setdefault(header, answer)

    def _rows(self, header: str, rows: list[Mapping[str, Any]], into: dict[str, Any], above: str) -> None:
        group = self.matching.group(header)
        into[group] = []
        for place, row in enumerate(rows, 1):
            own: dict[str, Any] = {}
            into[group].append(own)
            instance = f"{above}{group.rpartition('/')[2]}[{place}]"
            for name, answer in row.items():
                if is_group(answer):
                    self._rows(name, answer, own, f"{instance}/")
                elif asked := self.matching.question(name, group):
                    self._answer(asked, answer, own, instance)
                else:
                    own.setdefault(name, answer)

    def _answer(self, asked: Asked, answer: Any, into: dict[str, Any], instance: str) -> None:
        """Take down what is said to one question; of two columns that ask the same, the first that says something."""
        values = asked.values(answer)
        if asked.path in into or not values:
            return
        into[asked.path] = values if asked.kind in SEVERAL or isinstance(answer, list) else values[0]
        if asked.role:
            worded = values[0] if asked.role in BY_VALUE else asked.labels.get(values[0], values[0])
            self.said.setdefault(asked.role, worded)
        if asked.is_counted:
            self.counted += [
                Counted(
                    asked.path, value[:LONGEST], asked.number(value), place if asked.kind in ORDERED else 0, instance
                )
                for place, value in enumerate(values, 1)
            ]
        if OTHER in values and answer != OTHER and (written := f"{asked.path}_{OTHER}") in self.matching:
            into.setdefault(written, str(answer))


def hear(matching: Matching, response: Response) -> Heard:
    """What a response says, and who says it: questions with a role go before what headers alone made out."""
    heard = Heard(matching)
    mention = response.mention
    for header, (stated, text) in response.about.items():
        if asked := matching.question(header):
            heard.take(header, text)
            if stated in _FIELDS and asked.role and SAID.get(asked.role) != stated:
                mention = replace(mention, **{stated: ""})
    for header, answer in response.answers.items():
        heard.take(header, answer)
    heard.mention = replace(mention, **_told(heard.said))
    return heard


def count(matching: Matching, answers: Mapping[str, Any]) -> list[Counted]:
    """The single answers of a response that was taken in before."""
    heard = Heard(matching)
    for header, answer in answers.items():
        heard.take(header, answer)
    return heard.counted


def _told(said: Mapping[str, str]) -> dict[str, str]:
    """The fields of a mention that questions with a role state."""
    told = {field: said[role] for role, field in SAID.items() if role in said}
    if name := " ".join(filter(None, (said.get(f"person.{part}_name") for part in ("first", "last")))):
        told["name"] = name
    if "email" in told:
        told["email"] = email_key(told["email"])
    return told
