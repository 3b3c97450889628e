"""A survey that asks what cities need, and answers to it."""

from tests.browser import *  # noqa: F403
from tests.needs.surveys import asked_cities  # noqa: F401
from tests.people import *  # noqa: F403
from tests.surveys.offline.conftest import phone, scripts  # noqa: F401
