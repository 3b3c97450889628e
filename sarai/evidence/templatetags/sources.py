"""How a source is named on a page."""

from django import template
from django.utils.translation import gettext as _

from sarai.evidence.formats import formats
from sarai.evidence.models import Source

register = template.Library()


@register.filter
def format_label(key: str) -> str:
    """What people call a file format; a key that is no format's stays as it is."""
    return next((str(how.label) for how in formats() if how.key == key), key)


@register.filter
def plain_name(source: Source) -> str:
    """What kind of source this is, for readers who may not see its name: a file's name may be a person's."""
    if source.kind == Source.Kind.FILE and source.format:
        return _("File: %(format)s") % {"format": format_label(source.format)}
    return str(source.get_kind_display())
