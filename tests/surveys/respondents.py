"""Somebody who answers on a survey's page, in a browser without scripts, and the forms that they are asked to answer."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html import unescape
from html.parser import HTMLParser

from django.test import Client

from sarai.surveys.actions import publish_version
from sarai.surveys.models import Draft, Survey
from tests.surveys.questionnaire.workbooks import workbook

NOW = datetime(2020, 6, 1, 9, tzinfo=UTC)

CITY = """
| survey   | type                     | name     | label::English (en)          | label::العربية (ar)         | hint::English (en) | hint::العربية (ar) | role          | required | required_message::English (en) | required_message::العربية (ar) | relevant       | constraint             | constraint_message::English (en) | constraint_message::العربية (ar) | choice_filter        | appearance | parameters            |
|          | note                     | hello    | **Thank you** for your time. | **شكرا** على وقتك.          |                    |                    |               |          |                                |                                |                |                        |                                  |                                  |                      |            |                       |
|          | text                     | name     | Your name                    | اسمك                        |                    |                    | person.name   |          |                                |                                |                |                        |                                  |                                  |                      |            |                       |
|          | text                     | email    | Your e-mail                  | بريدك الإلكتروني            | We write once.     | نكتب مرة واحدة.    | person.email  | yes      | We need an address.            | نحتاج إلى عنوان.               |                |                        |                                  |                                  |                      |            |                       |
|          | select_one countries     | country  | Your country                 | بلدك                        |                    |                    | place.country | yes      |                                |                                |                |                        |                                  |                                  |                      |            |                       |
|          | select_one cities        | city     | Your city                    | مدينتك                      |                    |                    | place.city    | yes      |                                |                                |                |                        |                                  |                                  | country = ${country} |            |                       |
|          | begin_group              | tasks    | Your city's work             | عمل مدينتك                  |                    |                    |               |          |                                |                                |                |                        |                                  |                                  |                      | field-list |                       |
|          | select_multiple themes   | needs    | What does it need most?      | ما الذي تحتاجه أكثر؟        | At most two.       | اثنان على الأكثر.  | need.priority | yes      |                                |                                |                | count-selected(.) <= 2 | Two at most, please.             | اثنان على الأكثر من فضلك.        |                      |            |                       |
|          | text                     | other    | Which other need?            | أي حاجة أخرى؟               |                    |                    |               |          |                                |                                | selected(${needs}, 'other') |           |                                  |                                  |                      |            |                       |
|          | integer                  | staff    | How many staff?              | كم عدد الموظفين؟            |                    |                    |               |          |                                |                                |                | . >= 0                 | Not less than none.              | ليس أقل من صفر.                  |                      |            |                       |
|          | range                    | ready    | How ready is it?             | ما مدى استعدادها؟           |                    |                    |               |          |                                |                                |                |                        |                                  |                                  |                      |            | start=0 end=5 step=1  |
|          | end_group                |          |                              |                             |                    |                    |               |          |                                |                                |                |                        |                                  |                                  |                      |            |                       |
|          | rank support             | support  | Which support first?         | أي دعم أولا؟                |                    |                    | wish.support  |          |                                |                                |                |                        |                                  |                                  |                      |            |                       |
|          | date                     | since    | Member since                 | عضو منذ                     |                    |                    |               |          |                                |                                |                | . <= today()           |                                  |                                  |                      |            |                       |
|          | geopoint                 | where    | Where is the town hall?      | أين مبنى البلدية؟           |                    |                    |               |          |                                |                                |                |                        |                                  |                                  |                      |            |                       |
|          | begin_repeat             | partner  | Partner                      | شريك                        |                    |                    |               |          |                                |                                | ${staff} > 2   |                        |                                  |                                  |                      |            |                       |
|          | text                     | partner_city | Partner city             | المدينة الشريكة             |                    |                    | wish.partner_city | yes  |                                |                                |                |                        |                                  |                                  |                      |            |                       |
|          | end_repeat               |          |                              |                             |                    |                    |               |          |                                |                                |                |                        |                                  |                                  |                      |            |                       |
|          | image                    | photo    | A picture of it              | صورة لها                    |                    |                    |               |          |                                |                                |                |                        |                                  |                                  |                      |            |                       |
|          | text                     | remarks  | Anything else?               | هل من شيء آخر؟              |                    |                    |               |          |                                |                                |                |                        |                                  |                                  |                      | multiline  |                       |
|          | acknowledge              | agree    | We may count this.           | يمكننا احتساب هذا.          |                    |                    | consent.survey |         |                                |                                |                |                        |                                  |                                  |                      |            |                       |
| choices  | list_name                | name     | label::English (en)          | label::العربية (ar)         | country            |                    |               |          |                                |                                |                |                        |                                  |                                  |                      |            |                       |
|          | countries                | KE       | Kenya                        | كينيا                       |                    |                    |               |          |                                |                                |                |                        |                                  |                                  |                      |            |                       |
|          | countries                | EG       | Egypt                        | مصر                         |                    |                    |               |          |                                |                                |                |                        |                                  |                                  |                      |            |                       |
|          | cities                   | nairobi  | Nairobi                      | نيروبي                      | KE                 |                    |               |          |                                |                                |                |                        |                                  |                                  |                      |            |                       |
|          | cities                   | mombasa  | Mombasa                      | مومباسا                     | KE                 |                    |               |          |                                |                                |                |                        |                                  |                                  |                      |            |                       |
|          | cities                   | aswan    | Aswan                        | أسوان                       | EG                 |                    |               |          |                                |                                |                |                        |                                  |                                  |                      |            |                       |
|          | themes                   | health   | Public health                | الصحة العامة                |                    |                    |               |          |                                |                                |                |                        |                                  |                                  |                      |            |                       |
|          | themes                   | transport | Transport                   | النقل                       |                    |                    |               |          |                                |                                |                |                        |                                  |                                  |                      |            |                       |
|          | themes                   | other    | Something else               | شيء آخر                     |                    |                    |               |          |                                |                                |                |                        |                                  |                                  |                      |            |                       |
|          | support                  | training | Training                     | تدريب                       |                    |                    |               |          |                                |                                |                |                        |                                  |                                  |                      |            |                       |
|          | support                  | money    | Money                        | مال                         |                    |                    |               |          |                                |                                |                |                        |                                  |                                  |                      |            |                       |
|          | support                  | people   | People                       | أشخاص                       |                    |                    |               |          |                                |                                |                |                        |                                  |                                  |                      |            |                       |
| settings | form_title               | form_id  | version                      | default_language            |                    |                    |               |          |                                |                                |                |                        |                                  |                                  |                      |            |                       |
|          | City survey              | city     | 1                            | English (en)                |                    |                    |               |          |                                |                                |                |                        |                                  |                                  |                      |            |                       |
"""

LEANING = """
| survey   | type                     | name     | label::English (en)  | label::Español (es) | appearance |
|          | select_one c             | colour   | Which colour?        | ¿Qué color?         | minimal    |
|          | text                     | why      | Why?                 | ¿Por qué?           |            |
| choices  | list_name                | name     | label::English (en)  | label::Español (es) |            |
|          | c                        | red      | Red                  | Rojo                |            |
|          | c                        | blue     | Blue                 | Azul                |            |
| settings | form_title               | form_id  | version              | default_language    |            |
|          | Colours                  | colours  | 1                    | English (en)        |            |
"""


def ask(sheets: str = CITY, slug: str = "city", files: dict[str, bytes] | None = None, **said: object) -> Survey:
    """A survey that asks a form."""
    survey = Survey.objects.create(slug=slug, title="Cities and their needs", timezone="Asia/Seoul", **said)
    publish_version(survey=survey, data=workbook(sheets), name="form.xlsx", by="Team", at=NOW, files=files)
    survey.refresh_from_db()
    return survey


class _Form(HTMLParser):
    """The fields of a page and what they hold, as a browser would send them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.fields: dict[str, list[str]] = {}
        self.offered: dict[str, list[str]] = {}
        self.buttons: list[str] = []
        self._select = self._area = ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        name, value = given.get("name") or "", given.get("value") or ""
        if tag == "button" and name == "go":
            self.buttons.append(value)
        elif tag == "input" and name and given.get("type") in ("radio", "checkbox"):
            self.offered.setdefault(name, []).append(value)
            if "checked" in given:
                self.fields.setdefault(name, []).append(value)
        elif tag == "input" and name and given.get("type") != "file":
            self.fields.setdefault(name, []).append(value)
        elif tag == "select":
            self._select = name
            self.fields[name] = [""]
        elif tag == "option" and self._select:
            self.offered.setdefault(self._select, []).append(value)
            if "selected" in given:
                self.fields[self._select] = [value]
        elif tag == "textarea":
            self._area = name
            self.fields[name] = [""]

    def handle_endtag(self, tag):
        if tag == "select":
            self._select = ""
        elif tag == "textarea":
            self._area = ""

    def handle_data(self, data):
        if self._area:
            self.fields[self._area] = [data.removeprefix("\n")]


class Respondent:
    """A person with a browser. `page` is what it shows now; `url` is where it is."""

    def __init__(self, slug: str = "city", **headers: str) -> None:
        self.client = Client(headers=headers or None)
        self.slug, self.url, self.page, self.status = slug, "", "", 0

    def go(self, url: str) -> Respondent:
        """Open an address."""
        return self._see(self.client.get(url, follow=True), url)

    def begin(self, language: str = "", at: str = "") -> Respondent:
        """Open the survey and press the button."""
        self.go(at or f"/s/{self.slug}/")
        return self.send(self.url, {"language": language} if language else {})

    def send(self, url: str, fields: dict) -> Respondent:
        return self._see(self.client.post(url, fields, follow=True), url)

    def _see(self, response, url: str) -> Respondent:
        self.response = response
        self.url = response.redirect_chain[-1][0] if response.redirect_chain else url
        self.status, self.page = response.status_code, response.content.decode()
        return self

    def fill(self, go: str = "next", **answers: object) -> Respondent:
        """Answer questions of the page, by the last name of their paths or by `path__name`, and press a button."""
        form = self.form
        fields = dict(form.fields)
        for name, value in answers.items():
            fields[self.field(name)] = value
        return self.send(self.url.partition("#")[0], fields | {"go": go})

    def field(self, name: str) -> str:
        if name.startswith("/"):
            return name
        known = [*self.form.fields, *self.form.offered]
        return next((each for each in known if each.rpartition("/")[2] == name), f"/data/{name}")

    @property
    def form(self) -> _Form:
        return _Form(self.page)

    @property
    def text(self) -> str:
        """The words of the page."""
        inside = self.page.partition("<main")[2].partition(">")[2]
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", inside)).split())

    @property
    def draft(self) -> Draft:
        return Draft.objects.get()

    @property
    def names(self) -> list[str]:
        """The questions of the page, by the last names of their paths."""
        return [path.rpartition("/")[2] for path in re.findall(r'data-path="([^"]+)"', self.page)]
