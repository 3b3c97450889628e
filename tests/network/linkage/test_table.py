import pytest

from sarai.network.linkage import UnreadableTableError, read_csv, read_labelled


def written(tmp_path, text, encoding="utf-8"):
    file = tmp_path / "people.csv"
    file.write_bytes(text.encode(encoding))
    return file


def test_columns_are_known_by_many_names(tmp_path):
    file = written(
        tmp_path,
        "ID,First Name,Last name,E-mail,Affiliation,Town,Country,Sex\n7,Ana,Lima,a@b.test,UN,Recife,Brazil,F\n",
    )
    (record,) = read_csv(file)
    assert (record.id, record.name, record.email) == (7, "Ana Lima", "a@b.test")
    assert (record.organisation, record.city, record.country, record.gender) == ("UN", "Recife", "BR", "F")


def test_a_whole_name_goes_before_its_parts(tmp_path):
    file = written(tmp_path, "name;first_name;last_name\nAna Lima;A.;L.\n;Rui;Sá\n")
    assert [record.name for record in read_csv(file)] == ["Ana Lima", "Rui Sá"]


def test_without_numbers_for_ids_the_rows_are_numbered_and_remembered(tmp_path):
    records, labels = read_labelled(written(tmp_path, "id\tname\nP-1\tAna\n\nP-2\tRui\n", "utf-16"))
    assert [record.id for record in records] == [1, 2]
    assert labels == {1: "P-1", 2: "P-2"}


def test_a_mark_at_the_start_and_a_country_nobody_knows_are_borne(tmp_path):
    (record,) = read_csv(written(tmp_path, "Name,country\nAna,Atlantis\n", "utf-8-sig"))
    assert (record.name, record.country) == ("Ana", "Atlantis")


def test_an_id_that_comes_twice_is_refused(tmp_path):
    with pytest.raises(UnreadableTableError, match="“3” comes twice"):
        read_csv(written(tmp_path, "id,name\n3,Ana\n3,Rui\n"))


@pytest.mark.parametrize("text", ["", "price,weight\n1,2\n"])
def test_a_table_without_people_is_refused(tmp_path, text):
    with pytest.raises(UnreadableTableError, match="No column of names"):
        read_csv(written(tmp_path, text))
