"""A real browser that looks at the site under test. Import it in a conftest: `from tests.browser import *`."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.people import PASSWORD

__all__ = ["browser", "chromium", "page", "playwright"]

CHROMIUM = shutil.which("chromium")
AXE = Path(__file__).parent.parent / "node_modules" / "axe-core" / "axe.min.js"
# What axe finds to be right would take it as long to describe.
LOOK = "axe.run({resultTypes: ['violations']}).then(found => found.violations)"


@pytest.fixture(scope="module")
def playwright() -> Iterator[Any]:
    """Playwright, for the tests of one file: while it runs, other tests cannot have an event loop in this thread."""
    from playwright.sync_api import sync_playwright

    if CHROMIUM is None:
        pytest.skip("Chromium is not installed (Debian: chromium)")
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as running:
        # Playwright keeps an event loop in this thread; Django takes that for asynchronous code.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        yield running


@pytest.fixture(scope="module")
def browser(playwright: Any) -> Iterator[Any]:
    """Chromium, started once for the tests of a file."""
    browser = playwright.chromium.launch(
        executable_path=CHROMIUM, args=["--no-sandbox", "--autoplay-policy=no-user-gesture-required"]
    )
    yield browser
    browser.close()


@pytest.fixture
def chromium(browser: Any) -> Iterator[Any]:
    """Chromium for one test: it opens contexts, which share nothing; those that it left open are closed after it."""
    before = browser.contexts
    yield browser
    for context in browser.contexts:
        if context not in before:
            context.close()


@pytest.fixture
def page(chromium, live_server):
    """A page of Chromium; `page.complaints` is what its console complained of, blocked scripts and styles included."""
    return listened_to(chromium.new_context(base_url=live_server.url).new_page())


def listened_to(page):
    """The page, of which `page.complaints` is what its console complains of from now on."""
    page.complaints = []
    page.on("console", lambda said: said.type == "error" and page.complaints.append(said.text))
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    return page


def serious(page) -> list[tuple[str, str]]:
    """What axe finds serious or critical in what is shown: its rule, and the first place. Axe is put in by the browser's
    own tools, which the page's policy does not stop; of the styles that axe writes the console may complain."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = [one for one in page.evaluate(LOOK) if one["impact"] in ("serious", "critical")]
    return [(one["id"], one["nodes"][0]["html"][:200]) for one in found]


def log_in(page, email: str) -> None:
    """Log in by password, as people do."""
    page.goto("/accounts/login/")
    page.fill("[name=login]", email)
    page.fill("[name=password]", PASSWORD)
    page.click("form.sheet button")
    page.wait_for_url("**/")
