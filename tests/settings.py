"""The settings under test: an installation of its own, in a folder of its own, that shares nothing but the place index
of this checkout, which is slow to build."""

import os
import tempfile
from pathlib import Path

if "SARAI_VAR_DIR" not in os.environ or "PYTEST_XDIST_WORKER" in os.environ:
    # A worker inherits the environment of the process that started it, and would empty its siblings' caches.
    os.environ["SARAI_VAR_DIR"] = tempfile.mkdtemp(prefix="sarai-tests-")
os.environ.setdefault("SARAI_PLACES_INDEX", str(Path(__file__).parent.parent / "var" / "places.sqlite3"))
os.environ.setdefault("SARAI_SECRET_KEY", "for tests only")

from config.settings import *  # noqa: F403
from config.settings import STATIC_ROOT, STORAGES

STATIC_ROOT.mkdir(parents=True, exist_ok=True)
# Static files are taken from where they are written, without being collected and given names of their content first.
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = True
# Hashes that are made to be slow protect nobody here.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Nor do answers that take their time.
DOOR_TICK = 0.000001
