"""Who looks at clusters, also with a browser; and a cluster to look at."""

from tests.browser import *  # noqa: F403
from tests.clusters.community import *  # noqa: F403
from tests.people import *  # noqa: F403
