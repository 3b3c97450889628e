"""What a questionnaire is, once published: the questions in order, and the logic that ties them together.

A `Form` is read from the XForm that an XLSForm becomes. It is frozen, holds no answers, and is shared by every
respondent; answers are a tree of their own (`answering.tree`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from sarai.surveys.xpath import Expression

Path = tuple[str, ...]  # the names from the instance's root down: ("data", "household", "age")
Part = str | Expression  # a piece of a text: words, or an expression whose value is shown there

Value = TypeVar("Value")

EVERY_LANGUAGE = ""  # the key of a text that is not in a named language


@dataclass(frozen=True, slots=True)
class Text:
    """A text in the form's languages, by language name; a part may be an output: an expression whose value is shown.

    What is written in no named language stands under `EVERY_LANGUAGE`.
    """

    by_language: Mapping[str, tuple[Part, ...]] = field(default_factory=dict)
    media: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # language → kind ("image") → file name

    def parts(self, language: str, default: str = EVERY_LANGUAGE) -> tuple[Part, ...]:
        """The text in a language, else in the default one, else in no named one, else in whichever there is."""
        return _first(self.by_language, language, default) or ()

    def files(self, language: str, default: str = EVERY_LANGUAGE) -> Mapping[str, str]:
        """The pictures and sounds that go with the text, by kind, chosen as `parts` chooses."""
        return _first(self.media, language, default) or {}

    def __bool__(self) -> bool:
        return bool(self.by_language or self.media)


def _first(found: Mapping[str, Value], language: str, default: str) -> Value | None:
    for key in (language, default, EVERY_LANGUAGE):
        if key in found:
            return found[key]
    return next(iter(found.values()), None)


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice of a list: the value that is stored, what a person reads, and the columns that filters use.

    `columns` has every child of the item, in order, the value's and the label's own among them.
    """

    value: str
    label: Text
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Itemset:
    """Where the choices of a select come from: a named list, and the filter that each choice must pass (or none).

    `nodeset` is the whole expression as the form has it, without `randomize()`; None for choices written into the
    question itself. Where the choices are not the items of a list (answers given before, in a repeat), `instance` is
    empty and only `nodeset` says where they are.
    """

    instance: str
    filter: Expression | None
    randomize: bool = False
    seed: Expression | None = None
    value_column: str = "name"
    label_column: str = "label"
    nodeset: Expression | None = None


@dataclass(frozen=True, slots=True)
class Bind:
    """The logic of one node. `type` is the XForms data type without its prefix ("string", "int", "select")."""

    path: Path
    type: str = "string"
    relevant: Expression | None = None
    required: Expression | None = None
    constraint: Expression | None = None
    calculate: Expression | None = None
    readonly: Expression | None = None
    required_message: Text | None = None
    constraint_message: Text | None = None
    preload: str = ""  # "start", "end", "today", "uid", "username", … as jr:preload and jr:preloadParams say


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `kind` is the control: "input", "select1", "select", "rank", "upload", "range", "trigger".

    `parameters` are the other attributes of the control and of its bind, by local name: "start", "end" and "step" of
    a range, "rows" of a text, "max-pixels" of a picture, "intent".
    """

    path: Path
    kind: str
    label: Text
    hint: Text | None = None
    guidance: Text | None = None
    appearance: frozenset[str] = frozenset()
    parameters: Mapping[str, str] = field(default_factory=dict)
    itemset: Itemset | None = None
    mediatype: str = ""
    role: str = ""
    row: int = 0  # of the survey sheet, for messages about it


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that stand together. With the appearance "field-list" they are one page.

    `path` is that of the nearest node above where a group has none of its own.
    """

    path: Path
    label: Text | None
    items: tuple[Item, ...]
    appearance: frozenset[str] = frozenset()
    row: int = 0


@dataclass(frozen=True, slots=True)
class Repeat:
    """Questions that are asked as often as there are things to say: until `count` if given, else as the person adds.

    Where `fixed`, the person neither adds nor removes (jr:noAddRemove); a repeat with a count is fixed too.
    """

    path: Path
    label: Text | None
    items: tuple[Item, ...]
    count: Expression | None = None
    appearance: frozenset[str] = frozenset()
    row: int = 0
    fixed: bool = False


Item = Question | Group | Repeat


@dataclass(frozen=True, slots=True)
class Action:
    """Something done at a moment: a value set once (`setvalue`), a position taken (`setgeopoint`).

    `events` are "odk-instance-first-load", "odk-new-repeat" and "xforms-value-changed". `source` is the question
    whose change, or the repeat whose new instance, it waits for (None: the form's own first opening). The value is
    that of `value`, or the words `text` where there is no expression.
    """

    kind: str
    target: Path
    events: frozenset[str]
    value: Expression | None = None
    text: str = ""
    source: Path | None = None


@dataclass(frozen=True, slots=True)
class External:
    """A secondary instance that is a file attached to the form: `kind` is "csv", "xml", "geojson" or "last-saved".

    Where the form itself names the columns of a list, `value` is the one that is stored, and `label` has the column's
    name (or several, with commas between them) in each language; `own` are choices of the form's before those of the
    file; of the rows, only those count whose column `only[0]` says `only[1]`.
    """

    id: str
    file: str
    kind: str
    value: str = ""
    label: Text | None = None
    own: tuple[Choice, ...] = ()
    only: tuple[str, str] | None = None


@dataclass(frozen=True)
class Form:
    """A published questionnaire."""

    id: str
    version: str
    title: str
    languages: tuple[str, ...]  # names as the form writes them: "Español (es)"; empty for a form in no named language
    default_language: str  # one of them, or EVERY_LANGUAGE
    items: tuple[Item, ...]
    binds: Mapping[Path, Bind]
    lists: Mapping[str, tuple[Choice, ...]]  # secondary instances that are lists, and choices inside a question
    template: str  # the XML of an empty primary instance, its defaults filled in
    instance_name: Expression | None = None
    roles: Mapping[str, tuple[Path, ...]] = field(default_factory=dict)
    actions: tuple[Action, ...] = ()
    external: Mapping[str, External] = field(default_factory=dict)
    instances: Mapping[str, str] = field(default_factory=dict)  # XML of the secondary instances that are not lists
    media: tuple[str, ...] = ()  # names of all files that the form needs beside it, external instances included
    style: frozenset[str] = frozenset()  # "pages", "theme-grid"
    submission: Mapping[str, str] = field(default_factory=dict)  # attributes of <submission>: base64RsaPublicKey, …
    rows: Mapping[Path, int] = field(default_factory=dict)  # of the survey sheet, where known, calculations included

    def questions(self) -> Iterator[Question]:
        """Every question in the order in which it is asked."""
        return (item for item in self.everything() if isinstance(item, Question))

    def everything(self) -> Iterator[Item]:
        """Every question, group and repeat in the order of the page, a group before what it holds."""
        yield from _everything(self.items)

    @cached_property
    def by_path(self) -> Mapping[Path, Question]:
        """The questions by their path (the first of them, if a page shows one node twice)."""
        found: dict[Path, Question] = {}
        for question in self.questions():
            found.setdefault(question.path, question)
        return found

    @cached_property
    def repeats(self) -> Mapping[Path, Repeat]:
        """The repeats by their path."""
        return {item.path: item for item in self.everything() if isinstance(item, Repeat)}

    def bind(self, path: Path) -> Bind:
        """The logic of a node; that of a plain text where the form says nothing."""
        return self.binds.get(path) or Bind(path)

    def role_of(self, path: Path) -> str:
        """The role of a node, or an empty text."""
        return next((role for role, paths in self.roles.items() if path in paths), "")


def _everything(items: tuple[Item, ...]) -> Iterator[Item]:
    for item in items:
        yield item
        if not isinstance(item, Question):
            yield from _everything(item.items)
