"""What people write, as HTML that can do no harm: paragraphs, lists, quotes, emphasis and links of Markdown, no more.

markdown-it-py reads it and passes every tag that somebody typed on as text; nh3 then lets through only what is named
here, so that a fault of the one is stopped by the other.
"""

from __future__ import annotations

import html
from functools import partial
from urllib.parse import urlsplit

import nh3
from linkify_it import LinkifyIt
from markdown_it import MarkdownIt
from markdown_it.parser_block import RuleFuncBlockType
from markdown_it.rules_block import StateBlock, blockquote, list_block

from sarai.evidence.reading.seen import readable

TAGS = {"a", "blockquote", "br", "code", "em", "li", "ol", "p", "strong", "ul"}
SCHEMES = {"http", "https", "mailto"}
REL = "nofollow ugc noopener noreferrer"  # a link here is worth nothing to who plants it
DEEPEST = 12  # quotes in quotes; a list in a list counts twice, for itself and for its item
LEFT_OUT = "…"


def is_address(url: str) -> bool:
    """Whether a link may lead there: to another site, by its whole address, or to a mailbox."""
    try:
        found = urlsplit(url)
        host = (found.path.partition("@")[2] if found.scheme == "mailto" else found.hostname) or ""
    except ValueError:
        return False
    return found.scheme in SCHEMES and host != "" and "%" not in host  # as no host is called


def _to_a_depth(rule: RuleFuncBlockType, state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A rule for quotes or lists, which takes what is deeper as words: by itself the parser would drop it."""
    return state.level < DEEPEST and rule(state, start, end, silent)


def _reader() -> MarkdownIt:
    # No text is as deep as the parser's own limit, at which it drops what follows.
    made = MarkdownIt("zero", {"linkify": True, "breaks": True, "html": False, "maxNesting": DEEPEST + 2}).enable(
        ["autolink", "backticks", "blockquote", "emphasis", "entity", "escape", "link", "linkify", "list", "newline"]
    )
    made.block.ruler.at("blockquote", partial(_to_a_depth, blockquote), {"alt": ["paragraph", "blockquote", "list"]})
    made.block.ruler.at("list", partial(_to_a_depth, list_block), {"alt": ["paragraph", "blockquote"]})
    made.validateLink = is_address  # type: ignore[method-assign]  # what is no link is shown as it was typed
    return made


_MARKDOWN = _reader()
_ADDRESSES = LinkifyIt()


def html_of(text: str) -> str:
    """A text as safe HTML. Links open with `rel` so that search engines do not follow them. What cannot be seen is left
    out once more, as references (&#x202E;) and escapes in addresses (%E2%80%AE) have become letters."""
    return nh3.clean(
        readable(_MARKDOWN.render(text)),
        tags=TAGS,
        attributes={"*": set(), "a": {"href"}, "ol": {"start"}},
        attribute_filter=_only_addresses,
        url_schemes=SCHEMES,
        link_rel=REL,
    )


def _only_addresses(_tag: str, attribute: str, value: str) -> str | None:
    return value if attribute != "href" or is_address(value) else None


def words_of(text: str) -> str:
    """A text in bare words, on one line."""
    return " ".join(html.unescape(nh3.clean(html_of(text), tags=set())).split())


def links_in(text: str) -> int:
    """How many links a text has."""
    return html_of(text).count("<a ")


def without_links(line: str) -> str:
    """A line with an ellipsis for every address in it, for letters: programs that show these make links of them."""
    for found in reversed(_ADDRESSES.match(line) or []):
        line = line[: found.index] + LEFT_OUT + line[found.last_index :]
    return line
