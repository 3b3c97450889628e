"""The rule of what counts: as it is declared, and where figures stand on it."""

from dataclasses import asdict

from sarai.surveys.models import Validity
from sarai.surveys.rules import CRITERIA, EVERYTHING, STRICT, Rule


def test_the_usual_rule_is_what_a_new_row_of_the_table_says():
    assert Rule.of(Validity()) == Rule()
    assert {name: Validity._meta.get_field(name).default for name in CRITERIA} == asdict(Rule())


def test_what_rules_demand():
    assert EVERYTHING.demands == ()
    assert Rule().demands == ("no_tests", "finished")
    assert STRICT.demands == CRITERIA
    assert Rule.of({"finished": False, "least_answered": 0.5}).demands == ("no_tests", "least_answered")
