"""Which encoding a text is in."""

import pytest

from sarai.evidence.reading import Unreadable
from tests.evidence.reading.files import opened, rows_of

LATIN = "Nombre,Ciudad\nJosé Pérez,Bogotá\nÁngela Núñez,Cañete\n"
HAN = "姓名,城市\n王小明,北京\n李雷,上海\n" * 3
CYRILLIC = "Имя,Город\nИван Петров,Москва\nАнна,Казань\nОльга Иванова,Ташкент\nСаид,Душанбе\n" * 5


@pytest.mark.parametrize("text", [LATIN, HAN, CYRILLIC, "Name,City\nAna,Suva\n", "الاسم,المدينة\nسارة,القاهرة\n"])
@pytest.mark.parametrize(
    ("codec", "name"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("utf-16", "UTF-16LE"),
        ("utf-16-le", "UTF-16LE"),
        ("utf-16-be", "UTF-16BE"),
    ],
)
def test_rule_2_unicode_encodings_with_and_without_mark(tmp_path, text, codec, name):
    book = opened(tmp_path, text.encode(codec))
    assert book.encoding == name
    assert [cells for _number, cells in rows_of(book)] == [line.split(",") for line in text.splitlines()]
    assert book.problems == ()


def test_rule_2_gb18030(tmp_path):
    book = opened(tmp_path, HAN.encode("gb18030"))
    assert book.encoding == "GB18030"
    assert rows_of(book)[1] == (2, ["王小明", "北京"])


def test_one_han_name_among_thousands_of_ascii_rows_is_still_found(tmp_path):
    text = "Name,City\n" + "Ana,Suva\n" * 200_000 + "王小明,北京\n"
    book = opened(tmp_path, text.encode("gb18030"))
    assert book.encoding == "GB18030"
    assert rows_of(book)[-1] == (200_002, ["王小明", "北京"])


def test_windows_1252_is_a_guess_that_is_said(tmp_path):
    book = opened(tmp_path, LATIN.encode("cp1252"))
    assert book.encoding == "Windows-1252"
    assert rows_of(book)[1] == (2, ["José Pérez", "Bogotá"])
    (problem,) = book.problems
    assert problem.severity == "warning"
    assert "read as Windows-1252" in problem.message


def test_another_alphabet_is_the_last_resort(tmp_path):
    book = opened(tmp_path, CYRILLIC.encode("cp1251"))
    assert rows_of(book)[1] == (2, ["Иван Петров", "Москва"])
    assert "CP1251" in book.problems[0].message


def test_a_bad_byte_in_the_middle_of_utf_8_is_refused_with_its_line(tmp_path):
    content = LATIN.encode() + b"Ana\xff,Suva\n" + LATIN.encode()
    with pytest.raises(Unreadable, match="Line 4 holds a byte that is not UTF-8") as refusal:
        opened(tmp_path, content)
    assert refusal.value.where == ("file.csv", 4)


def test_a_bad_byte_beyond_the_first_megabyte_is_found(tmp_path):
    content = LATIN.encode() * 30_000
    with pytest.raises(Unreadable, match=r"Line 90001 "):
        opened(tmp_path, content + b"\xe9,x\n" + LATIN.encode())


def test_text_that_ends_within_a_character_was_cut_short(tmp_path):
    with pytest.raises(Unreadable, match="Line 4 ends in the middle of a character"):
        opened(tmp_path, (LATIN + "Ñ").encode()[:-1])
    with pytest.raises(Unreadable, match="ends in the middle of a character"):
        opened(tmp_path, LATIN.encode("utf-16")[:-1])


def test_a_byte_order_mark_is_a_promise(tmp_path):
    with pytest.raises(Unreadable, match="Line 2 holds a byte that is not UTF-8"):
        opened(tmp_path, b"\xef\xbb\xbfName\nJos\xe9\nA\n")


def test_stray_nul_bytes_are_left_out_and_said(tmp_path):
    book = opened(tmp_path, b"Name,City\nAna\x00,Suva\n" + b"Ben,Apia\n" * 10)
    assert rows_of(book)[1] == (2, ["Ana", "Suva"])
    (problem,) = book.problems
    assert problem.where == ("file.csv", 2)
    assert "NUL" in problem.message
