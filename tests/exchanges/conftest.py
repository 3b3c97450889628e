"""Who looks at events."""

from tests.people import *  # noqa: F403
