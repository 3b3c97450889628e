"""Folding: what must have one key, and what must not."""

import pytest

from sarai.network.places.folding import key, tokens


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("São Paulo", "sao paulo"),
        ("St. Louis", "Saint-Louis"),
        ("Sta. Rosa", "SANTA ROSA"),
        ("Huai'an", "Huai’an"),
        ("Sana'a", "Sanaa"),
        ("Cd. Juárez", "Ciudad Juarez"),
        ("İzmir", "IZMIR"),
        ("Diyarbakır", "Diyarbakir"),
        ("Łódź", "Lodz"),
        ("T&T", "T and T"),
        ("فیصل آباد", "فيصل‌آباد"),
        ("كراچی", "کراچي"),
        ("עַזָּה", "עזה"),
        ("गाज़ियाबाद", "गाजियाबाद"),
        ("Αθήνα", "ΑΘΗΝΑ"),
        ("서울", "서울"),
        ("臺灣", "台湾"),
        ("広島", "广岛"),
    ],
)
def test_one_key(one: str, other: str) -> None:
    assert key(one) == key(other)


@pytest.mark.parametrize(("one", "other"), [("काठमाडौं", "काठमाड"), ("苏州", "台州"), ("Lima", "Lama"), ("เมือง", "มอง")])
def test_other_key(one: str, other: str) -> None:
    assert key(one) != key(other)


@pytest.mark.parametrize("text", ["", "   ", "…!?", "🙂", "\x00", "٫"])
def test_nothing_has_no_key(text: str) -> None:
    assert key(text) == ""


def test_tokens_keep_capitals() -> None:
    assert [(word.raw, word.folded, word.is_code) for word in tokens("KTM St. é")] == [
        ("KTM", "ktm", True),
        ("St", "saint", False),
        ("e", "e", False),
    ]
