"""One gazetteer for all tests, over the index that the root conftest builds once."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sarai.network.places import Gazetteer


@pytest.fixture(scope="session")
def gazetteer(place_index: Path) -> Iterator[Gazetteer]:
    with Gazetteer(place_index) as opened:
        yield opened
