"""`sarai people link`: a file of records in, people out; nothing is stored."""

import json
from io import StringIO

from django.core.management import call_command

TABLE = """\
id,name,email,organisation,city,country
a1,Ana Diaz Lopez,ana.diaz@lima.example,Lima Council,Lima,Peru
b2,A. Diaz,ANA.DIAZ@lima.example,,Lima,Peru
c3,Ana Diaz Lopez,,,,Spain
"""


def test_an_address_links_by_itself_and_a_name_does_not(tmp_path):
    path = tmp_path / "people.csv"
    path.write_text(TABLE, encoding="utf-8")
    out = StringIO()
    call_command("people", "link", str(path), "--json", stdout=out)
    answer = json.loads(out.getvalue())
    assert answer["automatic"] == [["a1", "b2", 1.0]]
    assert answer["people"] == [["a1", "b2"]]
    assert answer["review"] == []
