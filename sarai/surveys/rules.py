"""Which responses count: the rule of validity, as a pure decision."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any


@dataclass(frozen=True, slots=True)
class Rule:
    """What a response must be in order to count, should no reviewer have said otherwise.

    `finished`: sent off to the end. `in_window`: given while the survey was open. `consented`: to all that the survey
    asks to agree to; one that asks nothing passes. `no_tests`: not one of the team's own trials. `no_faults`: breaks
    none of the form's own rules. `least_answered`: which share (0 to 1) of the questions asked has an answer.
    """

    no_tests: bool = True
    finished: bool = True
    in_window: bool = False
    consented: bool = False
    no_faults: bool = False
    least_answered: float = 0.0

    @classmethod
    def of(cls, said: Mapping[str, Any] | object) -> Rule:
        """The rule that a mapping, or a row of the table of rules, says."""
        given = said if isinstance(said, Mapping) else {field.name: getattr(said, field.name) for field in fields(cls)}
        return cls(**{field.name: given[field.name] for field in fields(cls) if field.name in given})

    @property
    def demands(self) -> tuple[str, ...]:
        """The names of what this rule asks for, in the order in which a response is looked at."""
        return tuple(name for name, value in asdict(self).items() if value)


# The order in which a response that fails in several ways is told to fail in one.
CRITERIA = tuple(field.name for field in fields(Rule))
REJECTED = "rejected"  # by a reviewer, whose word goes before every rule

EVERYTHING = Rule(no_tests=False, finished=False)
STRICT = Rule(in_window=True, consented=True, no_faults=True, least_answered=0.5)
