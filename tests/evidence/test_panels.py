"""Slots on pages, and what apps above put there."""

from collections import defaultdict
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import Context, Template
from django.template.loader import get_template
from django.test import RequestFactory

import sarai
from sarai.evidence import panels
from sarai.evidence.panels import declare_panel, panels_of
from tests.people import make_user

THING = SimpleNamespace(name="a & b")


@pytest.fixture
def shown(monkeypatch, settings):
    """What a page with a slot shows to somebody; slots and templates are of this test alone."""
    monkeypatch.setattr(panels, "_panels", defaultdict(dict))
    templates = {"one": "[{{ said }} as of {{ as_of }}]", "two": "[two {{ said }}]"}
    [engine] = settings.TEMPLATES
    options = engine["OPTIONS"] | {"loaders": [("django.template.loaders.locmem.Loader", templates)]}
    settings.TEMPLATES = [engine | {"APP_DIRS": False, "OPTIONS": options}]

    def show(user=None, **context):
        request = RequestFactory().get("/")
        request.user = user or AnonymousUser()
        page = Template('{% load slots %}{% panels "thing" thing %}{{ said }}')
        return page.render(Context({"request": request, "thing": THING} | context))

    return show


def test_a_slot_for_which_nothing_is_declared_is_empty(shown):
    assert shown() == ""


def test_panels_stand_in_their_order_know_the_page_and_are_escaped(shown):
    declare_panel("thing", "a.last", "two", lambda request, thing: {}, order=2)
    declare_panel("thing", "b.first", "one", lambda request, thing: {"said": thing.name}, order=1)
    declare_panel("other", "c.elsewhere", "two", lambda request, thing: {})
    # What the first was told is unknown to the second, and to the page.
    assert shown(as_of="today") == "[a &amp; b as of today][two ]"


def test_a_panel_that_has_nothing_to_tell_is_not_there(shown):
    declare_panel("thing", "a.none", "one", lambda request, thing: None)
    assert shown() == ""


@pytest.mark.django_db
def test_a_panel_with_a_permission_is_for_those_who_have_it_for_this_thing(shown):
    asked = []
    nairobi = SimpleNamespace(geonameid=184745)
    declare_panel("thing", "a.own", "one", lambda request, thing: asked.append(thing) or {"said": 1},
                  permission="network.speak_for_city")  # fmt: skip
    officer = make_user("officer", "Omar Officer", city=184745)
    assert "[1" in shown(officer, thing=nairobi)
    assert shown(officer, thing=SimpleNamespace(geonameid=1)) == shown(None, thing=nairobi) == ""
    assert asked == [nairobi]


def test_two_panels_of_a_slot_never_have_one_key(shown):
    declare_panel("thing", "a.same", "one", dict)
    declare_panel("thing", "a.same", "one", dict)
    declare_panel("other", "a.same", "two", dict)
    with pytest.raises(ValueError, match=r"two panels of the slot 'thing' have the key 'a\.same'"):
        declare_panel("thing", "a.same", "two", dict)
    assert len(panels_of("thing")) == 1


def test_every_panel_that_an_app_declares_has_a_template_and_a_page_that_leaves_its_slot():
    pages = "".join(path.read_text() for path in Path(sarai.__path__[0]).rglob("*.html"))
    declared = panels._panels
    assert declared["survey"]
    for place in declared:
        assert f'{{% panels "{place}" ' in pages
        assert all(get_template(panel.template) for panel in panels_of(place))
