"""A needs survey in two languages, with a question for every role that is counted, and answers to it."""

import pytest

from sarai.surveys.actions import receive
from tests.surveys.forms import NOW, filed, published

FORM = """
| survey   | type                      | name      | label::English (en)             | label::Español (es)          | role                   |
|          | text                      | email     | E-mail                          | Correo                       | person.email           |
|          | text                      | city      | City                            | Ciudad                       | place.city             |
|          | text                      | country   | Country                         | País                         | place.country          |
|          | text                      | kind      | Kind of organisation            | Tipo de organización         | organisation.type      |
|          | select_multiple needs     | needs     | What does it need most?         | ¿Qué necesita más?           | need.priority          |
|          | rank support              | support   | Which support first?            | ¿Qué apoyo primero?          | wish.support           |
|          | text                      | partner   | Which city would you work with? | ¿Con qué ciudad?             | wish.partner_city      |
|          | select_multiple goods     | goods     | Which goods?                    | ¿Qué bienes?                 | goods.item             |
|          | select_one learned        | learned   | Did you learn something?        | ¿Aprendió algo?              | knowledge.gain         |
|          | integer                   | scale     | How much, from 1 to 5?          | ¿Cuánto, de 1 a 5?           | knowledge.gain         |
|          | select_one interest       | interest  | Shall we work together?         | ¿Trabajamos juntos?          | collaboration.interest |
|          | select_multiple needs     | offers    | What can it offer?              | ¿Qué puede ofrecer?          | offer.theme            |
|          | select_one interest       | contact   | May we call you?                | ¿Podemos llamarle?           | consent.contact        |
| choices  | list_name                 | name      | label::English (en)             | label::Español (es)          |                        |
|          | needs                     | health    | public health                   | salud pública                |                        |
|          | needs                     | tourism   | tourism                         | turismo                      |                        |
|          | needs                     | transport | transport                       | transporte                   |                        |
|          | needs                     | other     | other                           | otra                         |                        |
|          | support                   | training  | training                        | capacitación                 |                        |
|          | support                   | money     | money                           | dinero                       |                        |
|          | support                   | advice    | advice                          | asesoría                     |                        |
|          | goods                     | surgical_masks | surgical masks             | mascarillas                  |                        |
|          | goods                     | gloves    | gloves                          | guantes                      |                        |
|          | learned                   | strongly_agree | strongly agree             | muy de acuerdo               |                        |
|          | learned                   | neutral   | neither                         | ni uno ni otro               |                        |
|          | interest                  | yes       | yes                             | sí                           |                        |
|          | interest                  | not_now   | not now                         | ahora no                     |                        |
| settings | form_title                | form_id   | version                         | default_language             |                        |
|          | Needs                     | cities    | 1                               | English (en)                 |                        |
"""
PEOPLE = (
    {
        "email": "ana@x.example", "city": "CDMX", "country": "Mexico", "kind": "Local government", "needs": "health tourism",
        "support": "training money advice", "partner": "洛阳", "goods": "surgical_masks gloves", "learned": "strongly_agree",
        "interest": "yes", "offers": "transport", "contact": "yes",
    },
    {
        "email": "bo@x.example", "city": "cdmx", "country": "Mexico", "kind": "Municipality", "needs": "health other",
        "support": "training advice money", "partner": "Luoyang", "goods": "surgical_masks", "scale": "4",
        "interest": "yes", "contact": "not_now",
    },
    {
        "email": "cy@x.example", "city": "Suva", "country": "Fiji", "kind": "University", "needs": "health tourism other",
        "support": "money", "partner": "China", "learned": "neutral", "scale": "3", "interest": "not_now", "offers": "transport other", "contact": "yes",
    },
    {"email": "di@x.example", "country": "Fiji", "kind": "", "needs": "tourism transport other", "partner": "Dunhuang"},
)  # fmt: skip


def sent(survey, number, at=NOW, meta="", **said):
    """A submission, not filed yet."""
    inside = "".join(f"<{name}>{text}</{name}>" for name, text in said.items())
    xml = f'<data id="cities" version="1">{inside}<meta><instanceID>uuid:{number}</instanceID>{meta}</meta></data>'
    return receive(survey=survey, xml=xml.encode(), door="openrosa", at=at, test=said.pop("test", False)).submission


@pytest.fixture
def asked_cities(countries):
    """A survey that four people answered, Ana twice."""
    survey = published("cities", FORM)
    for number, person in enumerate((*PEOPLE, PEOPLE[0])):
        assert sent(survey, number, **person).violations == []
    filed()
    return survey
