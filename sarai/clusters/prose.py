"""What people write, as HTML that can do no harm: paragraphs, lists, quotes, emphasis and links of Markdown, no more.

markdown-it-py reads it and passes every tag that somebody typed on as text; nh3 then lets through only what is named
here, so that a fault of the one is stopped by the other. What is made is kept beside the text, with the name of what
made it (`MAKER`): another version of this makes it anew.
"""

from __future__ import annotations

import html
import re
from functools import partial
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from urllib.parse import urlsplit

import nh3
from linkify_it import LinkifyIt
from markdown_it import MarkdownIt
from markdown_it.parser_block import RuleFuncBlockType
from markdown_it.rules_block import StateBlock, blockquote, list_block
from markdown_it.rules_core import StateCore

from sarai.evidence.reading import seen
from sarai.evidence.reading.seen import readable

TAGS = {"a", "blockquote", "br", "code", "em", "li", "ol", "p", "strong", "ul"}
SCHEMES = {"http", "https", "mailto"}
REL = "nofollow ugc noopener noreferrer"  # a link here is worth nothing to who plants it
DEEPEST = 8  # quotes in quotes; a list in a list counts twice, for itself and for its item
DEAREST = 1_500  # marks and lines, which are what takes time, more than anybody writes: what has more is shown as typed
A_LINK = 5  # … in marks, or what could be one
LEFT_OUT = "…"
NEWLINE, BREAK = "\n", "<br>\n"


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


def _without_empty_links(state: StateCore) -> None:
    """A link to nowhere, `[so]()`, is its words: the parser asks of every other link alone whether it may be one."""
    for token in state.tokens:
        kept, inside = [], False
        for each in token.children or ():
            inside = inside or (each.type == "link_open" and not each.attrs.get("href"))
            if not (inside and each.type in ("link_open", "link_close")):
                kept.append(each)
            inside = inside and each.type != "link_close"
        token.children = kept if token.children else token.children


def _reader() -> MarkdownIt:
    # No text is as deep as the parser's own limit, at which it drops what follows.
    made = MarkdownIt("zero", {"linkify": True, "breaks": True, "html": False, "maxNesting": DEEPEST + 2}).enable(
        ["autolink", "backticks", "blockquote", "emphasis", "entity", "escape", "link", "linkify", "list", "newline"]
    )
    made.block.ruler.at("blockquote", partial(_to_a_depth, blockquote), {"alt": ["paragraph", "blockquote", "list"]})
    made.block.ruler.at("list", partial(_to_a_depth, list_block), {"alt": ["paragraph", "blockquote"]})
    made.core.ruler.push("without_empty_links", _without_empty_links)
    made.validateLink = is_address  # type: ignore[method-assign]  # what is no link is shown as it was typed
    return made


_MARKDOWN = _reader()
_ADDRESSES = LinkifyIt()
_MARKS = re.compile(r"[\[\]<>&*_`\\!:\n]|[-+] |\d[.)] ")
_MAYBE_LINKS = re.compile(r"@|//|\w\.\w")


def _maker() -> str:
    """What makes HTML of a text: these rules and the libraries, of whatever version they are."""
    sources = b"".join(Path(module).read_bytes() for module in (__file__, seen.__file__))
    versions = " ".join(version(name) for name in ("markdown-it-py", "linkify-it-py", "nh3"))
    return sha256(sources + versions.encode()).hexdigest()[:16]


MAKER = _maker()


def html_of(text: str) -> str:
    """A text as safe HTML. Links open with `rel` so that search engines do not follow them. What cannot be seen is left
    out once more, as references (&#x202E;) and escapes in addresses (%E2%80%AE) have become letters."""
    dear = len(_MARKS.findall(text)) + A_LINK * len(_MAYBE_LINKS.findall(text)) > DEAREST
    return nh3.clean(
        _as_typed(text) if dear else readable(_MARKDOWN.render(text)),
        tags=TAGS,
        attributes={"*": set(), "a": {"href"}, "ol": {"start"}},
        attribute_filter=_only_addresses,
        url_schemes=SCHEMES,
        link_rel=REL,
    )


def _as_typed(text: str) -> str:
    """A text with its paragraphs and lines, and nothing else."""
    paragraphs = re.split(r"\n{2,}", html.escape(readable(text), quote=False))
    return "\n".join(f"<p>{paragraph.replace(NEWLINE, BREAK)}</p>" for paragraph in paragraphs)


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
