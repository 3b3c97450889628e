"""What is declared is documented: indicators, formats, commands and settings."""

import re
from pathlib import Path

import pytest

from sarai.portal.management.commands.describe import PAGES

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize("page", sorted(PAGES))
def test_the_page_says_what_is_declared(page):
    written = (ROOT / "docs" / f"{page}.md").read_text(encoding="utf-8")
    assert written == PAGES[page](), f"run: sarai describe {page} > docs/{page}.md"


def test_every_setting_is_documented_and_nothing_else():
    settings = (ROOT / "config" / "settings.py").read_text(encoding="utf-8")
    read = set(re.findall(r'env\(\s*"([A-Z_]+)"', settings))
    documented = set(re.findall(r"`((?:SARAI_|DATABASE_)[A-Z_]+)`", (ROOT / "docs" / "settings.md").read_text()))
    assert documented == read


def test_links_between_the_pages_lead_somewhere():
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    dead = [
        f"{page.relative_to(ROOT)}: {link}"
        for page in pages
        for link in re.findall(r"\]\((?!http|#|mailto)([^)#\s]+)", page.read_text(encoding="utf-8"))
        if not (page.parent / link).exists()
    ]
    assert dead == []
