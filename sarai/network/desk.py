"""What network does with the records of every file before they are filed, and what decisions are called."""

from sarai.evidence.formats import declare_acts
from sarai.evidence.intake import declare_screen

from .actions import Screen
from .models import Act

declare_acts(dict(Act.choices))
declare_screen(Screen)
