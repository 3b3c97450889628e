from tests.gazetteer import *  # noqa: F403
from tests.people import *  # noqa: F403
