"""The sentences that the page without a network shows, by the names that its script knows them by.

Most of them stand on the server's own pages too, in the same words. `%(name)s` is filled in by the script.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

WORDS = {
    # Questions
    "required": _("required"),
    "more": _("More about this"),
    "places": _("Give each its place: 1 is the first."),
    "latitude": _("Latitude"),
    "longitude": _("Longitude"),
    "here": _("Use where I am now"),
    "locating": _("Looking for where you are …"),
    "unlocated": _("Where you are could not be found. Type it, or leave it empty."),
    "agree": _("I agree"),
    "agreed": _("Agreed"),
    "nothingToChoose": _("There is nothing to choose from yet: it depends on another answer."),
    "lines": _("One place on each line: latitude, a space, longitude."),
    "search": _("Type the beginning, then choose from the list."),
    "which": _("Which one do you mean?"),
    "removeFile": _("Remove this file"),
    "addOne": _("Add one more: %(what)s"),
    "add": _("Add one more"),
    "remove": _("Remove: %(what)s"),
    "steps": _("A number from %(start)s to %(end)s, in steps of %(step)s."),
    "noAnswer": _("No answer"),
    # What is wrong
    "needsAnswer": _("This needs an answer."),
    "notAllowed": _("This answer is not allowed."),
    "notChoice": _("“%(value)s” is not one of the choices here."),
    "outOfRange": _("This must be a number from %(low)s to %(high)s, in steps of %(step)s."),
    "twice": _("Two have the same place. This is how we understood you: is the order right?"),
    "int": _("This must be a whole number."),
    "decimal": _("This must be a number."),
    "date": _("This must be a date, as in 2025-01-31."),
    "time": _("This must be a time of day, as in 14:30."),
    "dateTime": _("This must be a date and a time, as in 2025-01-31T14:30:00."),
    "geopoint": _("This must be a place: latitude and longitude in degrees."),
    "geotrace": _("This must be a line of at least two places."),
    "geoshape": _("This must be a shape of at least three places that ends where it begins."),
    "tooLarge": _("This file is larger than %(most)s, and was not kept. Choose a smaller one."),
    "tooLong": _("This is longer than %(most)s characters, and was not kept. Make it shorter."),
    # Pages
    "lookAgain": _("To look at again"),
    "part": _("Part %(part)s of %(parts)s"),
    "begin": _("Begin"),
    "next": pgettext_lazy("survey", "Next"),
    "back": pgettext_lazy("survey", "Back"),
    "change": pgettext_lazy("survey", "Change"),
    "keep": _("Keep, and back to the overview"),
    "language": _("Language"),
    "lookOver": _("Look over and send"),
    "notSentYet": _("Nothing has been sent yet. You can change every answer first."),
    "open": _("Some questions need another look before this can be sent. The button leads to the first."),
    "toQuestion": _("To the question"),
    "send": _("Send"),
    "unanswered": _("no answer"),
    # Without a network
    "onDevice": _(
        "You can answer without a network. Every answer is kept on this device as you give it, and you can close this "
        "page and go on later."
    ),
    "waits": _("Kept on this device, and not sent yet: it is sent by itself when the network is back."),
    "waitsHow": _(
        "You may close this page. If the network comes back while it is closed, open this page once more: then it is "
        "sent."
    ),
    "waitSome": _("Waiting on this device to be sent: %(count)s"),
    "thanks": _("Thank you"),
    "received": _("Your answers were received. They have the number %(number)s."),
    "changeLater": _("Should you want to change something"),
    "byAddress": _(
        "By this address you can read what you answered, correct it, or withdraw it. Keep it to yourself: whoever has "
        "it can do the same."
    ),
    "refused": _("This could not be taken by the site. It is still kept on this device: %(reason)s"),
    "another": _("Answer once more"),
    "discard": _("Delete these answers from this device"),
    "broken": _("This form could not be opened on this device. Open it once more with a network."),
}


def words(languages: Iterable[str]) -> dict[str, dict[str, str]]:
    """All sentences in each of these languages of the interface."""
    found = {}
    for language in languages:
        with translation.override(language):
            found[language] = {name: str(sentence) for name, sentence in WORDS.items()}
    return found
