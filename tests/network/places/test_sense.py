"""What typed places say, however they are written: decisions hold for that and for nothing else."""

import pytest

from sarai.network.places import Gazetteer


@pytest.mark.parametrize(
    ("one", "others"),
    [
        (
            ("Morelia, Mexico", ""),
            [("Morelia (México)", ""), ("MORELIA  MX", ""), ("morelia", "Mexique"), ("Mexico - Morelia", "MX")],
        ),
        (("St. Louis, USA", ""), [("Saint-Louis (United States)", ""), ("saint louis", "US")]),
        (("Santa Cruz, Bolivia", ""), [("Santa Cruz Bolivia", "")]),
        (("Goma, DRC", ""), [("Goma, Congo (Kinshasa)", ""), ("GOMA", "RDC")]),
        (("中国成都", ""), [("成都, 中国", ""), ("成都", "China")]),
        (("Mérida, Yucatán", ""), [("MÃ©rida (Yucatan)", ""), ("MERIDA YUCATAN", "")]),
        (("", "Kenya"), [(" - ", "KE")]),
    ],
)
def test_spellings_of_one_thing_have_one_sense(
    gazetteer: Gazetteer, one: tuple[str, str], others: list[tuple[str, str]]
) -> None:
    assert {gazetteer.sense(*other) for other in others} == {gazetteer.sense(*one)}


@pytest.mark.parametrize(
    "texts",
    [
        [("San José", ""), ("San José", "Costa Rica"), ("San José", "US"), ("San José, Uruguay", "")],
        [("Atlanta, Georgia", ""), ("Atlanta", "Georgia"), ("Atlanta", "")],
        [("San Jose, CA", ""), ("San Jose", "Canada"), ("San Jose", "US")],
        [("Mexico City", ""), ("City", "Mexico"), ("Mexico", "")],
        [("Recife PE", ""), ("Recife", "Peru")],
        [("Ward 101, Kenya", ""), ("Ward 102, Kenya", "")],
        [("San José", "Atlantis"), ("San José", "Avalon"), ("San José", "")],
        [("Nairobi, Kenya", "Uganda"), ("Nairobi", "Uganda"), ("Nairobi", "Kenya")],
        [("Singapore", ""), ("", "Singapore")],
        [("台州", ""), ("泰州", "")],
    ],
)
def test_different_places_have_different_senses(gazetteer: Gazetteer, texts: list[tuple[str, str]]) -> None:
    assert len({gazetteer.sense(*text) for text in texts}) == len(texts)
