"""Who looks at partnerships, also with a browser."""

from tests.browser import *  # noqa: F403
from tests.people import *  # noqa: F403
