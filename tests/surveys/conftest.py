"""Who looks at surveys."""

from tests.browser import *  # noqa: F403
from tests.gazetteer import few_cities  # noqa: F401
from tests.people import *  # noqa: F403
