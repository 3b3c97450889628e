"""Emphasis in the texts of a form: the small part of Markdown that ODK shows, made into HTML that is safe.

Everything is escaped before anything is marked up, so no author, and nobody whose answer is shown in a text, writes
HTML of their own. Tags that authors are known to write for telephones (`<span style=…>`) are left out.
"""

from __future__ import annotations

import re
from functools import lru_cache

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,300}>")
_LINK = re.compile(r"\[([^\[\]\n]{1,300})\]\(((?:https?://|mailto:|tel:)[^\s()<>]{1,2000})\)")
_STRONG = re.compile(r"\*\*(?=\S)([^*\n]+)\*\*|(?<!\w)__(?=\S)([^\n_]+)__(?!\w)")
_EMPHASIS = re.compile(r"\*(?=\S)([^*\n]+)\*|(?<!\w)_(?=\S)([^\n_]+)_(?!\w)")
_HEADING = re.compile(r"(#{1,6})\s+(.+?)\s*#*")
_MARKED = re.compile(r"[*_\[<>&\"'#\n]")


@lru_cache(maxsize=4096)
def inline(text: str) -> SafeString:
    """A text as phrasing content, for labels and legends: lines broken, headings bold."""
    if not _MARKED.search(text):
        return mark_safe(text)  # noqa: S308 (none of the letters in it means anything in HTML)
    lines = [_heading(line, "strong") or _marked(line) for line in _plain(text).splitlines()]
    return mark_safe("<br>".join(lines))  # noqa: S308 (every line was escaped)


@lru_cache(maxsize=4096)
def block(text: str) -> SafeString:
    """A text as flow content, for notes and guidance: paragraphs where a line is empty, headings as such."""
    paragraphs: list[list[str]] = [[]]
    found: list[str] = []
    for line in [*_plain(text).splitlines(), ""]:
        heading = _heading(line, "h3")
        if (heading or not line.strip()) and paragraphs[-1]:
            found.append(f"<p>{'<br>'.join(paragraphs[-1])}</p>")
            paragraphs.append([])
        if heading:
            found.append(heading)
        elif line.strip():
            paragraphs[-1].append(_marked(line))
    return mark_safe("".join(found))  # noqa: S308 (every line was escaped)


def _plain(text: str) -> str:
    return _TAG.sub("", _BREAK.sub("\n", text))


def _heading(line: str, element: str) -> str:
    matched = _HEADING.fullmatch(line.strip())
    return f"<{element}>{_marked(matched[2])}</{element}>" if matched else ""


def _marked(line: str) -> str:
    """One line: links first, so that no mark inside an address means anything."""
    parts, end = [], 0
    escaped = escape(line)
    for link in _LINK.finditer(escaped):
        parts.append(_emphasised(escaped[end : link.start()]))
        words = _emphasised(link[1])
        parts.append(f'<a href="{link[2]}" target="_blank" rel="noopener nofollow">{words}</a>')
        end = link.end()
    parts.append(_emphasised(escaped[end:]))
    return "".join(parts)


def _emphasised(text: str) -> str:
    text = _STRONG.sub(lambda found: f"<strong>{found[1] or found[2]}</strong>", text)
    return _EMPHASIS.sub(lambda found: f"<em>{found[1] or found[2]}</em>", text)
