"""The Fellegi–Sunter model: which agreements are told apart, and what each weighs.

Method: I. P. Fellegi, A. B. Sunter, "A Theory for Record Linkage", JASA 64 (1969), with the rarity of values after
W. E. Winkler (1989). Splink turns it into SQL. Three choices keep it upright where such models fall over in large sets:
the prior shrinks with the number of records; agreement on a value weighs by how rare it is in these very records; and
the weights are not estimated field by field as though fields were independent (an address is made of the name, an
employer sits in a city) but together, on pairs whose truth is known: logistic regression, the discriminative twin of
such a model (A. Y. Ng, M. I. Jordan, NIPS 14, 2001).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import log2
from typing import Any

import duckdb

from sarai.network.linkage.features import SMALLEST_WORLD

DUPLICATES_A_RECORD = 0.5
"""Expected number of other records of the same person, before anything is compared."""

MACROS = """
CREATE MACRO words_shared(a, b) AS len(list_intersect(a, b));
CREATE MACRO tokens_left(a, b) AS list_aggregate(list_filter(a, lambda t: NOT list_contains(b, t)), 'string_agg', ' ');
CREATE MACRO one_slip(a, b) AS damerau_levenshtein(a, b) <= 1 AND length(a) >= 5;
CREATE MACRO near(a, b) AS coalesce(jaro_winkler_similarity(a, b) >= 0.88 OR one_slip(a, b), false);
CREATE MACRO alike(a, b) AS coalesce(jaro_winkler_similarity(a, b) >= 0.92, false);
"""


@dataclass(frozen=True, slots=True)
class Level:
    """One degree of agreement: its SQL condition, and the column whose rarity takes the place of a general `u`."""

    key: str
    condition: str
    rarity: str = ""
    neutral: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    key: str
    levels: tuple[Level, ...]

    @property
    def telling(self) -> tuple[Level, ...]:
        return tuple(level for level in self.levels if not level.neutral)

    def level_of(self, gamma: int) -> Level:
        """The level that Splink numbers `gamma`; one with a blank key for -1, where nothing can be said."""
        return self.telling[len(self.telling) - 1 - gamma] if gamma >= 0 else UNKNOWN


UNKNOWN = Level("", "", neutral=True)

_NAME = "name_in_country"
NAME = Comparison(
    "name",
    (
        Level("unknown", "name_key_l IS NULL OR name_key_r IS NULL", neutral=True),
        Level("same-name", "name_in_country_l = name_in_country_r", _NAME),
        Level("same-name-elsewhere", "name_key_l = name_key_r OR name_letters_l = name_letters_r", _NAME),
        Level(
            "part-of-name",
            "words_shared(name_words_l, name_words_r) >= 2 AND "
            "(list_has_all(name_tokens_l, name_tokens_r) OR list_has_all(name_tokens_r, name_tokens_l))",
            _NAME,
        ),
        Level("sounds-alike", "name_skeleton_l = name_skeleton_r", _NAME),
        Level(
            "initials",
            "words_shared(name_words_l, name_words_r) >= 1 AND least(len(name_tokens_l), len(name_tokens_r)) >= 2 AND "
            "(list_has_all(name_forms_l, name_tokens_r) OR list_has_all(name_forms_r, name_tokens_l))",
            _NAME,
        ),
        Level(
            "near-name",
            "words_shared(name_words_l, name_words_r) >= 1 AND "
            "near(tokens_left(name_tokens_l, name_tokens_r), tokens_left(name_tokens_r, name_tokens_l))",
            _NAME,
        ),
        Level(
            "alike-name",
            "words_shared(name_words_l, name_words_r) = 0 AND "
            "(alike(name_key_l, name_key_r) OR alike(name_skeleton_l, name_skeleton_r))",
            _NAME,
        ),
        Level("two-shared", "words_shared(name_words_l, name_words_r) >= 2", _NAME),
        Level(
            "single-name",
            "words_shared(name_words_l, name_words_r) = 1 AND least(len(name_tokens_l), len(name_tokens_r)) = 1",
            _NAME,
        ),
        Level("one-shared", "words_shared(name_words_l, name_words_r) = 1"),
        Level("other-name", "ELSE"),
    ),
)

EMAIL = Comparison(
    "email",
    (
        Level("unknown", "mailbox_l IS NULL OR mailbox_r IS NULL", neutral=True),
        Level("same-mailbox", "mailbox_l = mailbox_r", "mailbox"),
        Level(
            "address-slip",
            # Two addresses both made of their owner's name are two people's: jose.lima@ is no slip of rose.lima@.
            "email_digits_l = email_digits_r AND (handle_l IS NOT NULL OR handle_r IS NOT NULL) AND ("
            "(email_domain_l = email_domain_r AND email_letters_l <> email_letters_r"
            " AND one_slip(email_local_l, email_local_r))"
            " OR (email_local_l = email_local_r AND one_slip(email_domain_l, email_domain_r)))",
        ),
        Level("same-handle", "handle_l = handle_r"),
        Level("same-local-part", "email_local_l = email_local_r"),
        Level("other-box-at-institution", "institution_domain_l = institution_domain_r"),
        Level("other-box-at-provider", "email_domain_l = email_domain_r"),
        Level("other-address", "ELSE"),
    ),
)

PHONE = Comparison(
    "phone",
    (
        Level("unknown", "phone_l IS NULL OR phone_r IS NULL", neutral=True),
        Level("same-phone", "phone_l = phone_r", "phone"),
        Level("phone-slip", "damerau_levenshtein(phone_l, phone_r) <= 1"),
        Level("other-phone", "ELSE"),
    ),
)

ORGANISATION = Comparison(
    "organisation",
    (
        Level("same-organisation", "organisation_l = organisation_r", "organisation"),
        Level(
            "same-institution-domain",
            "institution_domain_l = institution_domain_r AND coalesce(mailbox_l <> mailbox_r, true)",
            "institution_domain",
        ),
        Level(
            "same-kind",
            "(organisation_l IS NULL OR organisation_r IS NULL) AND organisation_type_l = organisation_type_r",
        ),
        Level(
            "other-kind",
            "(organisation_l IS NULL OR organisation_r IS NULL) AND organisation_type_l <> organisation_type_r",
        ),
        Level("unknown", "organisation_l IS NULL OR organisation_r IS NULL", neutral=True),
        Level(
            "like-organisation",
            "organisation_acronym_l = organisation_acronym_r OR organisation_l = organisation_acronym_r "
            "OR organisation_r = organisation_acronym_l OR near(organisation_l, organisation_r)",
        ),
        Level("other-organisation", "ELSE"),
    ),
)

PLACE = Comparison(
    "place",
    (
        Level(
            "implied",
            "organisation_l = organisation_r"
            " AND coalesce(city_l = city_r, true) AND coalesce(country_l = country_r, true)",
            neutral=True,
        ),
        Level("same-city", "city_l = city_r AND coalesce(country_l = country_r, true)", "city"),
        Level("other-country", "country_l <> country_r"),
        Level("other-city", "city_l <> city_r"),
        Level("same-country", "country_l = country_r", "country"),
        Level("unknown", "ELSE", neutral=True),
    ),
)

GENDER = Comparison(
    "gender",
    (
        Level("unknown", "gender_l IS NULL OR gender_r IS NULL", neutral=True),
        Level("same-gender", "gender_l = gender_r"),
        Level("other-gender", "ELSE"),
    ),
)

COMPARISONS = (NAME, EMAIL, PHONE, ORGANISATION, PLACE, GENDER)


@dataclass(frozen=True, slots=True)
class Parameters:
    """Weights in bits: of any pair that meets (`start`), of each level, of each bit of rarity of an agreed value."""

    start: float
    levels: Mapping[str, Mapping[str, float]]
    rarity: Mapping[str, float]


@cache
def committed_parameters() -> Parameters:
    """The parameters that `python -m sarai.network.linkage.train` wrote."""
    return Parameters(
        **json.loads(files("sarai.network.linkage").joinpath("parameters.json").read_text(encoding="utf-8"))
    )


def untrained_parameters() -> Parameters:
    """No weight to anything, for training: only the levels count there."""
    levels = {comparison.key: {level.key: 0.0 for level in comparison.telling} for comparison in COMPARISONS}
    return Parameters(0.0, levels, dict.fromkeys(rarity_columns(), 0.0))


def prior(size: int) -> float:
    """Probability that two of `size` records are one person's; few records are taken as drawn from a larger world."""
    return DUPLICATES_A_RECORD / max(size, SMALLEST_WORLD)


def settings(parameters: Parameters, *, size: int) -> dict[str, Any]:
    """Splink's settings for `size` records."""
    odds = prior(size) / (1 - prior(size)) * 2**parameters.start
    return {
        "link_type": "dedupe_only",
        "probability_two_random_records_match": odds / (1 + odds),
        "comparisons": [_comparison(comparison, parameters) for comparison in COMPARISONS],
        "blocking_rules_to_generate_predictions": [],
        "retain_matching_columns": True,
        "retain_intermediate_calculation_columns": False,
    }


def rarity_columns() -> tuple[str, ...]:
    """The columns whose rarity the model asks for."""
    return tuple(dict.fromkeys(level.rarity for c in COMPARISONS for level in c.levels if level.rarity))


def connect(*, threads: int, memory: str) -> duckdb.DuckDBPyConnection:
    """A database in memory that writes no file and draws no progress, with the comparisons' functions."""
    connection = duckdb.connect(":memory:", config={"threads": threads, "memory_limit": memory, "temp_directory": ""})
    connection.execute("SET enable_progress_bar = false")
    connection.execute(MACROS)
    return connection


def _comparison(comparison: Comparison, parameters: Parameters) -> dict[str, Any]:
    weights = parameters.levels[comparison.key]
    levels = [_level(level, weights.get(level.key, 0.0), parameters.rarity) for level in comparison.levels]
    return {"output_column_name": comparison.key, "comparison_levels": levels}


USUAL_RARITY = 2.0**-16
"""Where the rarity of a value adds nothing to the level's own m and u; any number would do."""


def _level(level: Level, weight: float, rarity: Mapping[str, float]) -> dict[str, Any]:
    """Splink takes a weight as the ratio of m to u, and rarity relative to the level's u."""
    described: dict[str, Any] = {"sql_condition": level.condition, "label_for_charts": level.key}
    if level.neutral:
        return {**described, "is_null_level": True}
    if not level.rarity:
        return {**described, "m_probability": 2.0 ** min(weight, 0.0), "u_probability": 2.0 ** -max(weight, 0.0)}
    slope = rarity[level.rarity]
    return {
        **described,
        "m_probability": USUAL_RARITY * 2.0 ** (weight - slope * log2(USUAL_RARITY)),
        "u_probability": USUAL_RARITY,
        "tf_adjustment_column": level.rarity,
        "tf_adjustment_weight": slope,
        "disable_tf_exact_match_detection": True,
    }
