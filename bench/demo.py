"""The demonstration programme, loaded once for the measures that read it."""

from io import StringIO

from django.core.management import call_command

from sarai.exchanges.models import Registration


def loaded() -> None:
    """Load the demonstration into this bench's own installation, unless an earlier measure did."""
    from sarai.portal.setup import set_up

    set_up()
    if not Registration.objects.exists():
        call_command("demo", stdout=StringIO())
