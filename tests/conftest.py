"""What every test stands on: an installation of its own, and three people known by name."""

import gc
import time
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.cache import caches
from django.utils import translation

from tests.door import Door

pytest_plugins = ["tests.site", "tests.installation"]


# What takes longest, the longest first.
LONGEST = (
    "tests/test_postgresql.py",
    "tests/portal/test_demonstration.py",
    "tests/portal/test_pages.py",
    "tests/needs/test_indicators.py",
    "tests/exchanges/test_events_browser.py",
    "tests/accounts/test_doors.py",
    "tests/evidence/test_answer.py",
    "tests/exchanges/test_journey.py",
    "tests/exchanges/test_watching_browser.py",
    "tests/surveys/tables/test_oracle.py",
    "tests/letters/test_dying.py",
)
# These visit one site, which takes a minute to load.
TOGETHER = {"tests/portal/test_pages.py": "tests/portal/test_demonstration.py"}


@pytest.hookimpl(trylast=True)  # after those of other plugins that have an order of their own
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest begins first, so that in the end no process waits for another."""
    places = {file: place for place, file in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(_file(item.nodeid), len(LONGEST)))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """The tests of a file stay together, in one process: what one of them started, compiled or loaded serves the next.
    (`--dist loadgroup` would leave every test by itself: it writes groups where this pytest does not read them.)"""
    from xdist.scheduler import LoadScopeScheduling

    class ByFile(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return TOGETHER.get(_file(nodeid), _file(nodeid))

    config.option.loadscopereorder = False  # the longest first, not those of most tests
    return ByFile(config, log)


def _file(nodeid: str) -> str:
    return nodeid.partition("::")[0]


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """What was read in until here is for good: the collector of garbage need not go through it again and again, nor so
    often, while expressions of a hundred thousand parts are compiled."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def pytest_unconfigure() -> None:
    """… and libraries that count at the end what they gave back find it."""
    gc.unfreeze()


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
    """No figure, no knock at a door, no questionnaire, no language is remembered from one test to the next."""
    _forget()
    yield
    _forget()


def _forget() -> None:
    from sarai.letters.tasks import send_soon
    from sarai.network.tasks import compare_soon
    from sarai.surveys import queries, tasks

    for cache in (caches["default"], caches["local"]):
        cache.clear()
    translation.deactivate()
    queries.engine_of.cache_clear()
    queries.version_called.cache_clear()
    tasks.file_soon.forget()
    compare_soon.forget()
    send_soon.forget()


@pytest.fixture(autouse=True)
def _nobody_stays_behind(request):
    """Whoever visits the site of a browser test has left it before the next test begins."""
    if "live_server" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("transactional_db")  # which is emptied after this
    server = request.getfixturevalue("live_server").thread.httpd
    door = server.get_app()
    if not isinstance(door, Door):
        door = Door(door)
        server.set_app(door)
    door.open()
    yield
    door.shut()


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
