"""A pilot as an activity of IATI 2.03, to be published by one of its sides.

The elements stand in the order that version 2.03 of the standard asks for, and its codelists are named beside each
code. What is not known is left out: nothing is made up to fill a field.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from xml.etree import ElementTree as ET
from xml.etree.ElementTree import Element, SubElement

from sarai.evidence.reading.safe import fit_for_xml
from sarai.network.models import City, OrganisationType
from sarai.network.queries.parties import Party
from sarai.partnerships.models import BudgetLine, Milestone, PilotParty, PilotResult, Side
from sarai.partnerships.queries.partnerships import name_of
from sarai.partnerships.queries.pilots import Standing

VERSION = "2.03"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
# OrganisationType: a kind that the list does not name is left out.
OF_TYPE: Mapping[str, str] = {
    OrganisationType.LOCAL_GOVERNMENT: "11",
    OrganisationType.NATIONAL_GOVERNMENT: "10",
    OrganisationType.UN_ENTITY: "40",
    OrganisationType.IGO: "40",
    OrganisationType.CSO: "22",
    OrganisationType.ACADEMIA: "80",
    OrganisationType.PRIVATE_SECTOR: "70",
}
LOCAL_GOVERNMENT = "11"
# OrganisationRole: 1 funding, 2 accountable, 3 extending, 4 implementing.
FUNDING, ACCOUNTABLE, EXTENDING, IMPLEMENTING = "1", "2", "3", "4"
OF_ROLE: Mapping[str, str] = {
    Side.Role.LEAD: ACCOUNTABLE,
    Side.Role.PARTNER: IMPLEMENTING,
    Side.Role.SUPPORT: EXTENDING,
}
# ActivityStatus: 1 pipeline, 2 implementation, 4 closed, 5 cancelled.
OF_STATE: Mapping[str, str] = {"": "1", "idea": "1", "planned": "1", "running": "2", "done": "4", "stopped": "5"}
# ActivityDateType: 1 planned start, 2 actual start, 3 planned end, 4 actual end.
PLANNED_START, ACTUAL_START, PLANNED_END, ACTUAL_END = "1", "2", "3", "4"
TRIANGULAR = "8"  # CollaborationType
# TransactionType: 1 incoming funds, 11 incoming commitment, 13 incoming pledge; budgets have what is planned.
OF_STAGE: Mapping[str, str] = {"pledged": "13", "committed": "11", "paid": "1"}
IN_KIND = "4"  # DisbursementChannel: aid in kind by third parties
OUTPUT, UNIT, OWN_VOCABULARY = "1", "1", "99"  # ResultType, IndicatorMeasure, IndicatorVocabulary
DAC = "1"  # SectorVocabulary
A_YEAR = 366  # days


def iati(
    now: Standing,
    *,
    site: str,
    reporter: Party | None,
    programme: str,
    on: date,
    results: Sequence[PilotResult],
    reached: Sequence[Milestone],
) -> bytes:
    """The activity as a file of its own: UTF-8, reported by `reporter`, or else the programme of this site. An
    organisation is named by this site, as it is not known what it is called in IATI."""
    whole = Element("iati-activities", {"version": VERSION, "generated-datetime": f"{on.isoformat()}T00:00:00Z"})
    pilot = now.pilot
    activity = SubElement(whole, "iati-activity", {"default-currency": pilot.currency, LANG: "en"})
    _text(activity, "iati-identifier", pilot.identifier or f"{_authority(site)}-{pilot.slug}")
    reference = "-".join([_authority(site), *(name_of(reporter).split(":") if reporter else ())])
    kind = _kind(reporter) if reporter else ""
    reporting = SubElement(activity, "reporting-org", {"ref": reference, "type": kind or "40"})
    _narrative(reporting, reporter.name if reporter else programme)
    _told(activity, "title", pilot.title)
    _told(activity, "description", pilot.summary or pilot.title, type="1")
    _organisations(activity, now)
    SubElement(activity, "activity-status", {"code": OF_STATE[now.state]})
    _dates(activity, now)
    _countries(activity, now.members)
    if pilot.sector:
        SubElement(activity, "sector", {"vocabulary": DAC, "code": pilot.sector, "percentage": "100"})
    for goal in pilot.theme.sdgs if pilot.theme else ():
        SubElement(activity, "tag", {"vocabulary": "2", "code": str(goal)})  # TagVocabulary 2: goals
    if _is_triangular(now.members):
        SubElement(activity, "collaboration-type", {"code": TRIANGULAR})
    _money(activity, now)
    _results(activity, results, reached)
    ET.indent(whole)
    return fit_for_xml(ET.tostring(whole, encoding="unicode", xml_declaration=True)).encode()


def _authority(site: str) -> str:
    """The host of this site, as the first part of an identifier."""
    return site.partition("://")[2].rstrip("/").replace("/", "-") or "sarai"


def _text(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = text


def _narrative(parent: Element, text: str) -> None:
    SubElement(parent, "narrative").text = text


def _told(parent: Element, name: str, text: str, **attributes: str) -> Element:
    made = SubElement(parent, name, attributes)
    _narrative(made, text)
    return made


def _organisations(activity: Element, now: Standing) -> None:
    for member in now.members:
        _organisation(activity, member.who, OF_ROLE[member.role])
    given = {str(line.giver): line for line in now.budget.lines}
    for giver, line in sorted(given.items()):
        who = line.city or line.institution
        if who is None:
            made = SubElement(activity, "participating-org", {"role": FUNDING})
            _narrative(made, giver)
        else:
            _organisation(activity, who, FUNDING)


def _organisation(activity: Element, who: Party, role: str) -> None:
    attributes = {"role": role}
    if kind := _kind(who):
        attributes["type"] = kind
    _narrative(SubElement(activity, "participating-org", attributes), who.name)


def _kind(who: Party) -> str:
    """The code of what it is; "" where the list has none for it."""
    return LOCAL_GOVERNMENT if isinstance(who, City) else OF_TYPE.get(who.type, "")


def _dates(activity: Element, now: Standing) -> None:
    """The days that are known; an activity that has none yet is planned to begin when it was made."""
    pilot, step = now.pilot, now.step
    running = step and step.state == "running"
    over = step and step.state in ("done", "stopped")
    dates = [
        (PLANNED_START, pilot.starts_on or (None if running else pilot.made_at.date())),
        (ACTUAL_START, step.happened_on if step and running else None),
        (PLANNED_END, pilot.ends_on),
        (ACTUAL_END, step.happened_on if step and over else None),
    ]
    for kind, day in dates:
        if day:
            SubElement(activity, "activity-date", {"type": kind, "iso-date": day.isoformat()})


def _countries(activity: Element, members: Sequence[PilotParty]) -> None:
    """The countries of the cities, in equal parts that sum to 100."""
    codes = sorted({m.who.country_id for m in members if isinstance(m.who, City)})
    for number, code in enumerate(codes):
        part = 100 - (len(codes) - 1) * round(100 / len(codes), 2) if number == 0 else round(100 / len(codes), 2)
        SubElement(activity, "recipient-country", {"code": code, "percentage": f"{part:.2f}"})


def _is_triangular(members: Sequence[PilotParty]) -> bool:
    """Two who work together and a third that supports them."""
    roles = {member.role for member in members}
    return {Side.Role.LEAD, Side.Role.PARTNER, Side.Role.SUPPORT} <= roles


def _money(activity: Element, now: Standing) -> None:
    pilot = now.pilot
    # A budget is of a year at most; how a longer one is spread over its years nobody said.
    if pilot.starts_on and pilot.ends_on and (pilot.ends_on - pilot.starts_on).days < A_YEAR:
        for code, amount in now.budget.own.items():
            _budget(activity, pilot.starts_on, pilot.ends_on, code, amount)
    for line in now.budget.lines:
        if line.stage in OF_STAGE:
            _transaction(activity, line)


def _budget(activity: Element, first: date, last: date, code: str, amount: Decimal) -> None:
    made = SubElement(activity, "budget", {"type": "1", "status": "1"})
    SubElement(made, "period-start", {"iso-date": first.isoformat()})
    SubElement(made, "period-end", {"iso-date": last.isoformat()})
    _value(made, amount, code, first)


def _value(parent: Element, amount: Decimal, code: str, on: date) -> None:
    made = SubElement(parent, "value", {"currency": code, "value-date": on.isoformat()})
    made.text = f"{amount:.2f}"


def _transaction(activity: Element, line: BudgetLine) -> None:
    made = SubElement(activity, "transaction")
    SubElement(made, "transaction-type", {"code": OF_STAGE[line.stage]})
    SubElement(made, "transaction-date", {"iso-date": line.happened_on.isoformat()})
    _value(made, line.amount, line.currency, line.happened_on)
    _told(made, "description", f"{line.what} ({line.basis})" if line.basis else line.what)
    _told(made, "provider-org", line.giver)
    if line.in_kind:
        SubElement(made, "disbursement-channel", {"code": IN_KIND})


def _results(activity: Element, results: Sequence[PilotResult], reached: Sequence[Milestone]) -> None:
    """What was counted is an output with a number; what was reached without one is told in words."""
    for one in results:
        made = SubElement(activity, "result", {"type": OUTPUT, "aggregation-status": "0"})
        _told(made, "title", one.what)
        measure = UNIT if one.value is not None else "5"  # IndicatorMeasure 5: qualitative
        indicator = SubElement(made, "indicator", {"measure": measure})
        _told(indicator, "title", one.unit or one.what)
        period = SubElement(indicator, "period")
        SubElement(period, "period-start", {"iso-date": one.reached_on.isoformat()})
        SubElement(period, "period-end", {"iso-date": one.reached_on.isoformat()})
        if one.value is not None:
            SubElement(period, "actual", {"value": f"{one.value.normalize():f}"})  # a 0 is a value
        else:
            comment = SubElement(SubElement(period, "actual"), "comment")
            _narrative(comment, one.what)
    for milestone in reached:
        made = SubElement(activity, "result", {"type": OUTPUT, "aggregation-status": "0"})
        _told(made, "title", milestone.title)
        indicator = SubElement(made, "indicator", {"measure": "5"})
        _told(indicator, "title", milestone.title)
