"""What people write can do no harm, whatever they write."""

from __future__ import annotations

import unicodedata
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sarai.clusters.prose import REL, SCHEMES, TAGS, html_of, links_in, without_links, words_of
from sarai.clusters.rules import LONGEST
from sarai.evidence.reading.seen import MOST_ACCENTS

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
        if tag == "a" and link.split(":")[0].lower() not in SCHEMES:
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


@pytest.mark.parametrize("nested", [
    "> " * 30, ">" * 5000, "- " * 9, "- " * 3000, "1. " * 9, "> - " * 20, "- > 1) " * 20,
    "\n".join("  " * depth + "- item" for depth in range(60)) + " ", "\n".join("> " * 12 + "- a" for _line in range(9)) + " ",
])  # fmt: skip
def test_what_is_too_deep_is_shown_flat(nested):
    shown = html_of(f"first\n\n{nested}deep\n\nlast")
    assert "deep" in shown and "first" in shown and "last" in shown
    assert shown.count("<blockquote>") + 2 * (shown.count("<ul>") + shown.count("<ol>")) <= 13 * nested.count("\n") + 13


@pytest.mark.parametrize("dear", ["*a* ", "[", "> ", "a\n", "- - ", "&lt;", "a.example ", "a@b.example ", ":a "])
def test_what_would_take_long_is_shown_as_it_was_typed(dear):
    text = "first\n\n" + (dear * LONGEST)[: LONGEST - 20] + "\n\nlast <b>"
    tags = {tag for tag, _attributes in Seen(html_of(text)).tags}
    assert tags <= {"p", "br"}
    assert words_of(text) == " ".join(text.split())
    assert not links_in(text) and is_harmless(text)
    assert "<p>first</p>\n<p>" in html_of(text)


def test_what_people_write_is_never_so_dear():
    sentence = "A *sentence* of **some** length, which goes on and on. "
    paragraph = f"{sentence * 4} See [a link](https://a.example/b)."
    text = "\n\n".join([paragraph, "- one: two\n- three (four)\n- five", "> quoted\n> twice"] * 25)
    assert 7_000 < len(text) < LONGEST + 1
    assert links_in(text) == 25


def test_every_item_of_a_deep_list_is_shown():
    shown = words_of("\n".join("  " * depth + f"- item{depth}" for depth in range(40)))
    assert [f"item{depth}" in shown for depth in range(40)] == [True] * 40


@pytest.mark.parametrize("hidden", [
    "&#x202E;", "&#8238;", "&rlm;", "&#x200B;", "&#xFEFF;", "&#x1b;", "\u202e", "&shy;", "https://a.example/%E2%80%AEtxt",
    "https://a.example/%E2%80%8B", "<https://a.example/%E2%80%AE>", "[&#x202E;](https://a.example)", "`\u202e`",
])  # fmt: skip
def test_what_cannot_be_seen_is_left_out_however_it_is_written(hidden):
    assert not {unicodedata.category(one) for one in html_of(f"a{hidden}b")} & {"Cf", "Co", "Cs"}
    assert "\x1b" not in html_of(f"a{hidden}b")


def test_references_to_letters_are_letters_and_marks_do_not_pile_up():
    assert html_of("caf&eacute; &amp; &lt;b&gt;") == "<p>café &amp; &lt;b&gt;</p>"
    for many in ("\u0300" * 4000, "&#x300;" * 700, "&#x300;&zwj;" * 350):
        assert html_of("Z" + many).count("\u0300") == MOST_ACCENTS


@pytest.mark.parametrize("to", [
    "", "<>", ' "so"', "//evil.example", "/accounts/logout/", "#x", "?a=1", "accounts/logout/", "https:evil.example", "https:/evil.example",
    "https:///evil.example", "http://", "mailto:", "mailto:ana", "mailto:ana@", "ftp://a.example", "tel:1", "https://[", "x:y",
    "&#47;/evil.example", "\\\\evil.example",
])  # fmt: skip
def test_what_leads_to_no_other_site_is_no_link(to):
    assert "<a" not in html_of(f"[k]({to})")
    assert "k" in words_of(f"[k]({to})") and links_in(f"[k]({to})") == 0


def test_addresses_of_sites_and_mailboxes_are_links():
    for to in ("https://a.example", "HTTP://a.example:80/b?c#d", "mailto:ana@a.example", "https://例子.example/"):
        assert links_in(f"[k]({to})") == 1, to


def test_a_text_in_bare_words():
    assert words_of("# One & *two*\n\n- <b>\n- [d](https://d.example)\n\n> &lt;q&gt;") == "# One & two <b> d <q>"
    assert words_of("> \n\n- \n\n&#x200B;") == ""


def test_addresses_are_left_out_of_a_line():
    assert without_links("See https://a.example/b and www.b.org, or me@c.org!") == "See … and …, or …!"
    assert without_links("10:30, a.b: nothing") == "10:30, a.b: nothing"
