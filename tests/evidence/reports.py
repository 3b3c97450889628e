"""A webinar report about the event of `tests.making`, and rows of it."""

REPORT = """\
Attendee Report,
Report Generated:,"Sep 08, 2020 09:55 AM"
Topic,Webinar ID,Actual Start Time,Actual Duration (minutes),# Registered,# Cancelled,Unique Viewers,Total Users,Max Concurrent Views
Resilient cities,900-000-001,"Sep 08, 2020 07:25 AM",100,3,0,2,3,2
Attendee Details,
Attended,First Name,Last Name,Email,Registration Time,Approval Status,Join Time,Leave Time,Time in Session (minutes),Country/Region Name
{rows}
"""
ANA = 'Yes,Ana,Diaz,ana@example.org,"Sep 01, 2020 08:00:00 AM",approved,"Sep 08, 2020 07:20:00 AM","Sep 08, 2020 08:00:00 AM",40,'
AGAIN = 'Yes,Ana,Diaz,ANA@example.org,,,"Sep 08, 2020 08:10:00 AM","Sep 08, 2020 09:30:00 AM",80,'
BEN = 'No,Ben,Okri,ben@example.org,"Sep 02, 2020 08:00:00 AM",approved,--,--,--,'
BACKWARDS = 'Yes,Chi,Lam,chi@example.org,"Sep 02, 2020 08:00:00 AM",approved,"Sep 08, 2020 08:00:00 AM","Sep 08, 2020 07:00:00 AM",1,'
