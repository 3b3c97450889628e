"""What the frame around every page needs to know."""

from django import template
from django.conf import settings
from django.core.cache import caches

from sarai.exchanges.models import Event

register = template.Library()
A_MINUTE = 60


@register.simple_tag
def holds_invented_people() -> bool:
    """Whether any event here is a demonstration, so that no reader takes its people for real ones. Every page asks:
    it is looked up once a minute."""
    return bool(caches["local"].get_or_set("invented", Event.objects.filter(synthetic=True).exists, A_MINUTE))


@register.simple_tag
def keeps_mail_here() -> bool:
    """Whether mail is kept for the reader of this machine, and not sent."""
    return bool(settings.MAILBOX)
