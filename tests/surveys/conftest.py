"""Who looks at surveys."""

from tests.people import *  # noqa: F403
