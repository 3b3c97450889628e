"""Small worlds for the map, and the language that numbers are written in."""

from pathlib import Path

import pytest
from django.utils import translation

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture(scope="session")
def real_world(tmp_path_factory):
    """The world of an installation, built from Natural Earth as the set-up builds it."""
    from sarai.evidence.pictures import Centre, build_world, load_world
    from sarai.network.reference import countries

    source = ROOT / "node_modules" / "world-atlas" / "countries-50m.json"
    if not source.exists():
        pytest.skip("Natural Earth is not here; run npm ci.")
    target = tmp_path_factory.mktemp("world") / "world.json"
    build_world(source, target, [Centre(c.iso2, c.numeric, c.lat, c.lon) for c in countries().values()])
    return load_world(target)


@pytest.fixture
def small_world():
    """Two countries with a shape, one of them too small to be seen, and Tuvalu, which has none."""
    from sarai.evidence.pictures import World

    return World(
        width=2000,
        height=870,
        paths={"": "M0 0l1 0 0 1z", "KE": "M9 9l90 0 0 90z", "SG": "M5 5l2 0 0 2z"},
        centres={"KE": (1200.0, 500.0), "SG": (1600.0, 500.0), "TV": (1950.0, 600.0)},
        small=frozenset({"SG", "TV"}),
    )
