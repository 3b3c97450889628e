"""Zoom's registration and meeting reports."""

from datetime import UTC, datetime

import pytest

from sarai.evidence.formats import recognise
from tests.evidence.reading.files import context, opened, read


class TestRegistration:
    KEY = "zoom-registration"
    HEADER = "First Name,Last Name,Email,Registration Time,Approval Status"

    def test_the_minimal_report(self, tmp_path):
        book = opened(tmp_path, f"{self.HEADER}\nAna,Vula,ANA@example.org,2020-03-20 09:00:00,pending\n")
        ((found, about),) = recognise(book)
        assert (found.key, about.platform_id) == (self.KEY, "")
        (one,), problems = read(book, self.KEY)
        assert problems == []
        assert (one.mention.name, one.mention.email, one.status) == ("Ana Vula", "ana@example.org", "pending")
        assert one.registered_at == datetime(2020, 3, 20, 9, tzinfo=UTC)

    def test_any_order_known_fields_and_the_rest_as_answers(self, tmp_path):
        text = (
            "Registration Report\nTopic,Webinar ID\nCities,1 2 3\n\nAttendee Details,\n"
            "Email,Approval Status,Organization,Job Title,Type of organization,City,Country/Region,Sex,"
            "Registration Time,"
            "First Name,Last Name,Phone,Source Name,Why?\n"
            'a@example.org,approved,City of Suva,Planner,Local government,Suva,Fiji,Female,"Mar 20,'
            ' 2020 9:00 AM",Ana,Vula,'
            "1,Mail,Because\n"
        )
        book = opened(tmp_path, text)
        ((_found, about),) = recognise(book)
        assert about.platform_id == "123"
        (one,), _problems = read(book, self.KEY)
        mention = one.mention
        assert (mention.organisation, mention.organisation_type) == ("City of Suva", "Local government")
        assert (mention.job_title, mention.city, mention.country) == ("Planner", "Suva", "Fiji")
        assert mention.gender == "Female"
        assert one.answers == {"Source Name": "Mail", "Why?": "Because"}

    @pytest.mark.parametrize(
        ("text", "status"), [("approved", "approved"), ("denied", "denied"), ("canceled", "cancelled"), ("", "unknown")]
    )
    def test_statuses(self, tmp_path, text, status):
        (one,), _problems = read(opened(tmp_path, f"{self.HEADER}\nA,B,a@example.org,,{text}\n"), self.KEY)
        assert (one.status, one.registered_at) == (status, None)


class TestMeeting:
    KEY = "zoom-meeting"
    TIMES = "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest,In Waiting Room"
    ROW = "Ana (Ana Vula),,03/28/2020 08:10:00 AM,03/28/2020 09:00:00 AM,50,Yes,No"

    def test_with_times(self, tmp_path):
        waiting = self.ROW.replace("Yes,No", "Yes,Yes")
        book = opened(tmp_path, f"{self.TIMES}\n{self.ROW}\n{waiting}\n")
        ((found, _about),) = recognise(book)
        assert found.key == self.KEY
        (one,), (waited,) = read(book, self.KEY, context("Pacific/Fiji"))
        assert (waited.where.line, waited.severity) == (3, "skipped")
        assert "waiting room" in waited.message
        assert (one.mention.name, one.mention.email, one.guest, one.seconds) == ("Ana", "", True, 3000)
        assert one.answers["Name (Original Name)"] == "Ana (Ana Vula)"
        assert one.joined_at == datetime(2020, 3, 27, 20, 10, tzinfo=UTC)

    def test_unique_users_have_a_duration_and_no_times(self, tmp_path):
        header = "Name (Original Name),User Email,Total Duration (Minutes),Guest"
        (one,), problems = read(opened(tmp_path, f"{header}\nAna,ana@example.org,50,No\n"), self.KEY)
        assert (one.joined_at, one.left_at, one.seconds, one.guest) == (None, None, 3000, False)
        assert problems == []

    def test_with_the_meeting_first(self, tmp_path):
        text = (
            "Meeting ID,Topic,Start Time,End Time,User Email,Duration (Minutes),Participants\n"
            "852 1848 6288,Exchange,03/28/2020 08:00:00 AM,03/28/2020 10:00:00 AM,host@example.org,120,2\n\n"
            f"{self.TIMES}\n{self.ROW}\nThe Host,HOST@example.org,03/28/2020 08:00:00 AM,"
            f"03/28/2020 10:00:00 AM,120,No,No\n"
        )
        book = opened(tmp_path, text)
        ((_found, about),) = recognise(book)
        assert (about.platform_id, about.topic) == ("85218486288", "Exchange")
        assert about.counts["participants"] == 2
        records, problems = read(book, self.KEY)
        assert [(one.role, one.mention.name) for one in records] == [("attendee", "Ana"), ("host", "The Host")]
        assert problems == []

    def test_rule_4_the_flat_shape_with_duplicate_names(self, tmp_path):
        header = (
            "Topic,Meeting ID,User Name,User Email,Department,Group,Has Zoom Rooms?,Creation Time,Start Time,End Time,"
            "Duration (Minutes),Participants,Name (Original Name),User Email,Join Time,Leave Time,"
            "Duration (Minutes),Guest,"
            "Recording Consent,In Waiting Room,Marketing opt-in"
        )
        row = (
            "1:1,852 1848 6288,Host,host@example.org,D,G,No,15/08/2022 01:27,01/06/2023 00:00,01/06/2023 01:00,60,2,"
            "Ana,ana@example.org,01/06/2023 00:05,01/06/2023 00:26,21,No,Yes,No,-"
        )
        book = opened(tmp_path, f"{header}\n{row}\n")
        ((_found, about),) = recognise(book)
        assert about.topic == "1:1"
        window = (datetime(2023, 6, 1, tzinfo=UTC), datetime(2023, 6, 1, 1, tzinfo=UTC))
        (one,), problems = read(book, self.KEY, context(windows=[window]))
        assert problems == []
        assert (one.mention.email, one.seconds) == ("ana@example.org", 21 * 60)
        assert one.joined_at == datetime(2023, 6, 1, 0, 5, tzinfo=UTC)
        assert one.answers == {"Recording Consent": "Yes", "Marketing opt-in": "-"}
