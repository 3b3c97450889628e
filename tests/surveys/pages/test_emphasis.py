"""Emphasis in the texts of a form, and nothing else of HTML."""

import pytest

from sarai.surveys.pages.emphasis import block, inline


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("plain", "plain"),
        ("**bold** and *leaning*", "<strong>bold</strong> and <em>leaning</em>"),
        ("__bold__ and _leaning_", "<strong>bold</strong> and <em>leaning</em>"),
        ("snake_case_name and 2 * 3 * 4", "snake_case_name and 2 * 3 * 4"),
        ("# Title", "<strong>Title</strong>"),
        ("one\ntwo", "one<br>two"),
        ("one<br/>two", "one<br>two"),
        ('<span style="color:red">red</span> & <b>blue', "red &amp; blue"),
        ("1 < 2 and 3 > 2", "1 &lt; 2 and 3 &gt; 2"),
        (
            "[site](https://a.example/x_y_z?a=1&b=2)",
            '<a href="https://a.example/x_y_z?a=1&amp;b=2" target="_blank" rel="noopener nofollow">site</a>',
        ),
        ("[x](javascript:alert(1))", "[x](javascript:alert(1))"),
        (
            '[x](https://a.example/"onclick="y)',
            '<a href="https://a.example/&quot;onclick=&quot;y" target="_blank" rel="noopener nofollow">x</a>',
        ),
        ("<script>alert(1)</script>", "alert(1)"),
        ("<<b>script>", "&lt;script&gt;"),
        ("**لماذا؟**", "<strong>لماذا؟</strong>"),
    ],
)
def test_a_label(text, html):
    assert inline(text) == html


def test_a_note_has_headings_and_paragraphs():
    assert block("# About\nOne\ntwo\n\n*Three*") == "<h3>About</h3><p>One<br>two</p><p><em>Three</em></p>"
    assert block("") == ""


@pytest.mark.parametrize("mark", ["*", "_", "**", "[", "[](", "<", "#", "[a](https://"])
def test_many_marks_take_no_time_to_speak_of(mark):
    assert inline(mark * 20_000)
    assert block(mark * 20_000)
