"""`{% reasons proposal.reasons proposal.who city %}`: why a partner is proposed, in words, with its numbers open."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from django import template
from django.utils.formats import number_format
from django.utils.html import conditional_escape, escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sarai.evidence.templatetags.figures import cell_link
from sarai.network.models import City, Institution
from sarai.partnerships.queries.match_reasons import Added, Proposal, Reason
from sarai.partnerships.queries.match_strengths import Strength

register = template.Library()
Said = Mapping[str, SafeString]


@register.simple_tag(name="reasons")
def in_words(found: Sequence[Reason], who: City | Institution, city: City) -> SafeString:
    """Reasons as sentences to the city, one a line: who `who` is for it, and what that rests on."""
    names = {"who": _name(who), "city": _name(city)}
    return SafeString(f"<ul>{''.join(f'<li>{_sentence(one, names)}</li>' for one in found)}</ul>")


def _sentence(one: Reason, names: Said) -> SafeString:
    said = {**names, "what": conditional_escape(one.what)}
    if one.people:
        said["number"] = cell_link(one.people)
    sentence = _SENTENCES[one.part](one, said)
    if one.evidence is None:
        return sentence
    return format_html('{} <a href="{}">{}</a>', sentence, one.evidence.url(), _("See the records."))


@register.simple_tag
def adding(proposal: Proposal) -> SafeString:
    """The rows of the table that says how a score comes about: written here, as a template took longer for these than
    for all the rest of the page."""
    return SafeString("".join(_row(one, proposal.score) for one in proposal.added))


def _row(one: Added, score: float) -> str:
    label, adds = escape(one.label), number_format(round(one.adds, 2), 2)
    weight = number_format(int(one.weight) if one.weight.is_integer() else round(one.weight, 2))
    meter = f'<meter min="0" max="{score:.4f}" value="{one.adds:.4f}" aria-label="{label}"></meter>'
    numbers = f'<td class="number">{weight}</td><td class="number">{adds}</td>'
    return f'<tr><th scope="row">{label}</th>{numbers}<td>{meter}</td></tr>'


def _filled(sentence: str, said: Said) -> SafeString:
    """A sentence with what it says put in, which is safe already: each reason has four or five of these, and a page of
    ten proposals fifty reasons."""
    return SafeString(sentence.format(**said))


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
    parts = [_filled(sentence, words)]
    if one.offering:
        number = one.offering.number
        there = ngettext("{number} person there says so.", "{number} people there say so.", number)
        parts.append(format_html('<span class="soft">{}</span>', format_html(there, number=cell_link(one.offering))))
    if one.offered:
        parts.append(format_html('<a class="soft" href="{}">{}</a>', one.offered.url(), _("It says so itself.")))
    if one.shown:
        parts.append(shown(list(one.shown)))
    return SafeString(" ".join(parts))


def _practices(one: Reason, said: Said) -> SafeString:
    if one.people:
        sentence = ngettext(
            "{who} has shown what it can do in {what}, which {number} person of your city named as a need: {shown}",
            "{who} has shown what it can do in {what}, which {number} people of your city named as a need: {shown}",
            _many(one),
        )
    else:
        sentence = _("{who} has shown what it can do in {what}, which your city says that it needs: {shown}")
    return _filled(sentence, {**said, "shown": shown(list(one.shown))})


def _peers(one: Reason, said: Said) -> SafeString:
    if not one.people:
        return _filled(_("Cities in your country asked for {who}."), said)
    sentence = ngettext(
        "{number} person in your country asked for {who}.",
        "{number} people in your country asked for {who}.",
        _many(one),
    )
    return _filled(sentence, said)


def _wish(one: Reason, said: Said) -> SafeString:
    if not one.people:
        return _filled(_("Your city asked for {who}."), said)
    sentence = ngettext(
        "{number} person of your city asked for {who}.", "{number} people of your city asked for {who}.", _many(one)
    )
    return _filled(sentence, said)


def _asked(one: Reason, said: Said) -> SafeString:
    if not one.people:
        return _filled(_("{who} asked for {city}."), said)
    sentence = ngettext(
        "{number} person of {who} asked for {city}.", "{number} people of {who} asked for {city}.", _many(one)
    )
    return _filled(sentence, said)


def _priorities(one: Reason, said: Said) -> SafeString:
    return _filled(_("Both of you put {what} first.") if one.is_first else _("Both of you need {what}."), said)


def _plain(sentence: Callable[[], str]) -> Callable[[Reason, Said], SafeString]:
    return lambda _one, said: _filled(sentence(), said)


_SENTENCES: dict[str, Callable[[Reason, Said], SafeString]] = {
    "needs": _needs,
    "practices": _practices,
    "alone": _plain(lambda: _("Neither of you has a partner in {what} yet.")),
    "priorities": _priorities,
    "languages": _plain(lambda: _("You share an official language: {what}.")),
    "regions": _plain(lambda: _("You are in the same region: {what}.")),
    "outcomes": _plain(lambda: _("A partnership of {who} has come as far as: {what}.")),
    "peers": _peers,
    "wish": _wish,
    "asked": _asked,
    "mutual": _plain(lambda: _("Each of you asked for the other.")),
}
