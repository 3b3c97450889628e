"""Each difficulty in the files is worth its people: a reader that lacks one care counts wrong."""

from sarai.portal.demo import Traps

TRAPS = Traps()


def profiles(read, people) -> set[str]:
    named = {read.person(entry["emails"][0]): entry["profile"] for entry in read.truth}
    return {named[person] for person in people}


def test_adding_up_overlapping_devices_gives_certificates_away(published, read_carelessly):
    gained = read_carelessly(unite=False).certified - published.certified
    assert profiles(published, gained) == {"enough only if two devices are added up"}
    assert len(gained) == TRAPS.devices_overlap


def test_time_outside_the_window_gives_certificates_away(published, read_carelessly):
    gained = read_carelessly(clip=False).certified - published.certified
    assert profiles(published, gained) == {"enough only with time outside the window"}
    assert len(gained) == TRAPS.outside_the_window


def test_time_outside_the_window_makes_attendees(published, read_carelessly):
    gained = read_carelessly(clip=False).seconds.keys() - published.seconds.keys()
    assert len(gained) == TRAPS.only_outside_the_window


def test_without_the_second_export_people_lose_their_certificate(published, read_carelessly):
    lost = published.certified - read_carelessly(second_exports=False).certified
    assert profiles(published, lost) == {"needs the second export of session 3"}
    assert len(lost) == TRAPS.late_rows_needed


def test_unlinked_addresses_count_as_people(published, read_carelessly):
    apart = read_carelessly(link=False)
    assert len(apart.registrations) == 2556 + TRAPS.double_registrations + TRAPS.two_addresses_united
    assert len(apart.seconds) > len(published.seconds)
    assert len(set(apart.completions)) > len(set(published.completions))
    assert len(apart.certified) <= 650 - TRAPS.two_addresses_united - TRAPS.handed_in_elsewhere


def test_withdrawn_registrations_bring_one_country_too_many(published, read_carelessly):
    everyone = read_carelessly(only_approved=False)
    extra = {country for country, _ in everyone.homes.values()} - {country for country, _ in published.homes.values()}
    assert extra == {"SM"}
    assert len(everyone.registrations) == 2556 + TRAPS.withdrawn + TRAPS.denied


def test_near_misses_are_one_to_three_minutes_short(published):
    near = [entry for entry in published.truth if entry["profile"] == "missed one session by minutes"]
    assert len(near) == TRAPS.missed_by_minutes
    assert all(entry["handed_in"] for entry in near)
    shortest = [min(entry["seconds"].values()) / 60 for entry in near]
    assert all(51 <= minutes <= 53 for minutes in shortest)


def test_some_are_exactly_at_the_threshold(published):
    exact = [entry for entry in published.truth if entry["profile"] == "exactly at the threshold"]
    assert len(exact) == TRAPS.exactly_at_threshold
    assert all(min(entry["seconds"].values()) == 54 * 60 for entry in exact)


def test_some_attended_enough_and_handed_nothing_in(published):
    idle = [entry for entry in published.truth if entry["profile"] == "attended, but handed nothing in"]
    assert len(idle) == TRAPS.no_assignment
    people = {published.person(entry["emails"][0]) for entry in idle}
    assert not people & published.handed_in
    assert all(sum(time >= 3240 for time in published.seconds[person].values()) >= 4 for person in people)


def test_two_devices_reach_the_threshold_only_together(published):
    relayed = [entry for entry in published.truth if entry["profile"] == "needs two devices united"]
    assert len(relayed) == TRAPS.two_devices_united
    for entry in relayed:
        own = [c for c in published.connections if c.email in entry["emails"]]
        alone = {n: max((c.leave - c.join).seconds for c in own if c.session == n) for n in {c.session for c in own}}
        assert sum(time >= 3240 for time in alone.values()) < 4


def test_people_of_one_name_stay_two(published):
    rows = [r for step in published.files("people_decisions") for r in published.rows(step["file"])]
    different = [row for row in rows if row["decision"] == "different"]
    assert len(different) == TRAPS.same_names
    for row in different:
        one, other = (published.registrations[published.person(row[key])][0] for key in ("email_a", "email_b"))
        assert (one["First Name"], one["Last Name"]) == (other["First Name"], other["Last Name"])
        assert published.person(row["email_a"]) != published.person(row["email_b"])


def test_every_decided_pair_is_of_addresses_in_the_files(published):
    texts = [
        p.read_text(encoding="utf-8-sig").lower() for p in published.folder.glob("*.csv") if "people" not in p.name
    ]
    files = "\n".join(texts)
    rows = [r for step in published.files("people_decisions") for r in published.rows(step["file"])]
    assert [row for row in rows if row["email_a"] not in files or row["email_b"] not in files] == []


def test_places_are_decided_for_a_few_tens_of_texts(published):
    assert 24 <= len(published.place_decisions) <= 60
    assert None in published.place_decisions.values()
