"""The reports look as the platform wrote them."""

from collections import Counter

import pytest


def attendee_files(read) -> list[str]:
    return [step["file"] for step in read.files("attendance")]


def test_sections_and_headers(published, report_sections):
    for name in attendee_files(published):
        parts = report_sections(published.folder / name)
        assert list(parts)[:3] == ["Host Details", "Panelist Details", "Attendee Details"]
        header = list(parts["Attendee Details"][0])
        assert header[0] == "Attended"
        assert header[-1] == "Country/Region Name"
        assert header.index("Type of organization") > header.index("Time in Session (minutes)")


def test_absent_registrants_have_dashes(published, report_sections):
    rows = report_sections(published.folder / "attendees-session-1.csv")["Attendee Details"]
    absent = [row for row in rows if row["Attended"] == "No"]
    assert absent
    assert {row["Join Time"] for row in absent} == {"--"}
    assert {row["Time in Session (minutes)"] for row in absent} == {"--"}


def test_repeated_rows_leave_the_registration_blank(published, report_sections):
    rows = report_sections(published.folder / "attendees-session-2.csv")["Attendee Details"]
    seen: set[str] = set()
    repeated = 0
    for row in rows:
        again = row["Email"].lower() in seen
        seen.add(row["Email"].lower())
        repeated += again
        assert (row["Registration Time"] == "") == again
        assert (row["Approval Status"] == "") == again
    assert repeated > 100


@pytest.mark.parametrize("session", [1, 2, 3, 4, 5])
def test_the_summary_counts_the_rows_beneath_it(published, report_sections, session):
    path = published.folder / f"attendees-session-{session}.csv"
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    keys = lines[2].split(",")
    values = dict(zip(keys, lines[3].replace('"', "").rsplit(",", len(keys) - 4), strict=False))
    parts = report_sections(path)
    rows = parts["Attendee Details"] + parts.get("Other Attended", [])
    present = [row["Email"].lower() for row in rows if row["Attended"] == "Yes"]
    numbers = lines[3].rsplit(",", len(keys) - 4)[1:]
    counted = dict(zip(keys[4:], map(int, numbers), strict=True))
    assert counted["Unique Viewers"] == len(set(present))
    assert counted["Total Users"] == len(present)
    assert ("Max Concurrent Views" in counted) == (session != 3)
    assert "(synthetic demonstration data)" in values["Topic"]


def test_the_second_export_adds_connections_and_takes_none_away(published, report_sections):
    first, second = (
        Counter(
            (row["Email"], row["Join Time"], row["Leave Time"], row["Country/Region Name"])
            for row in report_sections(published.folder / f"attendees-session-3{suffix}.csv")["Attendee Details"]
        )
        for suffix in ("", "-2020-10-12")
    )
    assert not first - second
    assert sum((second - first).values()) >= 42


STATEMENT = ("Approval Status", "City", "Country/Region", "Organization", "Job Title", "Type of organization", "Gender")


def test_the_last_word_on_every_registration_is_that_of_the_final_report(published, report_sections):
    """A later export of an old session must not bring back answers and states that were corrected since."""
    final = {row["Email"].lower(): row for row in published.rows("registrations-2020-10-07.csv")}
    last: dict[str, dict[str, str]] = {}
    for step in published.manifest["steps"]:
        if step["kind"] == "registrations":
            rows = published.rows(step["file"])
        elif step["kind"] == "attendance":
            rows = report_sections(published.folder / step["file"])["Attendee Details"]
        else:
            continue
        last |= {row["Email"].lower(): row for row in rows if row["Registration Time"]}
    assert last.keys() == final.keys()
    changed = [e for e, row in last.items() if [row[c] for c in STATEMENT] != [final[e][c] for c in STATEMENT]]
    assert changed == []


def test_attended_rows_leave_after_they_join(published):
    assert [c for c in published.connections if c.leave <= c.join] == []


def test_some_addresses_are_typed_in_capitals(published, report_sections):
    rows = report_sections(published.folder / "attendees-session-1.csv")["Attendee Details"]
    assert 5 < sum(row["Email"] != row["Email"].lower() for row in rows) < 200


def test_some_panelists_were_attendees_before(published, report_sections):
    promoted = 0
    for name in attendee_files(published)[:-1]:
        parts = report_sections(published.folder / name)
        attendees = {row["Email"].lower() for row in parts["Attendee Details"] if row["Attended"] == "Yes"}
        promoted += sum(row["Email"].lower() in attendees for row in parts["Panelist Details"])
    assert promoted == 6


def test_the_first_registration_report_holds_about_two_thirds(published):
    eve, final = (published.rows(step["file"]) for step in published.files("registrations"))
    people = {
        published.person(row["Email"]) for row in eve if row["Approval Status"] in ("approved", "pending approval")
    }
    withdrawn = {row["Email"].lower() for row in final if row["Approval Status"].startswith("cancelled")}
    assert len({person for person in people if person not in withdrawn}) == 1704
    assert {row["Email"] for row in eve} < {row["Email"] for row in final}


def test_between_the_reports_answers_and_states_changed(published):
    eve, final = ({row["Email"]: row for row in published.rows(s["file"])} for s in published.files("registrations"))
    changed = [email for email, row in eve.items() if row != final[email]]
    states = Counter((eve[email]["Approval Status"], final[email]["Approval Status"].split()[0]) for email in changed)
    assert states == {("approved", "approved"): 9, ("approved", "cancelled"): 9, ("pending approval", "approved"): 3}


def test_nobody_attends_before_registering(published):
    registered = {row["Email"].lower() for row in published.rows("registrations-2020-10-07.csv")}
    joined = {c.email for c in published.connections}
    assert 0 < len(joined - registered) < 40
