"""What people write, as HTML that can do no harm: paragraphs, lists, quotes, emphasis and links of Markdown, no more.

markdown-it-py reads it and passes every tag that somebody typed on as text; nh3 then lets through only what is named
here, so that a fault of the one is stopped by the other.
"""

from __future__ import annotations

import unicodedata

import nh3
from markdown_it import MarkdownIt

TAGS = {"a", "blockquote", "br", "code", "em", "li", "ol", "p", "strong", "ul"}
SCHEMES = {"http", "https", "mailto"}
REL = "nofollow ugc noopener noreferrer"  # a link here is worth nothing to who plants it
DEEPEST = 12  # quotes in quotes

_MARKDOWN = MarkdownIt("zero", {"linkify": True, "breaks": True, "html": False, "maxNesting": DEEPEST}).enable(
    ["autolink", "backticks", "blockquote", "emphasis", "entity", "escape", "link", "linkify", "list", "newline"]
)


def html_of(text: str) -> str:
    """A text as safe HTML. Links open with `rel` so that search engines do not follow them."""
    return nh3.clean(
        _MARKDOWN.render(text),
        tags=TAGS,
        attributes={"*": set(), "a": {"href"}, "ol": {"start"}},
        url_schemes=SCHEMES,
        link_rel=REL,
    )


def links_in(text: str) -> int:
    """How many links a text has."""
    return html_of(text).count("<a ")


def readable(text: str) -> str:
    """A text without what cannot be seen, but for line breaks and the joiners that some scripts need."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join("".join(filter(_is_seen, line)) for line in lines).strip()


def _is_seen(letter: str) -> bool:
    return unicodedata.category(letter) not in ("Cc", "Cf", "Zl", "Zp") or letter in "\t\u200c\u200d"
