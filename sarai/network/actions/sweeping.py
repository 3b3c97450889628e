"""Going through kept files for the rows of people who were erased."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db.models import Q

from sarai.evidence.models import Fact, Repetition, Source
from sarai.evidence.reading.blanking import Concerns
from sarai.evidence.redaction import redact, redact_uploads
from sarai.network.models import Erasure, PersonLink, PersonRecord, Swept

from .forgetting import Pseudonyms

SHEET = 100  # as much of a sheet's name as a fact keeps


def sweep_files(*, at: datetime) -> int:
    """Blank the rows of erased people in every file that was not gone through since the last erasure; returns how many.

    A row is theirs if a fact says that it is, or if an address or token of theirs stands in it. Each file is a step of
    its own: work that breaks off goes on where it was.
    """
    newest = Erasure.objects.order_by("pk").select_related("source").last()
    if newest is None:
        return 0
    pseudonyms, blanked = Pseudonyms(), 0
    for sources in _waiting(newest):
        concerns = _concerns(_lines(sources), pseudonyms)
        blanked += redact(sources, concerns, because=newest.source, at=at)
        for source in sources:
            Swept.objects.update_or_create(source=source, defaults={"erasure": newest})
    redact_uploads(_concerns(set(), pseudonyms))
    return blanked


def _waiting(newest: Erasure) -> list[list[Source]]:
    """Sources of which something is kept that was not gone through, those that share a file together."""
    swept = Swept.objects.filter(erasure__gte=newest.pk).values("source")
    # What a person put beside an entry is a picture, in which there are no rows.
    waiting = Source.objects.exclude(kind=Source.Kind.ENTRY).exclude(file="", problems="").exclude(pk__in=swept)
    together: dict[str, list[Source]] = defaultdict(list)
    names = {name for name in waiting.values_list("file", flat=True) if name}
    for source in Source.objects.filter(Q(file__in=names) | Q(pk__in=waiting)).order_by("pk"):
        together[source.file.name or f"#{source.pk}"].append(source)
    return list(together.values())


def _lines(sources: Sequence[Source]) -> set[tuple[str, int]]:
    """Where in the file of these sources facts about erased people stand, or stand again: sheet and line. The one sheet
    of a text file is called as the file is, which may be otherwise for each source."""
    called = {source.title[:SHEET]: sources[0].title[:SHEET] for source in sources}
    return {(called.get(sheet, sheet), line) for model in _about_people() for sheet, line in _stated(model, sources)}


def _about_people() -> Iterator[tuple[type[Fact], str]]:
    """Models of facts about a record, and the field that points at it."""
    for relation in PersonRecord._meta.related_objects:
        model = relation.related_model
        if isinstance(model, type) and issubclass(model, Fact) and model is not PersonLink:
            yield model, relation.field.name


def _stated(about: tuple[type[Fact], str], sources: Sequence[Source]) -> Iterator[tuple[str, int]]:
    model, pointer = about
    erased = PersonLink.objects.filter(person__erased_at__isnull=False, retracted_at=None).values("record")
    facts = model._base_manager.filter(**{f"{pointer}__in": erased})
    here = facts.filter(source__in=list(sources)).values_list("sheet", "line")
    again = Repetition.objects.filter(source__in=list(sources), table=model._meta.label, fact__in=facts.values("pk"))
    yield from ((sheet, line) for sheet, line in [*here, *again.values_list("sheet", "line")] if line is not None)


def _concerns(lines: set[tuple[str, int]], pseudonyms: Pseudonyms) -> Concerns:
    def concerns(sheet: str, line: int, cells: list[str]) -> bool:
        return (sheet[:SHEET], line) in lines or pseudonyms.are_in(cells)

    return concerns
