"""A questionnaire that the tests of the doors, the filing and the tables stand on, and answers to it."""

from datetime import UTC, datetime

from sarai.surveys.actions import file_submissions, publish_version, receive
from sarai.surveys.models import Submission, Survey
from tests.surveys.questionnaire.workbooks import workbook

NOW = datetime(2020, 6, 1, 9, tzinfo=UTC)

NEEDS = """
| survey   | type                      | name     | label::English (en)     | label::Español (es)      | role             | required | relevant | constraint |
|          | text                      | name     | Your name               | Su nombre                | person.name      |          |          |            |
|          | text                      | email    | Your e-mail             | Su correo                | person.email     | yes      |          |            |
|          | select_one gender         | gender   | Gender                  | Género                   | person.gender    |          |          |            |
|          | text                      | city     | Your city               | Su ciudad                | place.city       |          |          |            |
|          | text                      | country  | Your country            | Su país                  | place.country    |          |          |            |
|          | select_multiple themes    | needs    | What does it need most? | ¿Qué necesita más?       | need.priority    | yes      |          | count-selected(.) <= 2 |
|          | rank support              | support  | Which support first?    | ¿Qué apoyo primero?      | wish.support     |          |          |            |
|          | integer                   | staff    | How many staff?         | ¿Cuánto personal?        |                  |          |          | . >= 0     |
|          | text                      | why      | Why?                    | ¿Por qué?                |                  |          | ${staff} > 100 |      |
|          | acknowledge               | agree    | We may count this.      | Podemos contarlo.        | consent.survey   |          |          |            |
|          | begin_repeat              | partner  | Partner                 | Socia                    |                  |          |          |            |
|          | text                      | partner_city | Partner city        | Ciudad socia             | wish.partner_city |         |          |            |
|          | end_repeat                |          |                         |                          |                  |          |          |            |
| choices  | list_name                 | name     | label::English (en)     | label::Español (es)      |                  |          |          |            |
|          | gender                    | female   | Female                  | Mujer                    |                  |          |          |            |
|          | gender                    | male     | Male                    | Hombre                   |                  |          |          |            |
|          | themes                    | health   | Public health           | Salud pública            |                  |          |          |            |
|          | themes                    | transport | Transport              | Transporte               |                  |          |          |            |
|          | themes                    | tourism  | Tourism                 | Turismo                  |                  |          |          |            |
|          | support                   | training | Training                | Capacitación             |                  |          |          |            |
|          | support                   | money    | Money                   | Dinero                   |                  |          |          |            |
| settings | form_title                | form_id  | version                 | default_language         |                  |          |          |            |
|          | Needs                     | needs    | 1                       | English (en)             |                  |          |          |            |
"""


def published(slug="needs", sheets=NEEDS, at=NOW, **said):
    """A survey with one version of its questionnaire."""
    survey = Survey.objects.create(slug=slug, title="Needs of cities", timezone="Asia/Seoul", **said)
    publish_version(survey=survey, data=workbook(sheets), name="needs.xlsx", by="Team", at=at)
    survey.refresh_from_db()
    return survey


def xml(instance="uuid:1", version="1", meta="", form="needs", **answers):
    """A submission; `partners` are cities of the repeat."""
    partners = "".join(
        f"<partner><partner_city>{city}</partner_city></partner>" for city in answers.pop("partners", ())
    )
    said = {"email": "ana@city.example", "needs": "health"} | answers
    inside = "".join(f"<{name}>{text}</{name}>" for name, text in said.items())
    told = f"<meta><instanceID>{instance}</instanceID>{meta}</meta>"
    return f'<data id="{form}" version="{version}">{inside}{partners}{told}</data>'.encode()


def sent(survey, *, at=NOW, language="", **answers):
    """A submission by OpenRosa, stored and not yet filed."""
    return receive(
        survey=survey, xml=xml(**answers), door=Submission.Door.OPENROSA, at=at, language=language
    ).submission


def filed(at=NOW):
    """File everything that waits."""
    return file_submissions(by="surveys", at=at)
