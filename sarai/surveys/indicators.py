"""The scope that figures about a survey have, and which responses count as valid.

What is counted over responses is declared by the apps that use them, on `valid(known)`:

    valid(known, rule=None) → one row for each response that counts, by the survey's published rule as it was known
    then, or by `rule`: fact, record, survey, at, version, language.
    judged(known, rule=None) → every response with `because`: "" where it counts, else the first reason why not.
    responses(known) → every response that holds, with what a rule asks about.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
from django.utils.translation import gettext_lazy as _

from sarai.evidence.engine import Known, ScopeKind, UnknownScope, declare

from .models import Response, Survey, Validity
from .rules import CRITERIA, REJECTED, Rule


def _find_survey(slug: str) -> tuple[int, str, str]:
    survey = Survey.objects.filter(slug=slug).first()
    if survey is None:
        raise UnknownScope(_("There is no survey “%(slug)s”.") % {"slug": slug})
    return survey.pk, survey.called, survey.get_absolute_url()


declare(ScopeKind("survey", _("survey"), _find_survey, owns="survey_id"))


def responses(known: Known) -> ir.Table:
    """Every response that was held then, one row each: fact, record, survey, at, version, language, status, and what
    a rule asks about (`rules.Rule`): no_tests, finished, in_window, consented, no_faults, and the share `answered`.

    The window is the survey's as it is set today.
    """
    window = known(Survey).select("opens_at", "closes_at", survey="id")
    fact = known(Response)
    fact = fact.join(window, fact.survey_id == window.survey)
    opened = fact.opens_at.isnull() | (fact.submitted_at >= fact.opens_at)
    closed = fact.closes_at.notnull() & (fact.submitted_at >= fact.closes_at)
    return fact.select(
        "survey",
        "language",
        "status",
        "finished",
        "answered",
        fact="id",
        record="record_id",
        at="submitted_at",
        version="version_id",
        no_tests=~fact.test,
        in_window=opened & ~closed,
        consented=fact.consent.fill_null(True),
        no_faults=fact.faults == 0,
    )


def judged(known: Known, rule: Rule | None = None) -> ir.Table:
    """Every response that was held then, with `because`: "" for one that counts, else why not ("rejected", or the name
    of the first criterion that it does not meet); and its fact, record, survey, at, version and language.

    Without a `rule`, each survey's own as it was published then; one that has none goes by the defaults of
    `rules.Rule`. A reviewer's word goes first: what was rejected never counts, what was approved always does.
    """
    said = responses(known)
    if rule is None:
        published = known(Validity).select("survey_id", **{f"rule_{name}": name for name in CRITERIA})
        said = said.left_join(published, said.survey == published.survey_id)
    fails = {name: _fails(said, name, rule) for name in CRITERIA}
    reasons = [(fails[name], name) for name in CRITERIA if fails[name] is not None]
    because = ibis.cases((said.status == "rejected", REJECTED), (said.status == "approved", ""), *reasons, else_="")
    return said.select("fact", "record", "survey", "at", "version", "language", because=because)


def _fails(said: ir.Table, name: str, rule: Rule | None) -> ir.BooleanValue | None:
    """Whether responses fail a criterion; None where the rule does not ask for it."""
    default = getattr(Rule(), name)
    if name == "least_answered":
        least = said.rule_least_answered.fill_null(default) if rule is None else ibis.literal(rule.least_answered)
        return said.answered < least if rule is None or rule.least_answered else None
    if rule is None:
        return said[f"rule_{name}"].fill_null(default) & ~said[name]
    return ~said[name] if getattr(rule, name) else None


def valid(known: Known, rule: Rule | None = None) -> ir.Table:
    """The responses that count, one row each (see `judged`): fact, record, survey, at, version, language."""
    counted = judged(known, rule)
    return counted.filter(counted.because == "").drop("because")
