"""A questionnaire made for KoboToolbox, on its way: published, answered on a telephone without a network, answered by
an application, and found again as one person, two completions and a need on the city's page."""

import re
import subprocess
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import expect

from sarai.network.models import City
from sarai.surveys.actions import file_submissions
from sarai.surveys.models import Submission, Survey
from tests.browser import listened_to, log_in
from tests.surveys.forms import NOW
from tests.surveys.questionnaire.workbooks import workbook
from tests.surveys.xpath.javarosa import JavaForm, needs_java

pytestmark = [pytest.mark.browser, needs_java, pytest.mark.django_db(transaction=True)]
NAIROBI = 184745

# As KoboToolbox exports a form that was built there, with the one column of ours.
KOBO = """
| survey   | type                   | name        | label::English (en)     | label::Français (fr)         | label::العربية (ar)        | hint::English (en) | required | relevant | constraint | constraint_message::English (en) | appearance | role | $kuid | $autoname |
|          | start                  | start       |                         |                              |                            |  |  |  |  |  |  |  | a1 | start |
|          | end                    | end         |                         |                              |                            |  |  |  |  |  |  |  | a2 | end |
|          | begin_group            | group_who   | Who you are             | Qui vous êtes                | من أنت                     |  |  |  |  |  | field-list |  | a3 | group_who |
|          | text                   | Your_e_mail | Your e-mail             | Votre courriel               | بريدك الإلكتروني           | We write once. | true |  | regex(., '.+@.+') | That is no address. |  | person.email | a4 | Your_e_mail |
|          | text                   | Your_city   | Your city               | Votre ville                  | مدينتك                     |  | true |  |  |  |  | place.city | a5 | Your_city |
|          | text                   | Country     | Your country            | Votre pays                   | بلدك                       |  | false |  |  |  |  | place.country | a6 | Country |
|          | end_group              |             |                         |                              |                            |  |  |  |  |  |  |  |  |  |
|          | select_multiple needs  | What_needs  | What does it need most? | De quoi a-t-elle besoin ?    | ما الذي تحتاجه أكثر؟       |  | true |  | count-selected(.) <= 2 | Two at most. | minimal | need.priority | a7 | What_needs |
|          | text                   | Which_other | Which other?            | Quelle autre ?               | أي حاجة أخرى؟              |  | false | selected(${What_needs}, 'other') |  |  |  |  | a8 | Which_other |
| choices  | list_name              | name        | label::English (en)     | label::Français (fr)         | label::العربية (ar)        | $autovalue |  |  |  |  |  |  |  |  |
|          | needs                  | clean_water | clean water             | eau propre                   | مياه نظيفة                 | clean_water |  |  |  |  |  |  |  |  |
|          | needs                  | transport   | public transport        | transports publics           | النقل العام                | transport |  |  |  |  |  |  |  |  |
|          | needs                  | other       | other                   | autre                        | أخرى                       | other |  |  |  |  |  |  |  |  |
| settings | id_string              | form_title  | version                 | default_language             | style                      |  |  |  |  |  |  |  |  |  |
|          | aKoboForm              | Our needs   | vN1                     | English (en)                 | pages theme-grid           |  |  |  |  |  |  |  |  |  |
"""
OPENROSA = {"X-OpenRosa-Version": "1.0"}


@pytest.fixture
def page(phone, live_server):
    """The programme team's own window, beside the telephone."""
    return listened_to(phone.context.browser.new_context(base_url=live_server.url).new_page())


def fetch(url: str) -> str:
    """What an application on a telephone gets from an address."""
    with urlopen(Request(url, headers=OPENROSA)) as response:
        assert response.headers["X-OpenRosa-Version"] == "1.0"
        return response.read().decode()


def publish(page, tmp_path) -> Survey:
    """Somebody of the team begins a survey, and publishes what they brought from KoboToolbox."""
    log_in(page, "tara@example.org")
    page.goto("/new-survey/")
    page.get_by_label("Title", exact=True).fill("Our needs")
    page.get_by_label("Name in addresses").fill("our-needs")
    page.get_by_role("button", name="Save").click()
    form = tmp_path / "aKoboForm.xlsx"
    form.write_bytes(workbook(KOBO))
    page.get_by_label("The questionnaire (XLSForm)").set_input_files(form)
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("status")).to_contain_text("Version vN1 is published")
    return Survey.objects.get(slug="our-needs")


def field(phone, name):
    return phone.locator(f'[data-path$="/{name}"]')


def answer_in_arabic(phone) -> None:
    """On a telephone: opened with a network, answered and sent without one; it goes when the network is back."""
    phone.goto("/s/our-needs/")
    phone.wait_for_selector("html[data-kept=true]")
    phone.context.set_offline(True)
    phone.goto("/s/our-needs/")
    assert phone.evaluate("document.documentElement.dir") == "rtl"
    phone.locator("[data-do=begin]").click()
    field(phone, "Your_e_mail").locator("input").fill("amina@city.example")
    field(phone, "Your_city").locator("input").fill("نيروبي")
    field(phone, "Country").locator("input").fill("كينيا")
    phone.locator("button.main").click()
    field(phone, "What_needs").get_by_label("مياه نظيفة").check()
    phone.locator("button.main").click()
    phone.locator("[data-do=send]").click()
    expect(phone.locator("#waits")).to_be_visible()
    assert not Submission.objects.exists()
    phone.context.set_offline(False)
    expect(phone.locator(".address")).to_be_visible()


def answer_by_application(collect: str, tmp_path) -> None:
    """As ODK Collect does: the list, the form, the answers by JavaRosa; sent by curl, twice, for the first receipt may
    have got lost."""
    listed = fetch(f"{collect}/formList")
    [url] = re.findall(r"<downloadUrl>([^<]+)</downloadUrl>", listed)
    said = {"Your_e_mail": "Amina@City.example", "Your_city": "Nairobi", "Country": "Kenya"}
    sent = tmp_path / "submission.xml"
    sent.write_bytes(JavaForm(fetch(url)).answer(said | {"What_needs": "transport clean_water"}))
    command = ["curl", "--silent", "--output", tmp_path / "said", "--write-out", "%{http_code}"]
    part = f"xml_submission_file=@{sent};type=text/xml"
    for _time in range(2):
        done = subprocess.run(
            [*command, "--header", "X-OpenRosa-Version: 1.0", "--form", part, f"{collect}/submission"],
            capture_output=True, text=True,
        )  # fmt: skip
        assert (done.stdout, done.stderr) == ("201", "")


def test_a_form_made_for_kobo_is_answered_twice_by_one_person_whose_city_needs_water(
    countries, team, page, phone, live_server, tmp_path
):
    survey = publish(page, tmp_path)
    answer_in_arabic(phone)
    answer_by_application(f"{live_server.url}/collect/{survey.key}", tmp_path)
    assert [one.violations for one in Submission.objects.all()] == [[], []]
    assert file_submissions(by="surveys", at=NOW) == 2

    page.goto("/surveys/our-needs/")
    figures = page.locator(".figures")
    assert figures.locator("div", has_text="completions").locator("dd").inner_text() == "2"
    assert figures.locator("div", has_text="people").locator("dd").inner_text() == "1"

    assert City.objects.filter(pk=NAIROBI).exists()
    page.goto(f"/cities/{NAIROBI}/")
    needs = page.get_by_role("region", name="What it needs").locator("li")
    assert [need.locator("h3").inner_text() for need in needs.all()] == ["clean water", "public transport"]
    needs.first.get_by_role("link", name="1", exact=True).click()
    expect(page.locator(".value")).to_contain_text("1")
    expect(page.locator("main")).to_contain_text("2 records, in which 1 people are counted")
    phone.goto(f"/cities/{NAIROBI}/")
    expect(phone.locator("h1")).to_have_text("Nairobi")
    assert page.complaints == []
