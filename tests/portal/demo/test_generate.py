"""The written files hold exactly what the design says, counted by a reader that knows nothing of the generator."""

import re
from itertools import pairwise

import pytest

from sarai.portal.demo import Design, generate, read_manifest

RESERVED = re.compile(r"(^|[.@])(example|example\.(com|net|org))$")


def shares_in_percent(counts, total: int) -> dict[str, int]:
    return {value: round(100 * count / total) for value, count in counts.items()}


def test_the_published_figures_come_out(published):
    assert len(published.registrations) == 2556
    assert len({country for country, _ in published.homes.values() if country}) == 140
    assert len(published.seconds) == 1621
    assert len(published.certified) == 650
    assert len(published.completions) == 2218
    assert len(set(published.completions)) == 1184


def test_every_session_has_more_attendees_than_published_as_the_least(published):
    attendance = [sum(session in times for times in published.seconds.values()) for session in range(1, 6)]
    assert attendance == [1187, 1032, 967, 908, 861]
    assert min(attendance) > 844


def test_genders_of_all_attendees_in_whole_percent(published):
    shares = shares_in_percent(published.attendees_by("Gender"), len(published.seconds))
    assert shares["Female"] == 47
    assert shares["Male"] == 52


def test_the_five_countries_with_most_attendees_are_in_order_and_clearly_apart(published):
    ranked = [pair for pair in published.attendees_by_country.most_common() if pair[0] is not None]
    assert [code for code, _ in ranked[:5]] == ["PH", "IN", "NG", "US", "ID"]
    counts = [count for _, count in ranked[:6]]
    assert all(larger - smaller >= 10 for larger, smaller in pairwise(counts))


def test_the_five_cities_with_most_attendees_are_in_order_and_clearly_apart(published):
    ranked = [pair for pair in published.attendees_by_city.most_common() if pair[0] is not None]
    suva, kathmandu, jakarta, quezon_city, abuja = 2198148, 1283240, 1642911, 1692192, 2352778
    assert [city for city, _ in ranked[:5]] == [suva, kathmandu, jakarta, quezon_city, abuja]
    counts = [count for _, count in ranked[:6]]
    assert all(larger - smaller >= 5 for larger, smaller in pairwise(counts))


def test_the_city_ranking_needs_no_decision(published):
    """Doubtful texts are few enough that the order is the same while none of them is decided."""
    undecided = {text for _, text in published.place_decisions}
    clear = {p for p, rows in published.registrations.items() if rows[0]["City"] not in undecided}
    counts = {}
    for person in published.seconds.keys() & clear:
        counts[published.homes[person][1]] = counts.get(published.homes[person][1], 0) + 1
    counts.pop(None)
    ranked = sorted(counts, key=lambda city: -counts[city])
    assert ranked[:5] == [2198148, 1283240, 1642911, 1692192, 2352778]


def test_types_of_organisation_of_attendees(published):
    counts = published.attendees_by("Type of organization")
    total = len(published.seconds)
    named = [kind for kind, _ in counts.most_common() if kind]
    assert named[:3] == ["Local government", "National government", "Academia"]
    government = counts["Local government"] + counts["National government"]
    assert 0.39 < government / total < 0.40
    third = counts["Academia"] + counts["Civil society organisation"] + counts["Intergovernmental organisation"]
    assert 0.29 < third / total < 0.30
    assert sum(counts.values()) == total


def test_a_design_comes_out_as_designed(designed):
    design, read = designed
    sessions = tuple(sum(n in times for times in read.seconds.values()) for n in range(1, 6))
    genders = read.attendees_by("Gender")
    assert len(read.registrations) == design.registrants
    assert len({country for country, _ in read.homes.values() if country}) == design.countries
    assert len(read.seconds) == design.attendees
    assert len(read.attendees_by_country.keys() - {None}) == design.attendee_countries
    assert sessions == design.session_attendance
    assert (genders["Female"], genders["Male"]) == (design.female_attendees, design.male_attendees)
    assert len(read.certified) == design.certificates
    assert len(read.completions) == design.completions
    assert len(set(read.completions)) == design.respondents
    assert len(read.seconds.keys() - read.registrations.keys()) == design.unregistered_attendees


def test_places_of_a_design_come_out_as_designed(designed):
    design, read = designed
    countries, cities = read.attendees_by_country, read.attendees_by_city
    countries.pop(None)
    cities.pop(None)
    assert tuple(countries.most_common(len(design.top_countries))) == design.top_countries
    assert tuple(cities.most_common(len(design.top_cities))) == tuple((c, n) for _, c, n in design.top_cities)
    assert sorted(countries.values())[-len(design.top_countries) - 1] <= design.other_country_cap
    assert sorted(cities.values())[-len(design.top_cities) - 1] <= design.other_city_cap


def test_the_truth_beside_the_files_is_what_the_files_say(designed):
    _, read = designed
    people = {read.person(entry["emails"][0]): entry for entry in read.truth}
    assert len(people) == len(read.truth)
    for person, entry in people.items():
        assert {read.person(email) for email in entry["emails"]} == {person}
        assert (person in read.registrations) == entry["registered"]
        seconds = {int(session): time for session, time in entry["seconds"].items() if time}
        assert read.seconds.get(person, {}) == seconds, entry["profile"]
        assert (person in read.certified) == entry["qualifies"], entry["profile"]
        assert read.completions.count(person) == entry["completions"]
        if entry["registered"]:
            assert read.homes[person] == (entry["country"], entry["geonameid"]), entry["name"]


def test_all_registrations_of_one_person_agree(designed):
    _, read = designed
    for rows in read.registrations.values():
        assert len({(row["Gender"], row["Type of organization"], read._home(row)) for row in rows}) == 1


def test_every_address_is_under_a_reserved_domain(published):
    addresses = set()
    for path in published.folder.rglob("*"):
        if path.suffix in {".csv", ".json", ".jsonl", ".yaml", ".txt"}:
            text = path.read_bytes().decode("gb18030" if "gb18030" in path.name else "utf-8")
            addresses |= set(re.findall(r"[\w.+-]+@[\w.-]+\w", text.lower()))
    assert len(addresses) > len(published.registrations)
    assert [address for address in addresses if not RESERVED.search(address.split("@")[1])] == []


def test_the_same_seed_writes_the_same_bytes(tmp_path):
    design = Design().scaled(0.1)
    for name, seed in (("first", 7), ("again", 7), ("other", 8)):
        generate(tmp_path / name, seed=seed, design=design)
    first, again, other = (written(tmp_path / name) for name in ("first", "again", "other"))
    assert first == again
    assert first.keys() == other.keys()
    assert first["registrations-2020-10-07.csv"] != other["registrations-2020-10-07.csv"]


def written(folder) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_the_default_files_are_those_of_the_published_design(published, tmp_path):
    generate(tmp_path)
    assert written(tmp_path) == written(published.folder)


def test_the_manifest_names_every_file_once_in_order_of_knowledge(published):
    manifest = read_manifest(published.folder / "manifest.yaml")
    files = [step.file for step in manifest.steps]
    beside = {"truth.json", "manifest.yaml", "programme.yaml"}
    assert sorted(files) == sorted({p.name for p in published.folder.iterdir() if p.is_file()} - beside)
    known = [step.known_since for step in manifest.steps]
    assert known == sorted(known)
    assert [step.session for step in manifest.steps if step.kind == "attendance"] == [1, 2, 3, 4, 5, 3]
    assert manifest.event.slug == "drr-training"
    assert {step.survey for step in manifest.steps if step.kind in ("survey", "sent")} == {
        "drr-survey",
        "ecommerce-survey",
        "uzbekistan-survey",
        "china-mexico-survey",
        "development-needs-survey",
        "covid-needs-survey",
    }


def test_the_manifest_returned_is_the_manifest_written(tmp_path):
    assert generate(tmp_path, design=Design().scaled(0.1)) == read_manifest(tmp_path / "manifest.yaml")


def test_sessions_are_the_same_instants_in_new_york_and_seoul(published):
    event = read_manifest(published.folder / "manifest.yaml").event
    assert [(s.starts_at, s.ends_at) for s in event.sessions] == [
        ("2020-09-08T11:30:00Z", "2020-09-08T13:00:00Z"),
        ("2020-09-15T11:30:00Z", "2020-09-15T13:00:00Z"),
        ("2020-09-22T11:30:00Z", "2020-09-22T13:00:00Z"),
        ("2020-09-29T11:30:00Z", "2020-09-29T13:00:00Z"),
        ("2020-10-06T11:30:00Z", "2020-10-06T13:00:00Z"),
    ]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_another_seed_meets_the_design_too(seed, tmp_path):
    manifest = generate(tmp_path, seed=seed, design=Design().scaled(0.15))
    assert len(manifest.steps) == 57
