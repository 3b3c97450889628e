"""A mail server of the tests' own, and letters to send by it."""

from tests.browser import *  # noqa: F403
from tests.letters.catcher import catcher  # noqa: F401
from tests.people import *  # noqa: F403
