"""The scripts of the answer pages, put together, and a browser in which they can be asked."""

import subprocess
from pathlib import Path

import pytest
from filelock import FileLock

from tests.browser import listened_to

ROOT = Path(__file__).parent.parent.parent.parent
SOURCES = ROOT / "sarai" / "surveys" / "scripts"
ESBUILD = ROOT / "node_modules" / ".bin" / "esbuild"


@pytest.fixture(scope="session")
def probe(tmp_path_factory) -> str:
    """`probe.js` with the scripts that it asks, as one script that makes a global `probe`."""
    made = tmp_path_factory.mktemp("scripts") / "probe.js"
    command = [ESBUILD, Path(__file__).parent / "probe.js", "--bundle", "--global-name=probe", f"--outfile={made}"]
    subprocess.run([*command, "--external:node-forge", "--log-level=warning"], check=True, cwd=ROOT)
    return made.read_text()


@pytest.fixture(scope="module")
def bare(browser, probe):
    """An empty page of Chromium, with its clock in UTC, in which the scripts can be asked."""
    page = browser.new_context(timezone_id="UTC").new_page()
    page.add_script_tag(content=probe)
    return page


@pytest.fixture(scope="session")
def scripts() -> None:
    """The scripts as they are served, put together anew where a source is younger."""
    with FileLock(ROOT / "node_modules" / ".built.lock"):
        made = ROOT / "built" / "surveys" / "offline.js"
        youngest = max(source.stat().st_mtime for source in SOURCES.rglob("*.js"))
        if not made.exists() or made.stat().st_mtime < youngest:
            subprocess.run(["npm", "run", "--silent", "build"], check=True, cwd=ROOT)


@pytest.fixture
def phone(playwright, chromium, live_server, scripts):
    """A page on a telephone that reads Arabic; `phone.complaints` is what its console complained of."""
    context = chromium.new_context(
        **playwright.devices["Pixel 5"], base_url=live_server.url, locale="ar",
        geolocation={"latitude": -1.2864, "longitude": 36.8172}, permissions=["geolocation"],
    )  # fmt: skip
    context.set_default_timeout(5000)
    return listened_to(context.new_page())


@pytest.fixture(scope="session")
def axe() -> str:
    """The script that looks for what shuts people out."""
    return (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text()
