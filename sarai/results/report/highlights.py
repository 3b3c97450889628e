"""The yearly Highlights: what the programme did, and who took part."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from ..rules import Manner
from .declare import Ask, Breakdown, Picture, Report, Section, Sentence

YEAR = Section(
    about="programme",
    paragraphs=(
        (
            Sentence(
                ngettext_lazy(
                    "In the course of the year, %(events)s event took place.",
                    "In the course of the year, %(events)s events took place.",
                    "count",
                ),
                {"events": Ask("exchanges.events")},
                plural="events",
            ),
            Sentence(
                _("Altogether %(attendees)s different people from %(countries)s countries attended."),
                {"attendees": Ask("exchanges.attendees"), "countries": Ask("exchanges.attendee_countries")},
            ),
        ),
    ),
)

EVENT = Section(
    about="event",
    known_by=(("exchanges.registrants", "at_event"), ("exchanges.attendees", "at_event")),
    tiles=(
        "exchanges.registrants",
        "exchanges.registrant_countries",
        "exchanges.attendees",
        "exchanges.certificates",
    ),
    paragraphs=(
        (
            Sentence(
                ngettext_lazy(
                    "%(registrants)s person registered.",
                    "%(registrants)s people registered, from %(countries)s countries.",
                    "count",
                ),
                {"registrants": Ask("exchanges.registrants"), "countries": Ask("exchanges.registrant_countries")},
                plural="registrants",
            ),
            Sentence(
                ngettext_lazy("%(attendees)s person attended.", "%(attendees)s people attended.", "count"),
                {"attendees": Ask("exchanges.attendees", Manner.ROUNDED)},
                plural="attendees",
            ),
            Sentence(
                ngettext_lazy(
                    "Every session had %(least)s attendee.", "Every session had %(least)s attendees.", "count"
                ),
                {"least": Ask("exchanges.min_session_attendance", Manner.FLOOR)},
                plural="least",
            ),
            Sentence(
                ngettext_lazy(
                    "By the end, %(certificates)s person had qualified for a certificate.",
                    "By the end, %(certificates)s people had qualified for a certificate.",
                    "count",
                ),
                {"certificates": Ask("exchanges.certificates", Manner.ABOUT)},
                plural="certificates",
            ),
        ),
        (
            Sentence(
                _("Of the attendees, %(women)s stated that they are women and %(men)s that they are men."),
                {"women": Ask("exchanges.attendees_female_share"), "men": Ask("exchanges.attendees_male_share")},
            ),
            Sentence(
                _("The most represented countries were %(countries)s."),
                {"countries": Ask("exchanges.attendees_top_countries")},
            ),
            Sentence(
                _("The most represented cities were %(cities)s."),
                {"cities": Ask("exchanges.attendees_top_cities")},
            ),
        ),
        (
            Sentence(
                _("The most represented types of organisation were %(types)s."),
                {"types": Ask("exchanges.attendees_top_organisation_types")},
            ),
            Sentence(
                _(
                    "Local and national government accounted for %(government)s of attendees; intergovernmental "
                    "organisations, civil society and academia together for %(others)s."
                ),
                {
                    "government": Ask("exchanges.attendees_government_share", Manner.ROUNDED),
                    "others": Ask("exchanges.attendees_igo_cso_academia_share", Manner.ROUNDED),
                },
            ),
        ),
    ),
    world="exchanges.attendees",
    breakdowns=(
        Breakdown(_("Attendees by session"), "exchanges.attendees", "session", Picture.COLUMNS, first=40),
        Breakdown(_("Attendees by gender"), "exchanges.attendees", "gender", Picture.SHARE),
        Breakdown(_("Attendees by type of organisation"), "exchanges.attendees", "organisation_type"),
        Breakdown(_("Attendees by country"), "exchanges.attendees", "country"),
        Breakdown(_("Attendees by city"), "exchanges.attendees", "city"),
    ),
)

HIGHLIGHTS = Report(title=_("Highlights"), sections=(YEAR, EVENT))
