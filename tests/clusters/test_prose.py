"""What people write can do no harm, whatever they write."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sarai.clusters.prose import REL, SCHEMES, TAGS, html_of, links_in, readable

HARM = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    '<a href="javascript:alert(1)">x</a>',
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:msgbox)",
    "[x](//evil.example/%22onclick=alert(1))",
    '[x](https://a.example "onclick=alert(1)")',
    "![x](https://evil.example/pixel.png)",
    '<https://a.example/"onmouseover=alert(1)>',
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;",
    "<style>*{display:none}</style>",
    "<iframe src=https://evil.example></iframe>",
    "<form action=https://evil.example><input name=password>",
    "<base href=https://evil.example>",
    "`<script>alert(1)</script>`",
    "> <object data=x>",
    "- <math><mtext></mtext><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
]


class Seen(HTMLParser):
    """The tags and attributes of a piece of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))


def is_harmless(text: str) -> bool:
    for tag, attributes in Seen(html_of(text)).tags:
        if tag not in TAGS or set(attributes) - {"href", "rel", "start"}:
            return False
        link = attributes.get("href") or ""
        if ":" in link.split("/")[0] and link.split(":")[0].lower() not in SCHEMES:
            return False
        if tag == "a" and attributes.get("rel") != REL:
            return False
    return True


@pytest.mark.parametrize("text", HARM)
def test_what_would_do_harm_is_shown_as_words_or_left_out(text):
    assert is_harmless(text)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from([*HARM, "<", ">", "[", "](", ")", "`", "*", "\n", "&", "javascript:", '"', "a"])))
def test_however_it_is_put_together(parts):
    assert is_harmless("".join(parts))


def test_paragraphs_lists_quotes_stress_and_links_are_shown():
    html = html_of("One\ntwo\n\n- *a*\n- **b**\n\n> c\n\n[d](https://d.example) and https://e.example")
    assert "<p>One<br>\ntwo</p>" in html
    assert "<li><em>a</em></li>" in html and "<strong>b</strong>" in html and "<blockquote>" in html
    assert html.count(f'rel="{REL}"') == 2
    assert "<h" not in html_of("# not a heading")


def test_links_are_counted_as_they_are_shown():
    assert links_in("https://a.example www.b.org [c](https://c.example) <https://d.example> me@e.org") == 5
    assert links_in("a.b c:d `https://a.example`") == 0


def test_quotes_in_quotes_end_somewhere():
    assert html_of(">" * 5000 + "deep").count("<blockquote>") < 20


@pytest.mark.parametrize(("text", "read"), [
    ("  a\r\nb\r", "a\nb"), ("a\u202eb\u2066c", "abc"), ("می\u200cخواهم", "می\u200cخواهم"), ("\u200b\ufeff", ""), ("a\0b", "ab"),
])  # fmt: skip
def test_what_cannot_be_seen_is_left_out(text, read):
    assert readable(text) == read
