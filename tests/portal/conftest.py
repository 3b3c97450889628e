"""A browser, for the pages of the demonstration."""

from tests.browser import *  # noqa: F403
