"""Place names as people type them, resolved to GeoNames.

build_index(path)                    # once: writes one SQLite file from the installed packages and our tables
gazetteer = Gazetteer(path)
gazetteer.resolve("Mty, N.L.")       # Resolution(geonameid=3995465, iso2="MX", status=Status.CITY, …)
"""

from sarai.network.places.gazetteer import Gazetteer
from sarai.network.places.index import build_index
from sarai.network.places.records import Candidate, City, Reason, Resolution, Status
from sarai.network.places.sense import Sense
from sarai.network.places.store import NoIndex

__all__ = ["Candidate", "City", "Gazetteer", "NoIndex", "Reason", "Resolution", "Sense", "Status", "build_index"]
