"""Every address of ours, and what it answers to whom. An address that is not in this table fails."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import URLPattern, get_resolver
from django.utils import timezone

from sarai.clusters import actions as actions_of_clusters
from sarai.clusters.models import Cluster
from sarai.evidence.models import Intake, Source
from sarai.evidence.reading.documents import Document
from sarai.exchanges import actions as actions_of_exchanges
from sarai.exchanges.models import Assignment, Certificate, Event, Material
from sarai.exchanges.queries.enrolments import token_of
from sarai.letters import mailbox
from sarai.letters.actions import Attachment, send_waiting
from sarai.letters.writing import stop_url
from sarai.needs import actions as actions_of_needs
from sarai.needs.models import Assessment
from sarai.network import actions
from sarai.network.mentions import Mention
from sarai.network.models import City, Institution, LinkSuggestion, PersonLink, PlaceName
from sarai.partnerships import actions as actions_of_partnerships
from sarai.partnerships.models import Round
from sarai.portal import programme
from sarai.portal.setup import build_map
from sarai.surveys import actions as actions_of_surveys
from sarai.surveys.models import Invitation
from sarai.surveys.questionnaire.beginnings import beginning
from tests.letters.drafts import posted
from tests.making import attended, day, file, make_source, person, registered
from tests.needs.surveys import FORM as NEEDS_FORM
from tests.needs.surveys import sent as sent_to_cities
from tests.partnerships.making import agreed, asked, side, step
from tests.partnerships.making import city as a_city
from tests.partnerships.piloting import advised_and_offered, behind_every_door
from tests.people import NAIROBI, make_user
from tests.surveys.forms import filed, published, sent

pytestmark = pytest.mark.django_db

WHO = ("as_team", "as_steward", "as_officer", "as_partner", "as_stranger")
EVERYBODY = (200, 200, 200, 200, 200)
DATA = (200, 200, 403, 403, 403)  # those who work with the records
DATA_SENT = (302, 302, 403, 403, 403)
OWN = (200, 200, 200, 200, 302)  # an account of their own; strangers are shown the log-in
OWN_SENT = (302, 302, 302, 302, 302)
TEAM = (200, 403, 403, 403, 403)
TEAM_SENT = (302, 403, 403, 403, 403)
TEAM_ASKED = (422, 403, 403, 403, 403)  # something is missing in what was sent
READS = (200, 200, 200, 200, 403)  # whoever has a role
READER_SENT = (302, 302, 302, 302, 403)
WRITES = (200, 403, 200, 403, 403)  # the team, and the officer whose city belongs to it
SAN_SALVADOR = 3583361
SIDES = (200, 404, 200, 404, 404)  # the team, and the officer of a side
OF_PILOT = (200, 403, 200, 403, 403)  # the team, and the officer of a city that takes part
OF_PILOT_SENT = (302, 403, 302, 403, 403)
OF_PILOT_ASKED = (422, 403, 422, 403, 403)
NOT_THERE = (404, 404, 404, 404, 404)
NOTHING_SENT = (400, 400, 400, 400, 400)

# Route → what it is asked (method, address with the world's numbers), and what each of WHO gets.
DOORS: dict[str, tuple[str, str, tuple[int, ...]]] = {
    "": ("GET", "/", EVERYBODY),
    "evidence/": ("GET", "/evidence/", EVERYBODY),
    "evidence/<str:key>/": ("GET", "/evidence/exchanges.attendees/?scope=event:training", EVERYBODY),
    "evidence/<str:key>/moves": ("GET", "/evidence/exchanges.attendees/moves?scope=event:training", EVERYBODY),
    # Records for who has a role, else the numbers that the page shows.
    "evidence/<str:key>/<str:kind>": ("GET", "/evidence/exchanges.attendees/csv?scope=event:training", EVERYBODY),
    "sources/": ("GET", "/sources/", DATA),
    "sources/<int:pk>/": ("GET", "/sources/{source}/", EVERYBODY),
    "sources/<int:pk>/file": ("GET", "/sources/{source}/file", DATA),
    "sources/<int:pk>/problems": ("GET", "/sources/{source}/problems", DATA),
    "sources/<int:pk>/withdraw": ("GET", "/sources/{source}/withdraw", DATA),
    "intake/": ("GET", "/intake/", DATA),
    "intake/<int:pk>/": ("GET", "/intake/{intake}/", DATA),
    "intake/<int:pk>/progress": ("GET", "/intake/{intake}/progress", DATA),
    "intake/<int:pk>/confirm": ("POST", "/intake/{intake}/confirm", DATA_SENT),
    "intake/<int:pk>/target": ("POST", "/intake/{intake}/target", DATA_SENT),
    "intake/<int:pk>/columns": ("POST", "/intake/{intake}/columns", DATA_SENT),
    "intake/<int:pk>/problems": ("GET", "/intake/{intake}/problems", DATA),
    "account/": ("GET", "/account/", OWN),
    "account/change": ("POST", "/account/change", OWN_SENT),
    "account/consent": ("POST", "/account/consent", OWN_SENT),
    # Whoever asks for these proves first that it is them: these users logged in a moment ago, without a password.
    "account/download": ("GET", "/account/download", OWN_SENT),
    "account/erase": ("GET", "/account/erase", OWN_SENT),
    "letters/": ("GET", "/letters/", TEAM),
    "letters/<int:pk>/": ("GET", "/letters/{letter}/", TEAM),
    "letters/<int:pk>/step": ("POST", "/letters/{letter}/step", (302, 403, 403, 403, 403)),
    # Whoever has the link is its reader: mail programs open it without any log-in.
    "letters/stop/<str:token>/": ("GET", "/letters/stop/{stop}/", EVERYBODY),
    # On somebody's own machine, where no mail goes out: see tests/letters/test_mailbox.py for every other.
    "mailbox/": ("GET", "/mailbox/", EVERYBODY),
    "mailbox/<slug:name>/": ("GET", "/mailbox/{mail}/", EVERYBODY),
    "mailbox/<slug:name>/<int:number>": ("GET", "/mailbox/{mail}/1", EVERYBODY),
    "mailbox/<slug:name>/raw": ("GET", "/mailbox/{mail}/raw", EVERYBODY),
    "review/": ("GET", "/review/", DATA),
    "review/places/": ("GET", "/review/places/", DATA),
    "review/places/<int:pk>/decide": ("POST", "/review/places/{place}/decide", DATA_SENT),
    "review/places/readings/<int:pk>/undo": ("POST", "/review/places/readings/{reading}/undo", DATA_SENT),
    "review/people/": ("GET", "/review/people/", DATA),
    "review/people/<int:pk>/decide": ("POST", "/review/people/{suggestion}/decide", DATA_SENT),
    "review/merges/": ("GET", "/review/merges/", DATA),
    "review/merges/<int:pk>/undo": ("POST", "/review/merges/{merge}/undo", DATA_SENT),
    "people/": ("GET", "/people/?q=an", DATA),
    "people/compare": ("GET", "/people/compare?people={ana}&people={bo}", DATA),
    "people/merge": ("POST", "/people/merge", DATA_SENT),
    "people/erase": ("GET", "/people/erase?email=asked@example.org", DATA),
    "people/<int:pk>/erase": ("GET", "/people/{ana}/erase", DATA),
    "events/": ("GET", "/events/", EVERYBODY),
    "events/<slug:slug>/": ("GET", "/events/training/", EVERYBODY),
    "events/<slug:slug>/map.svg": ("GET", "/events/training/map.svg", EVERYBODY),
    "events/<slug:slug>/certificates/": ("GET", "/events/training/certificates/", DATA),
    "events/<slug:slug>/certificates/appeals/": ("GET", "/events/training/certificates/appeals/", DATA),
    "events/<slug:slug>/certificates/appeals/<int:pk>/decide": (
        "POST", "/events/training/certificates/appeals/{appeal}/decide", (400, 403, 403, 403, 403),
    ),
    "events/<slug:slug>/certificates/appeals/<int:pk>/undo": (
        "POST", "/events/training/certificates/appeals/{ruling}/undo", (302, 403, 403, 403, 403),
    ),
    "events/<slug:slug>/certificates/issue": (
        "POST", "/events/training/certificates/issue", (302, 403, 403, 403, 403),
    ),
    "events/<slug:slug>/certificates/people/<int:person>/": (
        "GET", "/events/training/certificates/people/{ana}/", DATA,
    ),
    "events/<slug:slug>/certificates/people/<int:person>/appeal": (
        "POST", "/events/training/certificates/people/{ana}/appeal", (302, 403, 403, 403, 403),
    ),
    "events/<slug:slug>/certificates/progress": ("GET", "/events/training/certificates/progress", DATA_SENT),
    "events/<slug:slug>/certificates/rule/": ("GET", "/events/training/certificates/rule/", TEAM),
    "certificates/verify/": ("GET", "/certificates/verify/", EVERYBODY),
    "certificates/revocations/<int:number>": ("GET", "/certificates/revocations/1", EVERYBODY),
    "certificates/<str:number>/change/": ("GET", "/certificates/{certificate}/change/", TEAM),
    "certificates/<str:number>/copy.<str:kind>": ("GET", "/certificates/{certificate}/copy.json", DATA),
    # A number that nobody can guess is on the paper; the certificate itself needs its holder's signed address.
    "c/<str:number>/": ("GET", "/c/{certificate}/", EVERYBODY),
    "c/<str:number>/<str:key>/certificate.<str:kind>": ("GET", "/c/{certificate}/made-up/certificate.pdf", NOT_THERE),
    ".well-known/did.json": ("GET", "/.well-known/did.json", EVERYBODY),
    "r/<str:token>/appeal": ("POST", "/r/made-up/appeal", NOT_THERE),
    "events/<slug:slug>/arrange/": ("GET", "/events/training/arrange/", TEAM),
    "events/<slug:slug>/calendar.ics": ("GET", "/events/training/calendar.ics", EVERYBODY),
    "events/<slug:slug>/change/": ("GET", "/events/training/change/", TEAM),
    "events/<slug:slug>/cities": ("POST", "/events/training/cities", TEAM_SENT),
    "events/<slug:slug>/copy": ("POST", "/events/training/copy", TEAM_ASKED),
    "events/<slug:slug>/materials": ("POST", "/events/training/materials", TEAM_ASKED),
    "events/<slug:slug>/materials/<int:pk>/remove": (
        "POST", "/events/training/materials/{material}/remove", TEAM_SENT,
    ),
    "events/<slug:slug>/missing/": ("GET", "/events/training/missing/", DATA),
    "events/<slug:slug>/new-session/": ("GET", "/events/training/new-session/", TEAM),
    "events/<slug:slug>/qr.svg": ("GET", "/events/training/qr.svg", EVERYBODY),
    # A registration is the business of whoever has the signed link in the letter, and of nobody else.
    "events/<slug:slug>/register/": ("GET", "/events/training/register/", EVERYBODY),
    "events/<slug:slug>/register/sent/": ("GET", "/events/training/register/sent/", EVERYBODY),
    "events/<slug:slug>/sessions/<int:number>/": ("GET", "/events/training/sessions/1/", TEAM),
    "events/<slug:slug>/sessions/<int:number>/agenda/": ("GET", "/events/training/sessions/1/agenda/", TEAM),
    "events/<slug:slug>/sessions/<int:number>/cancel": ("POST", "/events/training/sessions/1/cancel", (400, 403, 403, 403, 403)),
    "events/<slug:slug>/share.png": ("GET", "/events/training/share.png", EVERYBODY),
    "events/<slug:slug>/speakers": ("POST", "/events/training/speakers", TEAM_ASKED),
    "events/<slug:slug>/speakers/<int:pk>/remove": ("POST", "/events/training/speakers/{speaker}/remove", TEAM_SENT),
    "events/<slug:slug>/thank": ("POST", "/events/training/thank", TEAM_SENT),
    # What is streamed is for those who may connect: see tests/exchanges/test_watch_page.py.
    "events/<slug:slug>/watch/<int:number>/": ("GET", "/events/training/watch/1/", EVERYBODY),
    "events/<slug:slug>/watch/<int:number>/file": ("POST", "/events/training/watch/1/file", TEAM_SENT),
    "events/<slug:slug>/watch/<int:number>/move": ("POST", "/events/training/watch/1/move", TEAM_SENT),
    "events/<slug:slug>/watch/<int:number>/questions": ("GET", "/events/training/watch/1/questions", EVERYBODY),
    "events/<slug:slug>/watch/<int:number>/upvote": ("POST", "/events/training/watch/1/upvote", NOT_THERE),
    "materials/<int:pk>": ("GET", "/materials/{kept_material}", EVERYBODY),
    "new-event/": ("GET", "/new-event/", TEAM),
    "new-series/": ("GET", "/new-series/", TEAM),
    "organise/": ("GET", "/organise/", TEAM),
    "places/like": ("GET", "/places/like?q=nai", EVERYBODY),
    # Whoever knows the address of a stream of our own can watch it.
    "streams/<slug:name>/<path:path>": ("GET", "/streams/none/index.m3u8", NOT_THERE),
    "r/<str:token>/": ("GET", "/r/{enrolment}/", EVERYBODY),
    "r/<str:token>/answer/<slug:slug>": ("POST", "/r/made-up/answer/{survey}", NOT_THERE),
    "r/<str:token>/calendar.ics": ("GET", "/r/{takes_part}/calendar.ics", EVERYBODY),
    "r/<str:token>/change/": ("GET", "/r/made-up/change/", NOT_THERE),
    "r/<str:token>/confirm": ("POST", "/r/made-up/confirm", NOT_THERE),
    "r/<str:token>/return": ("POST", "/r/made-up/return", NOT_THERE),
    "r/<str:token>/withdraw": ("POST", "/r/made-up/withdraw", NOT_THERE),
    "events/<slug:slug>/assignment/": ("GET", "/events/training/assignment/", TEAM),
    "events/<slug:slug>/assignment/remove": ("POST", "/events/training/assignment/remove", TEAM_SENT),
    "events/<slug:slug>/handed-in/": ("GET", "/events/training/handed-in/", TEAM),
    "events/<slug:slug>/handed-in.<slug:kind>": ("GET", "/events/training/handed-in.xlsx", TEAM),
    "events/<slug:slug>/handed-in/<int:pk>/": ("GET", "/events/training/handed-in/{handed_in}/", TEAM),
    "events/<slug:slug>/handed-in/<int:pk>/file": ("GET", "/events/training/handed-in/{handed_in}/file", TEAM),
    "events/<slug:slug>/handed-in/<int:pk>/unmark": (
        "POST", "/events/training/handed-in/{handed_in}/unmark", TEAM_SENT,
    ),
    # What somebody handed in is theirs and the team's: another's link leads to another's, or to nothing.
    "r/<str:token>/assignment/": ("GET", "/r/{takes_part}/assignment/", EVERYBODY),
    "r/<str:token>/assignment/file": ("GET", "/r/{enrolment}/assignment/file", NOT_THERE),
    "events/<slug:slug>/audience/": ("GET", "/events/training/audience/", EVERYBODY),
    "events/<slug:slug>/audience.<slug:kind>": ("GET", "/events/training/audience.xlsx", EVERYBODY),
    "events/<slug:slug>/people.<slug:kind>": ("GET", "/events/training/people.csv", DATA),
    "events/<slug:slug>/views/": ("GET", "/events/training/views/", EVERYBODY),
    "events/<slug:slug>/views/enter/": ("GET", "/events/training/views/enter/", TEAM),
    "events/<slug:slug>/views/<int:pk>/retract/": ("GET", "/events/training/views/{counted}/retract/", TEAM),
    "events/<slug:slug>/views/<int:pk>/restore": ("POST", "/events/training/views/{counted}/restore", TEAM_SENT),
    "series/<slug:slug>/audience/": ("GET", "/series/weekly/audience/", EVERYBODY),
    "series/<slug:slug>/audience.<slug:kind>": ("GET", "/series/weekly/audience.csv", EVERYBODY),
    "series/<slug:slug>/map.svg": ("GET", "/series/weekly/map.svg", EVERYBODY),
    "series/<slug:slug>/views/": ("GET", "/series/weekly/views/", EVERYBODY),
    "series/<slug:slug>/": ("GET", "/series/weekly/", EVERYBODY),
    "series/<slug:slug>/calendar.ics": ("GET", "/series/weekly/calendar.ics", EVERYBODY),
    "series/<slug:slug>/change/": ("GET", "/series/weekly/change/", TEAM),
    "surveys/<slug:slug>/events": ("POST", "/surveys/{survey}/events", (302, 403, 403, 403, 403)),
    "cities/": ("GET", "/cities/", EVERYBODY),
    "cities/<slug:number>/": ("GET", "/cities/{city}/", EVERYBODY),
    "cities/<slug:number>/profile/": ("GET", "/cities/{city}/profile/", (200, 403, 200, 403, 403)),
    "institutions/": ("GET", "/institutions/", EVERYBODY),
    "institutions/<slug:slug>/": ("GET", "/institutions/un-office/", EVERYBODY),
    "institutions/<slug:slug>/engagements/<int:pk>/end": (
        "POST", "/institutions/un-office/engagements/{engagement}/end", TEAM_SENT,
    ),
    "institutions/<slug:slug>/engagements/<int:pk>/take-back": (
        "POST", "/institutions/un-office/engagements/{engagement}/take-back", TEAM_SENT,
    ),
    "institutions/<slug:slug>/engagements/new/": ("GET", "/institutions/un-office/engagements/new/", TEAM),
    "institutions/<slug:slug>/profile/": ("GET", "/institutions/un-office/profile/", (200, 403, 403, 200, 403)),
    "review/profiles/": ("GET", "/review/profiles/", TEAM),
    "review/profiles/<int:pk>/decide": (
        "POST", "/review/profiles/{profile}/decide", (400, 403, 403, 403, 403),
    ),
    # The team speaks for every city, an officer for their own.
    "cities/<slug:number>/matches/": ("GET", "/cities/{city}/matches/", (200, 403, 200, 403, 403)),
    "cities/<slug:number>/needs/": ("GET", "/cities/{city}/needs/", (200, 403, 200, 403, 403)),
    "cities/<slug:number>/needs/undo": ("POST", "/cities/{city}/needs/undo", (302, 403, 302, 403, 403)),
    "cities/<slug:number>/reply": ("GET", "/cities/{city}/reply?subject=water", TEAM),
    "needs/": ("GET", "/needs/", EVERYBODY),
    "needs/assessments/<slug:slug>/": ("GET", "/needs/assessments/{assessment}/", EVERYBODY),
    "needs/assessments/<slug:slug>/change/": ("GET", "/needs/assessments/{assessment}/change/", TEAM),
    "needs/contacts/": ("GET", "/needs/contacts/", TEAM),
    "needs/contacts/<int:person>/": ("GET", "/needs/contacts/{asking}/", TEAM),
    "needs/contacts/<int:person>/step": ("POST", "/needs/contacts/{asking}/step", (422, 403, 403, 403, 403)),
    "needs/gaps/": ("GET", "/needs/gaps/", (200, 200, 200, 200, 403)),
    "needs/new-assessment/": ("GET", "/needs/new-assessment/", TEAM),
    "needs/themes/": ("GET", "/needs/themes/", TEAM),
    "needs/replies/<int:pk>/take-back": ("POST", "/needs/replies/{reply}/take-back", (302, 403, 403, 403, 403)),
    "new-survey/": ("GET", "/new-survey/", TEAM),
    "surveys/": ("GET", "/surveys/", EVERYBODY),
    "surveys/<slug:slug>/": ("GET", "/surveys/{survey}/", EVERYBODY),
    "surveys/<slug:slug>/change/": ("GET", "/surveys/{survey}/change/", TEAM),
    "surveys/<slug:slug>/edit/": ("GET", "/surveys/{survey}/edit/", TEAM),
    "surveys/<slug:slug>/edit/about/": ("GET", "/surveys/{survey}/edit/about/", TEAM),
    "surveys/<slug:slug>/edit/begin/": ("GET", "/surveys/{survey}/edit/begin/", TEAM),
    "surveys/<slug:slug>/edit/form.xlsx": ("GET", "/surveys/{survey}/edit/form.xlsx", TEAM),
    "surveys/<slug:slug>/edit/preview/": ("GET", "/surveys/{survey}/edit/preview/", TEAM),
    "surveys/<slug:slug>/edit/publish/": ("GET", "/surveys/{survey}/edit/publish/", TEAM),
    "surveys/<slug:slug>/edit/question/<int:place>/": ("GET", "/surveys/{survey}/edit/question/1/", TEAM),
    "surveys/<slug:slug>/edit/step": ("POST", "/surveys/{survey}/edit/step", (302, 403, 403, 403, 403)),
    "surveys/<slug:slug>/export/<str:kind>": ("GET", "/surveys/{survey}/export/csv", DATA),
    "surveys/<slug:slug>/rule/": ("GET", "/surveys/{survey}/rule/", TEAM),
    "surveys/<slug:slug>/invitations/": ("GET", "/surveys/{survey}/invitations/", TEAM),
    "surveys/<slug:slug>/invitations/send": ("POST", "/surveys/{survey}/invitations/send", (302, 403, 403, 403, 403)),
    "s/sw.js": ("GET", "/s/sw.js", EVERYBODY),
    "s/<slug:slug>/": ("GET", "/s/{survey}/", EVERYBODY),
    # Answers have nothing but their secret address, as long as they are not sent; then a link that is signed.
    "s/<slug:slug>/a/<str:key>/": ("GET", "/s/{survey}/a/{draft}/", OWN_SENT),
    "s/<slug:slug>/a/<str:key>/<int:number>": ("GET", "/s/{survey}/a/{draft}/1", EVERYBODY),
    "s/<slug:slug>/a/<str:key>/copy.json": ("GET", "/s/{survey}/a/{draft}/copy.json", EVERYBODY),
    "s/<slug:slug>/a/<str:key>/send": ("GET", "/s/{survey}/a/{draft}/send", EVERYBODY),
    "s/<slug:slug>/f/<int:number>/logic.json": ("GET", "/s/{survey}/f/1/logic.json", EVERYBODY),
    "s/<slug:slug>/i/<str:key>/": ("GET", "/s/{survey}/i/{invitation}/", EVERYBODY),
    "s/<slug:slug>/offline": ("GET", "/s/{survey}/offline", EVERYBODY),
    "s/<slug:slug>/offline.json": ("GET", "/s/{survey}/offline.json", EVERYBODY),
    "s/<slug:slug>/r/<str:token>/": ("GET", "/s/{survey}/r/made-up/", NOT_THERE),
    "s/<slug:slug>/r/<str:token>/correct": ("POST", "/s/{survey}/r/made-up/correct", NOT_THERE),
    "s/<slug:slug>/r/<str:token>/sent": ("GET", "/s/{survey}/r/made-up/sent", NOT_THERE),
    "s/<slug:slug>/r/<str:token>/withdraw": ("POST", "/s/{survey}/r/made-up/withdraw", NOT_THERE),
    "s/<slug:slug>/sent": ("POST", "/s/{survey}/sent", NOTHING_SENT),
    "s/<slug:slug>/v/<int:number>/<str:name>": ("GET", "/s/{survey}/v/1/none.png", NOT_THERE),
    "surveys/<slug:slug>/open/<int:pk>/": ("GET", "/surveys/{survey}/open/{why}/", DATA),
    "surveys/<slug:slug>/open/<int:pk>/tag": ("POST", "/surveys/{survey}/open/{why}/tag", DATA_SENT),
    "surveys/<slug:slug>/publish": ("POST", "/surveys/{survey}/publish", (422, 403, 403, 403, 403)),
    "surveys/<slug:slug>/qr.svg": ("GET", "/surveys/{survey}/qr.svg", EVERYBODY),
    "responses/<int:pk>/": ("GET", "/responses/{response}/", DATA_SENT),
    "surveys/<slug:slug>/responses/": ("GET", "/surveys/{survey}/responses/", DATA),
    "surveys/<slug:slug>/responses/<int:pk>/": ("GET", "/surveys/{survey}/responses/{response}/", DATA),
    "surveys/<slug:slug>/responses/review": ("POST", "/surveys/{survey}/responses/review", DATA_SENT),
    "surveys/<slug:slug>/reviews/": ("GET", "/surveys/{survey}/reviews/", DATA),
    "surveys/<slug:slug>/reviews/<int:pk>/undo": ("POST", "/surveys/{survey}/reviews/{review}/undo", DATA_SENT),
    # The page of what counts is that of its response.
    "surveys/<slug:slug>/submissions/<int:pk>/": ("GET", "/surveys/{survey}/submissions/{sent}/", DATA_SENT),
    "surveys/<slug:slug>/submissions/<int:pk>/files/<int:file>": (
        "GET", "/surveys/{survey}/submissions/{sent}/files/{photo}", DATA,
    ),
    "surveys/<slug:slug>/submissions/<int:pk>/original": ("GET", "/surveys/{survey}/submissions/{sent}/original", DATA),
    "surveys/<slug:slug>/tables/": ("GET", "/surveys/{survey}/tables/", EVERYBODY),
    "surveys/<slug:slug>/tables/<int:pk>/": ("GET", "/surveys/{survey}/tables/{gender}/", EVERYBODY),
    "surveys/<slug:slug>/tables/<int:pk>/responses/": ("GET", "/surveys/{survey}/tables/{gender}/responses/", DATA),
    "surveys/<slug:slug>/try": ("POST", "/surveys/{survey}/try", (302, 403, 403, 403, 403)),
    "surveys/<slug:slug>/versions/<int:number>/": ("GET", "/surveys/{survey}/versions/1/", TEAM),
    "surveys/<slug:slug>/versions/<int:number>/<str:kind>": ("GET", "/surveys/{survey}/versions/1/xform", TEAM),
    # Applications on telephones have nothing but the secret address; whoever has it may fill the form in.
    "collect/<str:key>/formList": ("GET", "/collect/{key}/formList", EVERYBODY),
    "collect/<str:key>/forms/<int:number>.xml": ("GET", "/collect/{key}/forms/1.xml", EVERYBODY),
    "collect/<str:key>/forms/<int:number>/manifest": ("GET", "/collect/{key}/forms/1/manifest", EVERYBODY),
    "collect/<str:key>/forms/<int:number>/files/<str:name>": (
        "GET", "/collect/{key}/forms/1/files/none.csv", NOT_THERE,
    ),
    "collect/<str:key>/submission": ("POST", "/collect/{key}/submission", NOTHING_SENT),
    # What is on its way is there for its sides and the team alone; that something exists, for everybody.
    "introductions/<slug:kind>/<str:name>/new": (
        "GET", "/introductions/city/{city}/new?partner=institution:un-office", (200, 403, 200, 403, 302),
    ),
    "partnerships/": ("GET", "/partnerships/", EVERYBODY),
    "partnerships/board/": ("GET", "/partnerships/board/", OWN),
    "partnerships/new/": ("GET", "/partnerships/new/", TEAM),
    "partnerships/wishes/": ("GET", "/partnerships/wishes/", TEAM),
    "partnerships/wishes/ask": ("POST", "/partnerships/wishes/ask", (404, 403, 403, 403, 403)),
    "partnerships/<int:pk>/": ("GET", "/partnerships/{request}/", SIDES),
    "partnerships/<int:pk>/meetings": ("POST", "/partnerships/{request}/meetings", (422, 404, 422, 404, 302)),
    "partnerships/<int:pk>/notes": ("POST", "/partnerships/{request}/notes", (422, 404, 422, 404, 302)),
    "partnerships/<int:pk>/plan": ("POST", "/partnerships/{request}/plan", (302, 404, 302, 404, 302)),
    "partnerships/<int:pk>/step": ("POST", "/partnerships/{request}/step", (422, 404, 422, 404, 302)),
    "partnerships/<int:pk>/undo": ("POST", "/partnerships/{request}/undo", (302, 404, 302, 404, 302)),
    "partnerships/meetings/<int:pk>/answer": (
        "POST", "/partnerships/meetings/{meeting}/answer", (400, 404, 400, 404, 302),
    ),
    "partnerships/meetings/<int:pk>/calendar": (
        "GET", "/partnerships/meetings/{meeting}/calendar", (200, 404, 200, 404, 302),
    ),
    "partnerships/notes/<int:pk>/delete": (
        # It is of the other side's: not even the team deletes it.
        "POST", "/partnerships/notes/{note}/delete", (404, 404, 404, 404, 302),
    ),
    "partnerships/rounds/": ("GET", "/partnerships/rounds/", OF_PILOT),  # the officer's are those of their city
    "partnerships/rounds/new/": ("GET", "/partnerships/rounds/new/", TEAM),
    "partnerships/rounds/<slug:slug>/": ("GET", "/partnerships/rounds/{round}/", SIDES),
    "partnerships/rounds/<slug:slug>/assign": ("POST", "/partnerships/rounds/{round}/assign", TEAM_SENT),
    "partnerships/rounds/<slug:slug>/change/": ("GET", "/partnerships/rounds/{round}/change/", TEAM),
    "partnerships/rounds/<slug:slug>/csv": ("GET", "/partnerships/rounds/{round}/csv", TEAM),
    "partnerships/rounds/<slug:slug>/propose": ("POST", "/partnerships/rounds/{round}/propose", TEAM_SENT),
    "partnerships/rounds/<slug:slug>/remove/": ("GET", "/partnerships/rounds/{round}/remove/", TEAM),
    "partnerships/rounds/<slug:slug>/restore": ("POST", "/partnerships/rounds/{round}/restore", TEAM_SENT),
    "partnerships/weights/": ("GET", "/partnerships/weights/", EVERYBODY),
    "partnerships/weights/undo": ("POST", "/partnerships/weights/undo", TEAM_SENT),
    "partnerships/steps/<int:pk>/document": (
        "GET", "/partnerships/steps/{signed}/document", (200, 404, 200, 404, 302),
    ),
    # A request for advice is there for its city, whoever advises and the team; to be listed needs one's own word.
    "advice/": ("GET", "/advice/", EVERYBODY),
    "advice/<int:pk>/": ("GET", "/advice/{advice}/", SIDES),
    "advice/<int:pk>/report/<int:step>": ("GET", "/advice/{advice}/report/{reported}", SIDES),
    "advice/<int:pk>/<slug:step>": ("POST", "/advice/{advice}/rate", (422, 404, 422, 404, 404)),
    "experts/": ("GET", "/experts/", EVERYBODY),
    "experts/<int:pk>/": ("GET", "/experts/{expert}/", EVERYBODY),
    "experts/<int:pk>/confirm": ("POST", "/experts/{no_expert}/confirm", TEAM_SENT),
    "experts/<int:pk>/remove": ("POST", "/experts/{no_expert}/remove", TEAM_SENT),
    "experts/link/<str:token>/": ("GET", "/experts/link/{expert_link}/", EVERYBODY),
    "experts/link/<str:token>/remove": ("POST", "/experts/link/made-up/remove", NOT_THERE),
    "experts/own/": ("GET", "/experts/own/", OWN),
    "experts/own/remove": ("POST", "/experts/own/remove", OWN_SENT),
    "new-expert/": ("GET", "/new-expert/", TEAM),
    "new-offer/": ("GET", "/new-offer/", (200, 403, 200, 200, 403)),
    "new-request/": ("GET", "/new-request/", (200, 403, 200, 403, 403)),
    "offers/": ("GET", "/offers/", EVERYBODY),
    "offers/<int:pk>/": ("GET", "/offers/{hidden_offer}/", (200, 404, 404, 200, 404)),
    "offers/<int:pk>/change/": ("GET", "/offers/{offer}/change/", (200, 403, 403, 200, 403)),
    "offers/<int:pk>/step": ("POST", "/offers/{offer}/step", (422, 403, 403, 422, 403)),
    "offers/<int:pk>/take-up": ("POST", "/offers/{offer}/take-up", (403, 403, 409, 403, 403)),
    "offers/<int:pk>/take-up/<int:number>/answer": (
        "POST", "/offers/{offer}/take-up/{taken}/answer", (302, 403, 403, 302, 403),
    ),
    # Everybody sees that there is a pilot, its sides and the team what is in it; who was quicker took it away.
    "exchange-rates/": ("GET", "/exchange-rates/", EVERYBODY),
    "exchange-rates/enter": ("POST", "/exchange-rates/enter", TEAM_ASKED),
    "exchange-rates/<int:pk>/take-back": ("POST", "/exchange-rates/{rate}/take-back", TEAM_SENT),
    "new-pilot/": ("GET", "/new-pilot/", (200, 403, 200, 200, 403)),
    "pilots/": ("GET", "/pilots/", EVERYBODY),
    "pilots/<slug:slug>/": ("GET", "/pilots/lights/", EVERYBODY),
    "pilots/<slug:slug>/budget.<slug:kind>": ("GET", "/pilots/lights/budget.csv", OF_PILOT),
    "pilots/<slug:slug>/budget/new/": ("GET", "/pilots/lights/budget/new/", OF_PILOT),
    "pilots/<slug:slug>/budget/<uuid:key>/": ("GET", "/pilots/lights/budget/{line}/", OF_PILOT),
    "pilots/<slug:slug>/budget/<uuid:key>/take-back": (
        "POST", "/pilots/lights/budget/{line}/take-back", OF_PILOT_SENT,
    ),
    "pilots/<slug:slug>/change/": ("GET", "/pilots/lights/change/", OF_PILOT),
    "pilots/<slug:slug>/iati.xml": ("GET", "/pilots/lights/iati.xml", OF_PILOT),
    "pilots/<slug:slug>/milestones": ("POST", "/pilots/lights/milestones", OF_PILOT_ASKED),
    "pilots/<slug:slug>/milestones/<int:pk>/reach": (
        "POST", "/pilots/lights/milestones/{planned}/reach", OF_PILOT_SENT,
    ),
    "pilots/<slug:slug>/milestones/<int:pk>/remove": (
        "POST", "/pilots/lights/milestones/{planned}/remove", (302, 403, 404, 403, 403),
    ),
    "pilots/<slug:slug>/milestones/<int:pk>/unreach": (
        "POST", "/pilots/lights/milestones/{reached}/unreach", OF_PILOT_SENT,
    ),
    "pilots/<slug:slug>/parties": ("POST", "/pilots/lights/parties", OF_PILOT_ASKED),
    # Who is asked answers, and the team where nobody speaks for it; taken out twice is taken out once.
    "pilots/<slug:slug>/parties/<int:pk>/answer": (
        "POST", "/pilots/lights/parties/{invited}/answer", (400, 403, 403, 403, 403),
    ),
    "pilots/<slug:slug>/parties/<int:pk>/remove": (
        "POST", "/pilots/lights/parties/{party}/remove", (302, 403, 302, 403, 403),
    ),
    "pilots/<slug:slug>/results": ("POST", "/pilots/lights/results", OF_PILOT_ASKED),
    "pilots/<slug:slug>/results/<int:pk>/document": ("GET", "/pilots/lights/results/{result}/document", OF_PILOT),
    "pilots/<slug:slug>/results/<int:pk>/take-back": (
        "POST", "/pilots/lights/results/{no_result}/take-back", OF_PILOT_SENT,
    ),
    "pilots/<slug:slug>/risks": ("POST", "/pilots/lights/risks", OF_PILOT_ASKED),
    "pilots/<slug:slug>/risks/<int:pk>/remove": (
        "POST", "/pilots/lights/risks/{risk}/remove", (302, 403, 404, 403, 403),
    ),
    "pilots/<slug:slug>/step": ("POST", "/pilots/lights/step", OF_PILOT_ASKED),
    "partnerships/map/": ("GET", "/partnerships/map/", EVERYBODY),
    "partnerships/map.svg": ("GET", "/partnerships/map.svg", EVERYBODY),
    "partnerships/network/": ("GET", "/partnerships/network/", EVERYBODY),
    "partnerships/network.svg": ("GET", "/partnerships/network.svg", EVERYBODY),
    # Everybody sees that there is a cluster; what is written in it, whoever takes part in the programme.
    "clusters/": ("GET", "/clusters/", EVERYBODY),
    "clusters/<slug:slug>/": ("GET", "/clusters/green/", EVERYBODY),
    "clusters/<slug:slug>/admit": ("POST", "/clusters/green/admit", TEAM_ASKED),
    "clusters/<slug:slug>/change/": ("GET", "/clusters/green/change/", TEAM),
    "clusters/<slug:slug>/digest": ("POST", "/clusters/green/digest", READER_SENT),
    "clusters/<slug:slug>/files/<int:pk>": ("GET", "/clusters/green/files/{attached}", READS),
    "clusters/<slug:slug>/join": ("POST", "/clusters/green/join", READER_SENT),
    "clusters/<slug:slug>/members/": ("GET", "/clusters/green/members/", EVERYBODY),
    "clusters/<slug:slug>/members/<int:pk>/end": (
        "POST", "/clusters/green/members/{membership}/end", (302, 403, 302, 403, 403),
    ),
    "clusters/<slug:slug>/posts/<int:pk>/": ("GET", "/clusters/green/posts/{post}/", READS),
    "clusters/<slug:slug>/posts/<int:pk>/answers": (
        "POST", "/clusters/green/posts/{replied}/answers", (403, 403, 302, 403, 403),
    ),
    "clusters/<slug:slug>/posts/<int:pk>/change/": (
        "GET", "/clusters/green/posts/{post}/change/", (403, 403, 200, 403, 403),
    ),
    "clusters/<slug:slug>/posts/<int:pk>/delete": (
        "POST", "/clusters/green/posts/{post}/delete", (403, 403, 302, 403, 403),
    ),
    "clusters/<slug:slug>/posts/<int:pk>/earlier/": ("GET", "/clusters/green/posts/{post}/earlier/", READS),
    "clusters/<slug:slug>/posts/<int:pk>/reply/": ("GET", "/clusters/green/posts/{post}/reply/", WRITES),
    "clusters/<slug:slug>/posts/<int:pk>/report/": ("GET", "/clusters/green/posts/{post}/report/", READS),
    "clusters/<slug:slug>/write/": ("GET", "/clusters/green/write/", WRITES),
    "moderation/": ("GET", "/moderation/", TEAM),
    "moderation/<int:pk>": ("POST", "/moderation/{post}", TEAM_ASKED),
    "new-cluster/": ("GET", "/new-cluster/", TEAM),
    "report/highlights/": ("GET", "/report/highlights/", OWN_SENT),
    "report/highlights/<int:year>/": ("GET", "/report/highlights/2020/", EVERYBODY),
    "report/highlights/<int:year>/highlights.pdf": ("GET", "/report/highlights/2020/highlights.pdf", EVERYBODY),
    "report/highlights/<int:year>/map/<slug:slug>.svg": (
        "GET", "/report/highlights/2020/map/event-training.svg", EVERYBODY,
    ),
}  # fmt: skip

PROGRAMME = """
programme: {slug: cities, title: Cities together, starts_on: 2020-01-01, ends_on: 2020-12-31}
series: [{slug: weekly, title: Every week}]
events:
  - slug: training
    series: weekly
    title: The training
    kind: training
    timezone: America/New_York
    certificate: {sessions: 1, share: 0.5}
    sessions: [{title: First, day: 2020-09-08, at: "07:30", minutes: 90, platform_id: "900000001"}]
"""


def our_routes(patterns, prefix: str = "") -> list[str]:
    """The routes of views in our packages."""
    routes = []
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            if pattern.callback.__module__.startswith("sarai."):
                routes.append(prefix + str(pattern.pattern))
        else:
            routes += our_routes(pattern.url_patterns, prefix + str(pattern.pattern))
    return routes


@pytest.fixture
def world(few_cities, tmp_path, settings) -> SimpleNamespace:
    """A small programme with something behind every door, made as its users make it."""
    settings.MEDIA_ROOT = tmp_path
    build_map()
    path = tmp_path / "programme.yaml"
    path.write_text(PROGRAMME)
    programme.apply(programme.read(path), name=path.name, folder=path.parent, by="test", at=timezone.now())
    people = [person(name, city="Nairobi", country="Kenya") for name in ("Ana One", "Bo Two", "Cai Three")]
    people.append(person("Dan Four", city="San José"))
    event = Event.objects.get()
    file(event, day(1), *(registered(who, line) for line, who in enumerate(people, 2)))
    file(event, day(2), *(attended(who, (0, 90), line) for line, who in enumerate(people, 2)), session=1)
    ana, bo, cai, dan = (link.person for link in PersonLink.objects.order_by("record").select_related("person"))
    now = timezone.now()
    decided = {"reason": "test", "by": "test", "at": now, "known": now}
    place = PlaceName.objects.get(text="San José")
    reading = actions.decide_place(place=place, geonameid=None, country="CR", **decided)
    source = make_source(
        day(4), file=ContentFile(b"a,b\n", "kept.csv"), problems=ContentFile(b"line\n", "problems.csv")
    )
    intake = Intake.objects.create(
        name="new.csv", file=ContentFile(b"a,b\n", "new.csv"), problems=ContentFile(b"line\n", "problems.csv"),
        state=Intake.State.FAILED, received_at=timezone.now(), changed_at=timezone.now(),
    )  # fmt: skip
    actions_of_exchanges.issue_certificates(event=event, people=[ana.pk], by="test", at=now)
    appeal = actions_of_exchanges.make_appeal(
        event=event, record=ana.links.first().record, text="I was there.", by="test", at=now
    )
    ruling = actions_of_exchanges.decide_appeal(appeal=appeal, granted=True, reason="Seen.", by="test", at=now)
    suggestion = LinkSuggestion.objects.create(left=ana, right=bo, probability=0.9)
    merge = actions.merge_people(kept=cai, absorbed=dan, **decided)
    made = {"place": place, "reading": reading, "source": source, "intake": intake, "merge": merge}
    made["suggestion"] = suggestion
    survey = published("needs-of-cities")
    actions_of_surveys.begin_sketch(survey=survey, form=beginning("needs"), by="test", at=now)
    numbers = {"appeal": appeal.pk, "ruling": ruling.pk, "certificate": Certificate.objects.get().number}
    said = numbers | {"ana": ana.pk, "bo": bo.pk, "survey": survey.slug, "key": survey.key}
    actions_of_surveys.invite(survey=survey, people=[Mention(email="eve@example.org")], by="test", at=timezone.now())
    said |= {path: survey.questions.get(path=path).pk for path in ("gender", "why")}
    said["invitation"] = Invitation.objects.get().key
    version = survey.versions.get()
    said["draft"] = actions_of_surveys.begin_answers(survey=survey, version=version, language="", at=timezone.now()).key
    said |= _gathered()
    said |= _arranged(event) | _answered(survey) | _needed() | _taking_part() | _written(settings, tmp_path)
    said |= behind_every_door(a_city(SAN_SALVADOR)) | advised_and_offered()
    met = Round(slug="first-meetings", title="First meetings", timezone="UTC", capacity=2)
    actions_of_partnerships.begin_round(made=met, ones=[NAIROBI, SAN_SALVADOR], others=[], times=[], at=now)
    said["round"] = met.slug
    return SimpleNamespace(**{name: row.pk for name, row in made.items()}, **said)


def _arranged(event) -> dict[str, object]:
    """Somebody who speaks at the event, what is left of it, and somebody who registered for it here."""
    entered = {"by": "test", "at": timezone.now()}
    session = event.sessions.get()
    speaker = actions_of_exchanges.contribute(event=event, role="speaker", who=person("Hua Li"), **entered)
    slides, kept = (
        actions_of_exchanges.add_material(
            material=Material(session=session, kind="slides", title="Slides", file=ContentFile(b"%PDF", "s.pdf")),
            **entered,
        )
        for _number in range(2)
    )
    enrolment = actions_of_exchanges.enrol(
        event=event, said={"email": "ida@example.org", "name": "Ida"}, at=timezone.now()
    )
    counted = actions_of_exchanges.enter_reading(
        event=event, platform="zoom", content_id="9", title="", mode="live", value=7, read_at=entered["at"], **entered
    )
    assignment = actions_of_exchanges.set_assignment(
        assignment=Assignment(event=event, title="A plan", text="Plan a street."), **entered
    )
    said = {"email": "jon@example.org", "name": "Jon"}
    jon = actions_of_exchanges.enrol(event=event, said=said, at=timezone.now()).enrolment
    jon = actions_of_exchanges.prove(enrolment=jon, at=session.starts_at)
    plan = Document("plan.pdf", ContentFile(b"%PDF"))
    handed_in = actions_of_exchanges.hand_in(
        assignment=assignment, enrolment=jon, text="Mine.", document=plan, at=timezone.now()
    )
    return {
        "takes_part": token_of(jon),
        "handed_in": handed_in.pk,
        "counted": counted.pk,
        "speaker": speaker.pk,
        "material": slides.pk,
        "kept_material": kept.pk,
        "enrolment": token_of(enrolment.enrolment),
    }


def _gathered() -> dict[str, object]:
    """A cluster to which the officer's city belongs, with a question of theirs that has a file, and a reply."""
    entered = {"by": "test", "at": timezone.now()}
    cluster = actions_of_clusters.keep_cluster(cluster=Cluster(slug="green", title="Green"), themes=[], **entered)
    membership = actions_of_clusters.join(cluster=cluster, member=City.objects.get(pk=NAIROBI), **entered)
    said = {"cluster": cluster, "author": make_user("officer", "Omar Officer", city=NAIROBI), "at": entered["at"]}
    words, plan = actions_of_clusters.Said("How?", "How?"), Document("plan.pdf", ContentFile(b"%PDF"))
    post = actions_of_clusters.write_post(kind="question", said=words, token="one", documents=[plan], **said)
    reply = actions_of_clusters.write_post(kind="reply", said=words, token="two", thread=post, **said)
    attached = post.attachments.get()
    return {"membership": membership.pk, "post": post.pk, "replied": reply.pk, "attached": attached.pk}


def _taking_part() -> dict[str, object]:
    """The institution of a partner, which takes part, and what it wrote about itself."""
    entered = {"by": "test", "at": timezone.now()}
    institution = Institution.objects.create(slug="un-office", type="igo")
    engagement = actions.engage(institution=institution, role="donor", since=day(1).date(), **entered)
    words = actions.Portrait("We lend engineers.")
    profile = actions.write_profile(of=institution, said=words, confirmed=False, **entered)
    return {"engagement": engagement.pk, "profile": profile.pk}


def _written(settings, folder) -> dict[str, object]:
    """A letter with a file, sent into the mailbox of this machine."""
    settings.MAIL_FOLDER, now = folder / "mail", timezone.now()
    letter = posted("ana", attachments=(Attachment("plan.pdf", "application/pdf", b"a plan"),))[0]
    send_waiting(clock=lambda: now)
    return {"letter": letter.pk, "stop": stop_url(letter).split("/")[-2], "mail": mailbox.names()[0]}


def _answered(survey) -> dict[str, int]:
    """A response to a survey, with a file, and a review of it."""
    submission, now = sent(survey, email="fay@example.org"), timezone.now()
    photo = actions_of_surveys.attach(submission=submission, name="me.jpg", content=ContentFile(b"a picture"), at=now)
    filed(now)
    response = submission.responses.get()
    done = actions_of_surveys.review_responses(
        survey=survey, responses=[response.pk], status="approved", reason="test", by="test", at=timezone.now()
    )
    return {"sent": submission.pk, "photo": photo.pk, "response": response.pk, "review": done.act.pk}


def _needed() -> dict[str, object]:
    """A city with a need and a reply to it, an assessment, and somebody who asked to be contacted."""
    city, entered = City.objects.get(pk=NAIROBI), {"by": "test", "at": timezone.now()}
    actions_of_needs.state(city=city, said={"need": {"water": actions_of_needs.Said(True)}}, **entered)
    told = {"subject": "water", "means": "advice", "what": "A visit", "replied_on": day(1).date()}
    reply = actions_of_needs.reply_to_need(city=city, **told, **entered)
    asking = published("cities", NEEDS_FORM)
    actions_of_needs.keep_assessment(
        assessment=Assessment(slug="first", title="First"), surveys=[asking], cities=[city.pk], **entered
    )
    answered = sent_to_cities(asking, 1, email="gus@example.org", contact="yes")
    filed(timezone.now())
    answered.refresh_from_db()
    person = PersonLink.objects.get(record=answered.record_id).person_id
    return _in_touch(city) | {"city": city.pk, "reply": reply.pk, "assessment": "first", "asking": person}


def _in_touch(city: City) -> dict[str, object]:
    """A city that is introduced to another, with a meeting and a note of the other's, and has an agreement with the
    institution of nobody here."""
    request = asked(city, other := a_city(SAN_SALVADOR))
    step(request, "accept", other)
    now = timezone.now()
    meeting = actions_of_partnerships.propose_meeting(
        partnership=request, side=side(request, other), title="Talk", starts_at=now + timedelta(days=2), minutes=30,
        timezone="America/El_Salvador", link="", at=now,
    )  # fmt: skip
    ines = make_user("officer", "Ines Officer", city=SAN_SALVADOR)
    note = actions_of_partnerships.write_note(
        partnership=request, side=side(request, other), readers="own", text="Ours.", author=ines, at=now
    )
    stands = agreed(city, Institution.objects.create(slug="fund", type="igo"))
    signed = step(stands, "sign", city, document=Document("mou.pdf", ContentFile(b"%PDF")))
    return {"request": request.pk, "meeting": meeting.pk, "note": note.pk, "signed": signed.pk}


def ask(client: Client, method: str, url: str) -> int:
    """The status; what is streamed is read to its end."""
    response = client.post(url) if method == "POST" else client.get(url)
    if response.streaming:
        b"".join(response.streaming_content)
    return response.status_code


def test_every_address_of_ours_is_in_the_table():
    assert set(our_routes(get_resolver().url_patterns)) == set(DOORS)


def test_each_door_opens_to_whom_it_should(world, request, settings):
    settings.FIGURES_CACHED_IN_TRANSACTIONS = True  # they are the same for all five
    clients = [request.getfixturevalue(who) for who in WHO]
    found = {
        route: tuple(ask(client, method, url.format(**vars(world))) for client in clients)
        for route, (method, url, _statuses) in DOORS.items()
    }
    assert found == {route: statuses for route, (_method, _url, statuses) in DOORS.items()}


def test_nothing_was_changed_by_asking_without_saying_what(world, as_team):
    before = Source.objects.count()
    for method, url, _statuses in DOORS.values():
        if method == "POST":
            ask(as_team, method, url.format(**vars(world)))
    assert Source.objects.count() == before + 10  # what is done by a button alone
