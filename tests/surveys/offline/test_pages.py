"""Pages that a browser makes by itself are those that the server makes; and what is typed is understood the same."""

import pytest

from sarai.surveys import pages
from sarai.surveys.answering import Engine
from sarai.surveys.offline import definition, words
from sarai.surveys.questionnaire.publishing import publish
from tests.surveys.answering.making import NOW
from tests.surveys.forms import NEEDS
from tests.surveys.questionnaire.workbooks import workbook
from tests.surveys.respondents import CITY

pytestmark = pytest.mark.browser

KINDS = """
| survey   | type                | name    | label::English (en)       | label::العربية (ar)   | hint::English (en) | guidance_hint::English (en) | appearance   | parameters            | relevant | readonly | calculation | required | default |
|          | text                | a       | *A* text with `<b>`       | نص                    | A hint & more      | # Guidance\\nin lines       |              |                       |          |          |             | yes      | x"y     |
|          | text                | b       | Several lines             | سطور                  |                    |                             | multiline    | rows=6                |          |          |             |          |         |
|          | text                | c       | Numbers, as text          | أرقام                 |                    |                             | numbers      |                       |          |          |             |          |         |
|          | text                | d       | Hidden                    | مخفي                  |                    |                             | masked       |                       |          |          |             |          |         |
|          | decimal             | e       | A number                  | رقم                   |                    |                             |              |                       |          |          |             |          | 1.5     |
|          | range               | f       | A long range              | مدى                   |                    |                             |              | start=0 end=100 step=5 |         |          |             |          | 12      |
|          | range               | g       | A short range             | مدى                   |                    |                             |              | start=1 end=5 step=1  |          |          |             |          | 3       |
|          | date                | h       | A year                    | سنة                   |                    |                             | year         |                       |          |          |             |          | 2020-01-01 |
|          | date                | i       | A month                   | شهر                   |                    |                             | month-year   |                       |          |          |             |          | 2020-05-01 |
|          | time                | j       | A time                    | وقت                   |                    |                             |              |                       |          |          |             |          |         |
|          | dateTime            | k       | A moment                  | لحظة                  |                    |                             |              |                       |          |          |             |          |         |
|          | select_one c        | l       | Minimal                   | أقل                   |                    |                             | minimal      |                       |          |          |             |          | two     |
|          | select_one c        | m       | Search                    | بحث                   |                    |                             | autocomplete |                       |          |          |             |          | one     |
|          | select_one c        | n       | A row                     | صف                    |                    |                             | likert       |                       |          |          |             |          | two     |
|          | select_multiple c   | o       | Several                   | عدة                   |                    |                             |              |                       |          |          |             |          | one two |
|          | rank c              | p       | Ranked                    | ترتيب                 |                    |                             |              |                       |          |          |             |          | two one |
|          | geopoint            | q       | A place                   | مكان                  |                    |                             |              |                       |          |          |             |          | 1 2 0 0 |
|          | geotrace            | r       | A way                     | طريق                  |                    |                             |              |                       |          |          |             |          |         |
|          | file                | s       | A file                    | ملف                   |                    |                             |              |                       |          |          |             |          |         |
|          | acknowledge         | t       | Agreed?                   | موافق؟                |                    |                             |              |                       |          |          |             | yes      |         |
|          | integer             | u       | Read only ${e}            | للقراءة               |                    |                             |              |                       |          | yes      | 2 + 2       |          |         |
|          | note                | v       | **Note**: ${a}\\n\\nMore. | ملاحظة                |                    |                             |              |                       |          |          |             |          |         |
|          | barcode             | w       | A code                    | رمز                   |                    |                             |              |                       |          |          |             |          |         |
| choices  | list_name           | name    | label::English (en)       | label::العربية (ar)   |                    |                             |              |                       |          |          |             |          |         |
|          | c                   | one     | The *first*               | الأول                 |                    |                             |              |                       |          |          |             |          |         |
|          | c                   | two     | The second                | الثاني                |                    |                             |              |                       |          |          |             |          |         |
|          | c                   | three   | The third <i>             | الثالث                |                    |                             |              |                       |          |          |             |          |         |
| settings | form_title          | form_id | version                   | default_language      |                    |                             |              |                       |          |          |             |          |         |
|          | Kinds               | kinds   | 1                         | English (en)          |                    |                             |              |                       |          |          |             |          |         |
"""
ANSWERED = {
    "city": b"""<data id="city" version="1"><email>a@b.example</email><country>KE</country><city>mombasa</city>
      <tasks><needs>health other</needs><staff>3</staff></tasks><support>people money</support><since>2019-01-02</since>
      <partner><partner_city>Aswan</partner_city></partner><partner/><meta><instanceID>uuid:1</instanceID></meta></data>""",
    "wrong": b"""<data id="city" version="1"><country>KE</country><city>aswan</city><tasks><needs>health other transport</needs>
      <staff>-3</staff><ready>9</ready></tasks><since>soon</since><where>95 2 0 0</where></data>""",
}
FORMS = {"city": CITY, "wrong": CITY, "needs": NEEDS, "kinds": KINDS}


@pytest.mark.parametrize("language", ["English (en)", "العربية (ar)"])
@pytest.mark.parametrize("name", FORMS)
def test_the_pages_are_the_same(bare, name, language) -> None:
    engine = Engine(publish(workbook(FORMS[name]), "form.xlsx").form)
    sitting = pages.begin(engine, now=NOW, language=language)
    if name in ANSWERED:
        sitting = pages.resume(engine, ANSWERED[name], now=NOW, language=language)
    faults = {one.name: one.sentence for one in pages.problems(sitting)}
    shown = [
        pages.show(sitting, page, faults=faults)
        for page in pages.pages_of(sitting.state)
        if not pages.is_empty(sitting.state, page)
    ]
    made = [str(pages.Writer("/media/").write(one.blocks)) for one in shown]
    found = bare.evaluate(
        "given => probe.pages(...given)",
        [definition(engine), sitting.xml().decode(), language, words(["en"])["en"], made],
    )
    assert len(found["ours"]) == len(found["servers"])
    for ours, servers in zip(found["ours"], found["servers"], strict=True):
        assert ours.split("\n") == servers.split("\n")
    assert [tuple(line) for line in found["lines"]] == [
        (str(line.label), line.answer, line.page, line.anchor) for line in pages.overview(sitting)
    ]
