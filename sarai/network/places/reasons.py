"""Sentences for the reasons of a resolution, translatable."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from sarai.network.places.records import Reason

if TYPE_CHECKING:
    from django.utils.functional import Promise

SENTENCES: "dict[Reason, Promise]" = {
    Reason.NAME: _("The text is the name of this city."),
    Reason.ALIAS: _("The text is another or a former name of this city."),
    Reason.CODE: _("The text is a usual abbreviation of this city."),
    Reason.SPELLING: _("The text is close to the name of this city; please check the spelling."),
    Reason.SHORTENED: _("The text is the beginning of the name of this city."),
    Reason.COUNTRY_NAMED: _("The text names a country, not a city."),
    Reason.REGION_NAMED: _("The text names a province or state, not a city."),
    Reason.CITY_NOT_FOUND: _("The country is certain, but no city of this name is known there."),
    Reason.SEVERAL_CITIES: _("Several cities have this name. Please choose one, or add the country or province."),
    Reason.SEVERAL_NAMED: _("The text names more than one city. Please choose one."),
    Reason.UNSURE: _("This may be a city, but the text is not close enough to be sure. Please choose."),
    Reason.CONTRADICTION: _("The place and the country given beside it do not agree. Please choose."),
    Reason.EMPTY: _("No place was given."),
    Reason.NO_PLACE: _("The text names no place."),
    Reason.ORGANISATION: _("The text names an organisation, not a city."),
    Reason.BEYOND_COUNTRY: _("The text names a region of several countries, not a city."),
    Reason.NOT_FOUND: _("No city or country of this name is known."),
}


def explain(reason: Reason) -> "Promise":
    """The sentence for `reason`, in the reader's language when it is shown."""
    return SENTENCES[reason]
