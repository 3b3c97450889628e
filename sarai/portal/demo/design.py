"""The design numbers: which properties the constructed population has.

These are parameters of a construction, not results. Whoever reads the written files has to count for
themselves; that the count comes out as designed is what the tests of this folder establish.
"""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Traps:
    """How many people carry each difficulty (people, unless said otherwise).

    The first group qualifies for a certificate only when the file is read with care; the second misses
    it, and qualifies when the file is read carelessly.
    """

    exactly_at_threshold: int = 2
    two_devices_united: int = 12
    two_addresses_united: int = 14
    late_rows_needed: int = 10
    handed_in_elsewhere: int = 8

    missed_by_minutes: int = 25
    no_assignment: int = 60
    devices_overlap: int = 12
    outside_the_window: int = 14

    only_outside_the_window: int = 12  # joined, and left before the start: not attendees
    late_people: int = 20  # attendees of session 3 whom only its second export names
    late_rejoins: int = 12  # … and attendees of whom it names further rows
    double_registrations: int = 50  # beside two_addresses_united
    joined_elsewhere: int = 18  # joined under an unregistered address
    answered_elsewhere: int = 45  # answered a survey under another address
    same_names: int = 12  # pairs of two different people of one name
    promoted: int = 6  # attendees who became panelists in one session
    withdrawn: int = 9
    denied: int = 4
    pending_at_first: int = 3
    corrections: int = 9


@dataclass(frozen=True, slots=True)
class Design:
    """The properties of the population. All numbers are people, unless said otherwise.

    `session_attendance` holds one number a session. `top_countries` are (ISO code, attendees) and `top_cities`
    (ISO code, GeoNames id, attendees), each in falling order; every other country and city stays at or under
    its cap. `organisation_types` are attendees by type; whoever is left over gave no type.
    Raises ValueError for numbers that contradict each other.
    """

    registrants: int = 2556
    countries: int = 140
    registered_on_the_eve: int = 1704
    attendees: int = 1621
    attendee_countries: int = 126
    unregistered_attendees: int = 7
    attendees_of_unknown_country: int = 6  # registered, and gave neither country nor city
    session_attendance: tuple[int, ...] = (1187, 1032, 967, 908, 861)
    female_attendees: int = 764
    male_attendees: int = 841
    organisation_types: tuple[tuple[str, int], ...] = (
        ("local_government", 342),
        ("national_government", 300),
        ("academia", 231),
        ("civil_society", 150),
        ("intergovernmental", 98),
        ("private_sector", 196),
        ("un_entity", 128),
        ("media", 41),
        ("other", 108),
    )
    top_countries: tuple[tuple[str, int], ...] = (("PH", 214), ("IN", 168), ("NG", 139), ("US", 112), ("ID", 97))
    other_country_cap: int = 80
    top_cities: tuple[tuple[str, int, int], ...] = (
        ("FJ", 2198148, 58),
        ("NP", 1283240, 51),
        ("ID", 1642911, 44),
        ("PH", 1692192, 37),
        ("NG", 2352778, 31),
    )
    other_city_cap: int = 20
    certificates: int = 650
    respondents: int = 1184
    respondents_absent: int = 40  # registered, attended no session
    respondents_outside: int = 14  # never registered
    completions: int = 2218  # survey responses, not people
    traps: Traps = Traps()

    def __post_init__(self) -> None:
        """Refuse contradictions early, with the numbers that contradict."""
        if len(self.session_attendance) != 5:
            raise ValueError("A design has five sessions.")
        if max(self.session_attendance) > self.attendees:
            raise ValueError("A session cannot have more attendees than the whole event.")
        if self.registered_attendees > self.registrants:
            raise ValueError("There are more registered attendees than registrants.")
        if self.female_attendees + self.male_attendees > self.registered_attendees:
            raise ValueError("More attendees have a gender than attendees registered.")
        if sum(count for _, count in self.organisation_types) > self.registered_attendees:
            raise ValueError("More attendees have a type of organisation than attendees registered.")
        if self.completions < self.respondents:
            raise ValueError("Every respondent completes at least one survey.")
        self._check_falling("country", [count for _, count in self.top_countries], self.other_country_cap)
        self._check_falling("city", [count for _, _, count in self.top_cities], self.other_city_cap)

    @staticmethod
    def _check_falling(noun: str, counts: list[int], cap: int) -> None:
        steps = zip(counts, [*counts[1:], cap], strict=True)
        if any(larger <= smaller for larger, smaller in steps):
            raise ValueError(f"The top {noun} numbers must fall, and all be above the cap for every other {noun}.")

    @property
    def registered_attendees(self) -> int:
        """Attendees who registered."""
        return self.attendees - self.unregistered_attendees

    def scaled(self, factor: float) -> Design:
        """The same design for about `factor` times as many people (0.1 ≤ factor ≤ 1), every trap at least once."""
        if not 0.1 <= factor <= 1:
            raise ValueError("A design can be scaled by a factor between 0.1 and 1.")
        if factor == 1:
            return self

        def part(number: int) -> int:
            return max(1, round(number * factor))

        cities = _falling([part(count) for _, _, count in self.top_cities], at_least=4)
        countries = _falling([part(count) for _, count in self.top_countries], at_least=cities[0] + 3)
        return replace(
            self,
            registrants=part(self.registrants),
            countries=max(30, part(self.countries)),
            registered_on_the_eve=part(self.registered_on_the_eve),
            attendees=part(self.attendees),
            attendee_countries=max(27, part(self.attendee_countries)),
            unregistered_attendees=part(self.unregistered_attendees),
            attendees_of_unknown_country=part(self.attendees_of_unknown_country),
            session_attendance=tuple(part(count) for count in self.session_attendance),
            female_attendees=part(self.female_attendees),
            male_attendees=part(self.male_attendees),
            organisation_types=tuple((kind, part(count)) for kind, count in self.organisation_types),
            top_countries=tuple((code, n) for (code, _), n in zip(self.top_countries, countries, strict=True)),
            other_country_cap=min(max(part(self.other_country_cap), cities[0] + 1), countries[-1] - 1),
            top_cities=tuple((code, city, n) for (code, city, _), n in zip(self.top_cities, cities, strict=True)),
            other_city_cap=max(2, min(part(self.other_city_cap), cities[-1] - 2)),
            certificates=part(self.certificates),
            respondents=part(self.respondents),
            respondents_absent=part(self.respondents_absent),
            respondents_outside=part(self.respondents_outside),
            completions=part(self.completions),
            traps=Traps(**{name: part(getattr(self.traps, name)) for name in Traps.__dataclass_fields__}),
        )


def _falling(counts: list[int], *, at_least: int) -> list[int]:
    """The same counts, raised where needed so that each is above the next and the last is `at_least` so large."""
    raised: list[int] = []
    for count in reversed(counts):
        raised.append(max(count, at_least if not raised else raised[-1] + 1))
    return raised[::-1]
