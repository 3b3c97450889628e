"""Filling a declared report in: every figure asked of the engine, as it was known at one moment."""

from __future__ import annotations

import hashlib
import importlib.metadata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from django.core.cache import cache
from django.utils.formats import date_format, number_format
from django.utils.text import capfirst
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _

from sarai.evidence.engine import Cell, Figure, Question, Scope, Subject, answer, breakdown, dimension

from .. import queries
from ..rules import Manner
from .appendix import Appendix
from .declare import Breakdown, Report, Section, Sentence
from .document import Document, Paragraph, Part, Row, SectionText, Table, Tile
from .pictures import world_map
from .speaking import Footnotes, day, filled, said, sentence

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def compose(report: Report, year: queries.Year, as_of: datetime | None = None) -> Document:
    """The report about a year, as known at `as_of` (else at the moment when something last became known), in the
    language that is active. Remembered until something else is known. Raises `queries.NoYear` where nothing took
    place.
    """
    as_of = as_of or queries.latest_known() or EPOCH
    version = queries.knowledge_version()
    if version is None:
        return _Composer(report, year, as_of).document()
    # `report` writes itself in the language that is active, so that a new sentence or translation is a new report.
    asked = (report, year.number, as_of, get_language(), version, importlib.metadata.version("sarai"))
    key = "report:" + hashlib.sha256(repr(asked).encode()).hexdigest()
    document = cache.get(key)
    if document is None:
        document = _Composer(report, year, as_of).document()
        cache.set(key, document, None)
    return document


@dataclass
class _Composer:
    report: Report
    year: queries.Year
    as_of: datetime
    notes: Footnotes = field(default_factory=Footnotes)
    appendix: Appendix = field(default_factory=Appendix)
    said_when: bool = False

    def document(self) -> Document:
        subjects = {kind: queries.subjects(kind, self.year) for kind in {part.about for part in self.report.sections}}
        if not any(subjects.values()):
            raise queries.nothing_in(self.year)
        sections = tuple(self._sections(subjects))
        lines, sources = self.appendix.lines()
        programme = self.year.programme
        return Document(
            title=_("%(title)s %(year)s") % {"title": self.report.title, "year": self.year.number},
            programme=programme.title if programme else "",
            year=self.year.number,
            period=_period(self.year.since, self.year.until),
            as_of=self.as_of.isoformat(),
            as_of_text=day(self.as_of).text,
            language=get_language() or "en",
            rtl=get_language_bidi(),
            warnings=tuple(dict.fromkeys(section.warning for section in sections if section.warning)),
            sections=sections,
            notes=self.notes.notes(),
            lines=lines,
            sources=sources,
        )

    def _sections(self, subjects: dict[str, list[tuple[Scope, Subject]]]) -> Iterator[SectionText]:
        whole = Subject("", _("The year"), self.year.since, self.year.until)
        for declared in self.report.sections:
            about = [(Scope(), whole)] if declared.about == "programme" else subjects[declared.about]
            known = self._known(declared)
            for scope, subject in about:
                if known is None or str(scope.found()[0]) in known:
                    yield self._section(declared, scope, subject)

    def _known(self, declared: Section) -> set[str] | None:
        """The things of which there is something to say, by the values of their column; None: of all of them."""
        if not declared.known_by:
            return None
        asked = [(Question(key, Scope(), self.as_of), by) for key, by in declared.known_by]
        return {cell.value for question, by in asked for cell in breakdown(question, by) if cell.number}

    def _section(self, declared: Section, scope: Scope, subject: Subject) -> SectionText:
        tiles = tuple(self._tile(self._ask(key, scope)) for key in declared.tiles)
        return SectionText(
            slug=f"{scope.kind}-{scope.slug}".rstrip("-"),
            title=subject.label,
            url=scope.found()[2],
            when=_period(subject.since, subject.until),
            warning=str(subject.note),
            tiles=tiles,
            paragraphs=tuple(filter(None, (self._paragraph(sentences, scope) for sentences in declared.paragraphs))),
            world=world_map(self._question(declared.world, scope)) if declared.world else None,
            tables=tuple(table for shown in declared.breakdowns if (table := self._table(shown, scope)).rows),
        )

    def _question(self, key: str, scope: Scope) -> Question:
        """A figure about the whole programme is about the year; one about a thing is about all of that thing."""
        if scope.kind == "programme":
            return Question(key, scope, self.as_of, self.year.since, self.year.until)
        return Question(key, scope, self.as_of)

    def _ask(self, key: str, scope: Scope) -> Figure:
        return self.appendix.add(answer(self._question(key, scope)))

    def _tile(self, figure: Figure) -> Tile:
        return Tile(said(figure, Manner.EXACT, self.notes, self._known_when()), str(figure.indicator.label))

    def _paragraph(self, sentences: tuple[Sentence, ...], scope: Scope) -> Paragraph:
        parts: list[Part] = []
        for declared in sentences:
            figures = {name: self._ask(ask.key, scope) for name, ask in declared.asks.items()}
            if all(figure.value for figure in figures.values()):
                spoken = sentence(declared, figures, self.notes, self._known_when())
                parts += [Part(" "), *spoken] if parts else spoken
        return tuple(parts)

    def _known_when(self) -> tuple[Paragraph, ...]:
        """What the first figure's note says of all of them."""
        if self.said_when:
            return ()
        self.said_when = True
        return (filled(_("All figures are as they were known on %(day)s (UTC)."), {"day": day(self.as_of)}),)

    def _table(self, declared: Breakdown, scope: Scope) -> Table:
        figure = self._ask(declared.key, scope)
        question, how = figure.question, dimension(declared.by)
        cells = breakdown(question, declared.by)
        known = [cell for cell in cells if cell.known]
        named, rest = known[: declared.first], known[declared.first :]
        unknown = [cell for cell in cells if not cell.known]
        most = max((cell.number for cell in cells), default=0) or 1
        return Table(
            slug=f"{scope.kind}-{scope.slug}-{declared.by}",
            title=str(declared.title),
            heading=capfirst(str(how.label)),
            unit=str(question.indicator.unit.label),
            picture=declared.picture,
            description=_described([*named, *unknown]),
            rows=tuple(_row(cell, most) for cell in (*named, *unknown)),
            rest=_rest(rest, question, declared.by, most),
            total=None if how.overlapping else Part(_number(sum(cell.number for cell in cells)), figure.url),
            overlapping=how.overlapping,
        )


def _row(cell: Cell, most: int) -> Row:
    return Row(cell.label, cell.number, _number(cell.number), cell.question.url(), cell.number / most, cell.known)


def _rest(cells: list[Cell], question: Question, by: str, most: int) -> Row | None:
    """What is not named, in one row that leads to all of the breakdown."""
    number = sum(cell.number for cell in cells)
    return Row(_("not listed here"), number, _number(number), question.url(by=by), number / most) if cells else None


def _number(number: int) -> str:
    return number_format(number, force_grouping=True)


def _described(cells: list[Cell]) -> str:
    return "; ".join(f"{cell.label}: {_number(cell.number)}" for cell in cells)


def _period(since: date, until: date) -> str:
    if since == until:
        return date_format(since, "DATE_FORMAT")
    return f"{date_format(since, 'DATE_FORMAT')} – {date_format(until, 'DATE_FORMAT')}"
