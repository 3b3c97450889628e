"""Composing the platforms' exports line by line, in the shapes met since 2020."""

from collections.abc import Sequence

TOPIC_2020 = (
    "Topic,Webinar ID,Actual Start Time,Actual Duration (minutes),# Registered,# Cancelled,Unique Viewers,Total Users,"
    "Max Concurrent Views"
)
ATTENDEES_2020 = (
    "Attended,First Name,Last Name,Email,Registration Time,Approval Status,Join Time,Leave Time,"
    "Time in Session (minutes),Country/Region Name"
)
PEOPLE_2020 = "Attended,User Name,Email,Join Time,Leave Time,Time in Session (minutes),Country/Region Name"
PEOPLE_2025 = (
    "Attended,User Name (Original Name),Email,Join Time,Leave Time,Time in Session (minutes),"
    "Is Guest,Country/Region Name"
)
ATTENDEES_2025 = (
    "Attended,User Name (Original Name),First Name,Last Name,Email,Phone,Registration Time,Approval Status,Join Time,"
    "Leave Time,Time in Session (minutes),Is Guest,{questions}Country/Region Name"
)


def webinar_2020(
    attendees: Sequence[str] = (),
    panelists: Sequence[str] = (),
    others: Sequence[str] = (),
    topic: str = 'Resilient Cities,328-972-509,"Mar 28, 2020 8:07 AM", 548, 461, 0,446,991,0',
) -> str:
    """A webinar report as of 2020: every section, no padding."""
    lines = ["Attendee Report,", 'Report Generated:,"Apr 09, 2020 8:50 PM"', TOPIC_2020, topic]
    lines += ["Host Details,", PEOPLE_2020]
    lines += ['Yes,The Host,host@example.org,"Mar 28, 2020 8:00 AM","Mar 28, 2020 10:00 AM",120,Fiji']
    lines += ["Panelist Details,", ",".join(f'"{name}"' for name in PEOPLE_2020.split(",")), *panelists]
    lines += ["Attendee Details,", ATTENDEES_2020, *attendees]
    if others:
        lines += [
            "Other Attended,",
            "User Name,Join Time,Leave Time,Time in Session (minutes),Country/Region Name",
            *others,
        ]
    return "\ufeff" + "\n".join(lines) + "\n"


def webinar_2025(attendees: Sequence[str], questions: str = "", end: str = "") -> str:
    """A webinar report as of 2025: rows padded with commas, custom questions before the country, an original name."""
    lines = ["Attendee Report,,,,,,,,,,,,,", 'Report Generated:,"Mar 24, 2025 10:40:11",,,,,,,,,,,,']
    lines += ["Topic,Webinar ID,Actual Start Time,Actual Duration (minutes),# Registered,# Cancelled,Unique Viewers,"]
    lines[-1] += "Total Users,Enable Registration,,,,,"
    lines += ['Masterclass,812 3456 7890,"Mar 22, 2025 19:13:11",283,120,0,80,150,Yes,,,,,']
    lines += ["Host Details,,,,,,,,,,,,,", PEOPLE_2025 + ",,,,,,"]
    lines += ['Yes,Host,host@example.org,"Mar 22, 2025 19:13:11","Mar 22, 2025 23:55:19",282,No,India,,,,,,']
    lines += ["Attendee Details,,,,,,,,,,,,,", ATTENDEES_2025.format(questions=questions) + end, *attendees]
    return "\n".join(lines) + "\n"


def webinar_2026(attendees: Sequence[str]) -> str:
    """A webinar report as of 2026: numeric dates, other names in the block, a source after the country."""
    lines = ["Attendee Report", "Report generated time,08/09/2026 02:31:08 PM"]
    lines += ["Topic,Webinar ID,Actual Start Time,Actual Duration (minutes),# Registrants,Unique Viewers,Total Users"]
    lines += ['Workshop,000 0000 0000,"08/09/2026 10:45:00 AM",226,6,5,6', "Attendee Details"]
    return "\n".join([*lines, ATTENDEES_2025.format(questions="") + ",Source Name", *attendees]) + "\n"


def teams(participants: Sequence[str], header: str = "", start: str = "7/22/26, 7:00:11\u202fPM") -> bytes:
    """A Teams report: UTF-16LE with its mark, tabs, numbered sections, the third telling the joins again."""
    header = header or "Name\tFirst join\tLast leave\tIn-meeting duration\tEmail\tParticipant ID (UPN)\tRole"
    lines = ["1. Summary", "Meeting title\tCity exchange", "Attended participants\t2", f"Start time\t{start}", ""]
    lines += ["2. Participants", header, *participants, "", "3. In-Meeting Activities"]
    lines += ["Name\tJoin time\tLeave time\tDuration\tEmail\tRole"]
    lines += [f"Ana Vula\t7/22/26, 7:0{n}:00 PM\t7/22/26, 8:00:00 PM\t50m\tana@example.org\tAttendee" for n in range(3)]
    return ("\ufeff" + "\r\n".join(lines) + "\r\n").encode("utf-16-le")
