"""What changed between two versions of a questionnaire, in words for the officer who answers for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from sarai.surveys.questionnaire.form import EVERY_LANGUAGE, Choice, Form, Part, Path, Question, Text
from sarai.surveys.questionnaire.kinds import answer_kind
from sarai.surveys.questionnaire.reading import spelled
from sarai.surveys.xpath import Expression

_FAMILIES = {"integer": "number", "decimal": "number", "range": "number", "barcode": "text"}
_LOGIC = (
    ("relevant", gettext_noop("“%(name)s” is now asked only if: %(new)s (it was: %(old)s).")),
    ("required", gettext_noop("Whether “%(name)s” must be answered changed from “%(old)s” to “%(new)s”.")),
    ("constraint", gettext_noop("What “%(name)s” accepts changed from “%(old)s” to “%(new)s”.")),
    ("calculate", gettext_noop("How “%(name)s” is calculated changed from “%(old)s” to “%(new)s”.")),
)

_WORDED = {
    "question": (
        gettext_noop("“%(name)s” is now worded “%(new)s”; it was “%(old)s”."),
        gettext_noop("In %(language)s, “%(name)s” is now worded “%(new)s”; it was “%(old)s”."),
    ),
    "hint": (
        gettext_noop("The hint of “%(name)s” is now “%(new)s”; it was “%(old)s”."),
        gettext_noop("In %(language)s, the hint of “%(name)s” is now “%(new)s”; it was “%(old)s”."),
    ),
    "choice": (
        gettext_noop("The choice “%(name)s” is now worded “%(new)s”; it was “%(old)s”."),
        gettext_noop("In %(language)s, the choice “%(name)s” is now worded “%(new)s”; it was “%(old)s”."),
    ),
}


@dataclass(frozen=True, slots=True)
class Change:
    """One change. `kind` is "added", "removed", "moved", "worded", "choices", "type", "logic", "role" or "form".

    Where it `breaks` the table, answers from before cannot be counted together with those that come after.
    """

    kind: str
    path: Path
    sentence: str
    breaks: bool = False


def changes(old: Form, new: Form) -> tuple[Change, ...]:
    """Everything that changed from `old` to `new`, the form itself first, then in the order of the new page."""
    return tuple(_Comparison(old, new).everything())


class _Comparison:
    def __init__(self, old: Form, new: Form) -> None:
        self.old, self.new = old, new

    def everything(self) -> Iterator[Change]:
        yield from self._form()
        for path in self.old.by_path:
            if path not in self.pairs:
                yield Change("removed", path, _("“%(name)s” is no longer asked.") % self._named(self.old, path))
        compared: set[tuple[str, str]] = set()
        found = {after: before for before, after in self.pairs.items()}
        for path, question in self.new.by_path.items():
            if path not in found:
                yield Change("added", path, _("“%(name)s” is new.") % self._named(self.new, path))
                continue
            yield from self._question(self.old.by_path[found[path]], question)
            yield from self._lists(self.old.by_path[found[path]], question, compared)
        yield from self._calculations()

    def _named(self, form: Form, path: Path) -> dict[str, str]:
        question = form.by_path.get(path)
        words = shown(question.label.parts(form.default_language)) if question else ""
        return {"name": words or spelled(path)}

    @cached_property
    def pairs(self) -> Mapping[Path, Path]:
        """Old path → new path of the questions that are the same: by path, else by a name that only one has."""
        pairs = {path: path for path in self.old.by_path if path in self.new.by_path}
        before = [path for path in self.old.by_path if path not in pairs]
        after = [path for path in self.new.by_path if path not in pairs]
        olds, news = Counter(path[-1] for path in before), Counter(path[-1] for path in after)
        by_name = {path[-1]: path for path in after if news[path[-1]] == 1}
        pairs |= {path: by_name[path[-1]] for path in before if olds[path[-1]] == 1 and path[-1] in by_name}
        return pairs

    @cached_property
    def reordered(self) -> frozenset[Path]:
        """New paths of questions that stand elsewhere among those that both versions ask."""
        before = [self.pairs[path] for path in self.old.by_path if path in self.pairs]
        after = [path for path in self.new.by_path if path in set(before)]
        blocks = SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks()
        return frozenset(after) - {path for block in blocks for path in after[block.b : block.b + block.size]}

    def _form(self) -> Iterator[Change]:
        root = (self.new.template[1:].split()[0],) if self.new.template else ()
        for language in self.new.languages:
            if language not in self.old.languages:
                yield Change("form", root, _("The form is now also in “%(language)s”.") % {"language": language})
        for language in self.old.languages:
            if language not in self.new.languages:
                yield Change("form", root, _("The form is no longer in “%(language)s”.") % {"language": language})
        if self.old.title != self.new.title:
            values = {"old": self.old.title, "new": self.new.title}
            yield Change("form", root, _("The title changed from “%(old)s” to “%(new)s”.") % values)

    def _question(self, before: Question, after: Question) -> Iterator[Change]:
        names = self._named(self.new, after.path)
        yield from self._moved(before, after, names)
        yield from self._type(before, after, names)
        if before.role != after.role:
            values = names | {"old": before.role or "–", "new": after.role or "–"}
            sentence = _("The role of “%(name)s” changed from %(old)s to %(new)s.") % values
            yield Change("role", after.path, sentence, breaks=bool(before.role and after.role))
        for what, old, new in (("question", before.label, after.label), ("hint", before.hint, after.hint)):
            for language, was, now in _reworded(old or Text(), new or Text()):
                yield Change("worded", after.path, _worded(what, names["name"], language, was, now))
        yield from self._logic(before.path, after.path, names)

    def _moved(self, before: Question, after: Question, names: dict[str, str]) -> Iterator[Change]:
        within, inside = _repeat(self.old, before.path), _repeat(self.new, after.path)
        if bool(within) != bool(inside):
            sentence = (
                _("“%(name)s” is now asked several times, once for each of “%(repeat)s”.")
                if inside
                else _("“%(name)s” is now asked once; it was asked for each of “%(repeat)s”.")
            )
            values = names | {"repeat": (inside or within)[-1]}
            yield Change("moved", after.path, sentence % values, breaks=True)
        elif before.path != after.path:
            values = names | {"old": spelled(before.path[:-1]), "new": spelled(after.path[:-1])}
            sentence = _("“%(name)s” moved from the group “%(old)s” to “%(new)s”.") % values
            yield Change("moved", after.path, sentence)
        elif after.path in self.reordered:
            yield Change("moved", after.path, _("“%(name)s” is asked at another place.") % names)

    def _type(self, before: Question, after: Question, names: dict[str, str]) -> Iterator[Change]:
        was, now = answer_kind(self.old, before.path), answer_kind(self.new, after.path)
        if was == now:
            return
        breaks = _FAMILIES.get(was, was) != _FAMILIES.get(now, now)
        sentence = (
            _(
                "“%(name)s” was of the type %(old)s and is now %(new)s: its answers before and after cannot stand in "
                "one table."
            )
            if breaks
            else _("“%(name)s” was of the type %(old)s and is now %(new)s.")
        )
        yield Change("type", after.path, sentence % (names | {"old": was, "new": now}), breaks)

    def _logic(self, before: Path, after: Path, names: dict[str, str]) -> Iterator[Change]:
        for part, sentence in _LOGIC:
            was = _source(getattr(self.old.bind(before), part))
            now = _source(getattr(self.new.bind(after), part))
            if was != now:
                yield Change("logic", after, _(sentence) % (names | {"old": was or "–", "new": now or "–"}))

    def _calculations(self) -> Iterator[Change]:
        for path, bind in self.new.binds.items():
            hidden = path not in self.new.by_path and path[1:2] != ("meta",)
            if hidden and path in self.old.binds and bind.calculate is not None:
                yield from self._logic(path, path, {"name": spelled(path)})

    def _lists(self, before: Question, after: Question, compared: set[tuple[str, str]]) -> Iterator[Change]:
        if before.itemset is None or after.itemset is None:
            return
        key = (before.itemset.instance, after.itemset.instance)
        if key in compared:
            return
        compared.add(key)
        old = {choice.value: choice for choice in self.old.lists.get(key[0], ())}
        new = {choice.value: choice for choice in self.new.lists.get(key[1], ())}
        names = self._named(self.new, after.path)
        for value, choice in old.items():
            if value not in new:
                sentence = _("“%(name)s” no longer offers the choice “%(choice)s”.")
                yield Change("choices", after.path, sentence % (names | {"choice": self._choice(self.old, choice)}))
        for value, choice in new.items():
            if value not in old:
                sentence = _("“%(name)s” offers the new choice “%(choice)s”.")
                yield Change("choices", after.path, sentence % (names | {"choice": self._choice(self.new, choice)}))
                continue
            for language, was, now in _reworded(old[value].label, choice.label):
                yield Change("worded", after.path, _worded("choice", value, language, was, now))

    @staticmethod
    def _choice(form: Form, choice: Choice) -> str:
        return shown(choice.label.parts(form.default_language)) or choice.value


def shown(parts: tuple[Part, ...]) -> str:
    """A text with its outputs written as the expressions that they are."""
    return "".join(part if isinstance(part, str) else f"{{{part.text.strip()}}}" for part in parts)


def _reworded(old: Text, new: Text) -> Iterator[tuple[str, str, str]]:
    """Languages in which a text has other words than before, with both."""
    for language in dict.fromkeys((*old.by_language, *new.by_language)):
        was = shown(old.by_language.get(language, ()))
        now = shown(new.by_language.get(language, ()))
        if was != now and (was or not old.by_language):
            yield language, was, now


def _worded(what: str, name: str, language: str, was: str, now: str) -> str:
    values = {"name": name, "language": language, "old": was or "–", "new": now or "–"}
    everywhere, in_one = _WORDED[what]
    return _(everywhere if language == EVERY_LANGUAGE else in_one) % values


def _source(expression: Expression | None) -> str:
    return expression.text.strip() if expression is not None else ""


def _repeat(form: Form, path: Path) -> Path:
    """The innermost repeat around a node, or an empty path."""
    return next((path[:length] for length in range(len(path) - 1, 0, -1) if path[:length] in form.repeats), ())
