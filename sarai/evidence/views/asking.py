"""What an address asks of the figures, and who may see how much of the answer."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from django_ratelimit.core import is_ratelimited
from django_ratelimit.exceptions import Ratelimited

from sarai.evidence.engine import Question, UnknownScope, answer, is_remembered

RATE = "60/m"


def asked(request: HttpRequest, key: str) -> Question:
    """The question of an address, answered. A page for anything that cannot be asked: 404, with the sentence. Raises
    Ratelimited where a stranger asks too many that nobody has asked before."""
    try:
        question = Question.from_params(key, request.GET.dict())
        question.scope.found_by(request.user)
        if not is_remembered(question):
            spare(request)
        answer(question)
    except KeyError:
        raise Http404(_("Nothing is counted under the name “%(key)s”.") % {"key": key}) from None
    except (UnknownScope, ValueError) as error:
        raise Http404(str(error)) from None
    return question


def spare(request: HttpRequest) -> None:
    """Count what costs more than a page of ours may, by the address that it comes from. Raises Ratelimited where
    somebody who is not logged in asks for more of it than one reader would."""
    if request.user.is_authenticated:
        return
    if is_ratelimited(request, group="figures", key="ip", rate=RATE, increment=True):
        raise Ratelimited


def search_of(request: HttpRequest) -> str:
    """What is searched for in the records; only by those who may see what is found."""
    search = request.GET.get("q", "").strip()[:100]
    return search if request.user.has_perm("evidence.view_personal") else ""


def visible_rows(request: HttpRequest, question: Question) -> bool:
    """Whether the records themselves may be seen: by whoever has a role, or more where the figure asks for more, and
    by everybody where none of their fields is personal."""
    counted = question.indicator.counted
    personal = getattr(counted.opens, "PERSONAL", None)
    return personal == set() or request.user.has_perm(counted.opened_by)


def telling_dimension(request: HttpRequest, question: Question) -> str:
    """The dimension that is asked for, or else shown unasked: the one that a share or a ranking is made of, or one not
    yet narrowed. "" where there is none."""
    names = question.indicator.dimensions
    by = request.GET.get("by") or getattr(question.indicator, "by", "")
    open_ = by or next((name for name in names if name not in dict(question.where)), "")
    return open_ if open_ in names else ""
