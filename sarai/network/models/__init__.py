"""Countries, cities, institutions, themes and people; place names and who is who."""

from .engagements import Engagement
from .erasures import Erasure, Pseudonym, Swept
from .people import Compared, LinkSuggestion, Merge, Person, PersonLink, PersonRecord
from .places import City, Country, CountryGroup, GroupMembership, PlaceName, PlaceReading
from .profiles import Profile
from .programmes import Institution, Programme, Theme
from .words import Act, Gender, OrganisationType

__all__ = [
    "Act",
    "City",
    "Compared",
    "Country",
    "CountryGroup",
    "Engagement",
    "Erasure",
    "Gender",
    "GroupMembership",
    "Institution",
    "LinkSuggestion",
    "Merge",
    "OrganisationType",
    "Person",
    "PersonLink",
    "PersonRecord",
    "PlaceName",
    "PlaceReading",
    "Profile",
    "Programme",
    "Pseudonym",
    "Swept",
    "Theme",
]
