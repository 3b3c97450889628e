"""Text that other programs spoilt."""

import pytest

from sarai.network.places.mending import mended


@pytest.mark.parametrize(
    ("spoilt", "whole"),
    [
        ("S\u00c3\u00a3o Paulo", "São Paulo"),
        ("Medell\u00c3\u00adn", "Medellín"),
        ("\u00c3\u0192\u00c2\u00a3", "ã"),
        ("\u00e6\u00b7\u00b1\u00e5\u0153\u00b3", "深圳"),
        ("РњРѕСЃРєРІР°", "Москва"),
        ("Curitiba\u00c2 ", "Curitiba "),
        ("Bogot&aacute;", "Bogotá"),
        ("C\\u00f3rdoba", "Córdoba"),
        ("Quer%C3%A9taro", "Querétaro"),
        ("C\ufffdcuta", "Ccuta"),
        ("Medell?n", "Medelln"),
    ],
)
def test_spoilt_text_is_mended(spoilt: str, whole: str) -> None:
    assert mended(spoilt) == whole


@pytest.mark.parametrize(
    "text",
    [
        "São Paulo",
        "Đà Nẵng",
        "Кіровоград",
        "Ağrı",
        "Þingeyri",
        "SÃO",
        "100%",
        "50%25 of Lima?Peru",
        "R&D",
        "T&T",
        "北京",
        "",
    ],
)
def test_sound_text_is_left_alone(text: str) -> None:
    assert mended(text) == text.replace("%25", "%")
