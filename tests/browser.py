"""A real browser that looks at the site under test. Import it in a conftest: `from tests.browser import *`."""

from __future__ import annotations

import os
import shutil

import pytest

from tests.people import PASSWORD

__all__ = ["page"]

CHROMIUM = shutil.which("chromium")


@pytest.fixture
def page(monkeypatch, live_server):
    """A page of Chromium; `page.complaints` is what its console complained of, blocked scripts and styles included."""
    from playwright.sync_api import sync_playwright

    if CHROMIUM is None:
        pytest.skip("Chromium is not installed")
    with sync_playwright() as playwright:
        # Playwright keeps an event loop in this thread; Django takes that for asynchronous code.
        monkeypatch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(base_url=live_server.url)
        page.complaints = []
        page.on("console", lambda said: said.type == "error" and page.complaints.append(said.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        yield page
        browser.close()


def log_in(page, email: str) -> None:
    """Log in by password, as people do."""
    page.goto("/accounts/login/")
    page.fill("[name=login]", email)
    page.fill("[name=password]", PASSWORD)
    page.click("form.sheet button")
    page.wait_for_url("**/")
