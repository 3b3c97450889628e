"""A browser, for the pages of the demonstration; and people and places, for those of cities and institutions."""

from tests.browser import *  # noqa: F403
from tests.gazetteer import *  # noqa: F403
from tests.people import *  # noqa: F403
