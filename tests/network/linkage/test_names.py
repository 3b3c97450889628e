import pytest

from sarai.network.linkage.names import parse_name, skeleton


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Maria Silva", "SILVA, Maria"),
        ("Dr. Mohamed Ali", "Muhammad Ali"),
        ("Md. Rahman", "Mohammed Rehman"),
        ("José Pérez", "Pepe Perez"),
        ("H.E. Amina Bello", "Aminata Bello"),
        ("Prof. Eng. Juan de la Cruz", "Juan Cruz"),
        ("De la Cruz, Juan", "Juan Cruz"),
        ("Ali bin Omar", "Omar Ali"),
        ("Francisco Gómez Ruiz", "Paco Gomez Ruiz"),
        ("王小明", "Xiaoming Wang"),
        ("欧阳娜娜", "Nana Ouyang"),
        ("김민준", "Minjun Kim"),
        ("Нурлан Абдуллаев", "Nurlan Abdullaev"),
        ("Ana Souza (external)", "Ana Souza"),
        ("João Lima Filho", "Joao Lima Junior"),
        ("Pedro Alves, PhD", "Alves Pedro"),
        ("Pedro Alves2", "Pedro Alves"),
        ("Pedro Alves 2", "Pedro Alves"),
    ],
)
def test_one_name_written_in_two_ways_has_one_key(one, other):
    assert parse_name(one).key == parse_name(other).key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Maria Silva", "Mario Silva"),
        ("Joao Lima", "Joao Lima Filho"),
        ("He Wei", "Wei"),
        ("Huang Bin", "Huang"),
        ("Sri Wahyuni", "Wahyuni"),
        ("Maryam Khan", "Maria Khan"),
        ("N323 L323", "N17 L17"),
        ("P 1", "P 2"),
    ],
)
def test_two_names_keep_two_keys(one, other):
    assert parse_name(one).key != parse_name(other).key


def test_a_title_alone_is_kept_as_the_name():
    assert parse_name("Doctor").tokens == ("doctor",)


@pytest.mark.parametrize("written", ["", "  ", "---", "12345"])
def test_no_name_has_a_blank_key(written):
    assert parse_name(written).key == ""


def test_letters_find_a_given_name_that_is_written_apart():
    assert parse_name("Xiao Ming Wang").letters == parse_name("Wang Xiaoming").letters != ""


def test_a_skeleton_hears_what_spelling_hides():
    assert skeleton("yousuf")[1:] == skeleton("yusef")[1:]
    assert parse_name("Tadeusz Kowalchuk").skeleton == parse_name("Tadeus Kovalshuk").skeleton
    assert skeleton("maria") != skeleton("marta")
