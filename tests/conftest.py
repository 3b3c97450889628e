"""What every test stands on: an installation of its own, and three people known by name."""

import time
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.cache import caches

pytest_plugins = ["tests.site", "tests.installation"]


LONGEST = ("test_postgresql.py", "test_demonstration.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest begins first, so that in the end no process waits for another."""
    items.sort(key=lambda item: not item.path.name.endswith(LONGEST))


@pytest.fixture(scope="session", autouse=True)
def place_index() -> Path:
    """The index of places, built once for this checkout and before any test, as are the translations: set-up never
    leaves them out either."""
    from filelock import FileLock

    from sarai.network.places import build_index
    from sarai.portal.setup import compile_translations

    path = Path(django_settings.PLACES_INDEX)
    path.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(f"{path}.lock"):
        build_index(path)
        compile_translations()
    return path


@pytest.fixture(autouse=True)
def _nothing_remembered():
    """No figure, no knock at a door, no questionnaire is remembered from one test to the next."""
    _forget()
    yield
    _forget()


def _forget() -> None:
    from sarai.letters.tasks import send_soon
    from sarai.network.tasks import compare_soon
    from sarai.surveys import queries, tasks

    for cache in (caches["default"], caches["local"]):
        cache.clear()
    queries.engine_of.cache_clear()
    queries.version_called.cache_clear()
    tasks.file_soon.forget()
    compare_soon.forget()
    send_soon.forget()


@pytest.fixture
def still(monkeypatch) -> None:
    """The clock stands still, so that a window of time does not end while something is counted in it."""
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now)


@pytest.fixture
def countries(db) -> None:
    """Countries and their groups, as set-up loads them."""
    from sarai.network.actions import load_reference

    load_reference()
