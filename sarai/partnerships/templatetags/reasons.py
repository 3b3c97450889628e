"""`{% reason one proposal.who city %}`: why a partner is proposed, in words, with its numbers open."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django import template
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sarai.evidence.templatetags.figures import cell_link
from sarai.network.models import City, Institution
from sarai.partnerships.queries.match_reasons import Reason
from sarai.partnerships.queries.match_strengths import Strength

register = template.Library()
Said = Mapping[str, SafeString]


@register.simple_tag(name="reason")
def in_words(one: Reason, who: City | Institution, city: City) -> SafeString:
    """One reason as a sentence to the city: who `who` is for it, and what that rests on."""
    said = {"who": _name(who), "city": _name(city), "what": conditional_escape(one.what)}
    if one.people:
        said["number"] = cell_link(one.people)
    return _SENTENCES[one.part](one, said)


@register.filter
def shown(strengths: list[Strength]) -> SafeString:
    """What somebody can show, each with where it is found."""
    found = (_linked(one) for one in strengths)
    return format_html_join("; ", "{}", ((one,) for one in found))


def _linked(one: Strength) -> SafeString:
    title = _name(one.title)
    return format_html('<a href="{}">{}</a>', one.url, title) if one.url else title


def _name(who: object) -> SafeString:
    return format_html("<bdi>{}</bdi>", who)


def _many(one: Reason) -> int:
    assert one.people is not None
    return one.people.number


def _needs(one: Reason, said: Said) -> SafeString:
    offered = format_html_join(", ", "<bdi>{}</bdi>", ((word,) for word in one.words))
    words = {**said, "offer": format_html("{} ({})", offered, one.what) if one.words else said["what"]}
    if one.people:
        sentence = ngettext(
            "{who} offers help with {offer}, which {number} person of your city named as a need.",
            "{who} offers help with {offer}, which {number} people of your city named as a need.",
            _many(one),
        )
    else:
        sentence = _("{who} offers help with {offer}, which your city says that it needs.")
    parts = [format_html(sentence, **words)]
    if one.offering:
        number = one.offering.number
        there = ngettext("{number} person there says so.", "{number} people there say so.", number)
        parts.append(format_html('<span class="soft">{}</span>', format_html(there, number=cell_link(one.offering))))
    if one.shown:
        parts.append(shown(list(one.shown)))
    return format_html_join(" ", "{}", ((part,) for part in parts))


def _practices(one: Reason, said: Said) -> SafeString:
    if one.people:
        sentence = ngettext(
            "{who} has shown what it can do in {what}, which {number} person of your city named as a need: {shown}",
            "{who} has shown what it can do in {what}, which {number} people of your city named as a need: {shown}",
            _many(one),
        )
    else:
        sentence = _("{who} has shown what it can do in {what}, which your city says that it needs: {shown}")
    return format_html(sentence, shown=shown(list(one.shown)), **said)


def _peers(one: Reason, said: Said) -> SafeString:
    if not one.people:
        return format_html(_("Cities in your country asked for {who}."), **said)
    sentence = ngettext(
        "{number} person in your country asked for {who}.",
        "{number} people in your country asked for {who}.",
        _many(one),
    )
    return format_html(sentence, **said)


def _wish(one: Reason, said: Said) -> SafeString:
    if not one.people:
        return format_html(_("Your city asked for {who}."), **said)
    sentence = ngettext(
        "{number} person of your city asked for {who}.", "{number} people of your city asked for {who}.", _many(one)
    )
    return format_html(sentence, **said)


def _asked(one: Reason, said: Said) -> SafeString:
    if not one.people:
        return format_html(_("{who} asked for {city}."), **said)
    sentence = ngettext(
        "{number} person of {who} asked for {city}.", "{number} people of {who} asked for {city}.", _many(one)
    )
    return format_html(sentence, **said)


def _plain(sentence: Callable[[], str]) -> Callable[[Reason, Said], SafeString]:
    return lambda _one, said: format_html(sentence(), **said)


_SENTENCES: dict[str, Callable[[Reason, Said], SafeString]] = {
    "needs": _needs,
    "practices": _practices,
    "alone": _plain(lambda: _("Neither of you has a partner in {what} yet.")),
    "priorities": _plain(lambda: _("Both of you put {what} first.")),
    "languages": _plain(lambda: _("You share an official language: {what}.")),
    "regions": _plain(lambda: _("You are in the same region: {what}.")),
    "outcomes": _plain(lambda: _("A partnership of {who} has come as far as: {what}.")),
    "peers": _peers,
    "wish": _wish,
    "asked": _asked,
    "mutual": _plain(lambda: _("Each of you asked for the other.")),
}
