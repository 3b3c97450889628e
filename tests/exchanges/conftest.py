"""Who looks at events, also with a browser."""

from tests.browser import *  # noqa: F403
from tests.exchanges.running import *  # noqa: F403
from tests.people import *  # noqa: F403
