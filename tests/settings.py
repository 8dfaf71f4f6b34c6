"""The settings tests run under: a throwaway data folder, and nothing of the developer's own.

Django's settings are read once, before any conftest; so this module, and not a fixture, is what
keeps a test run away from the developer's own desk. `EARNEST_TEST_DATABASE_URL` names the engine
to test on; SQLite if it is absent.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_OURS = "EARNEST_TEST_HOME"
for _name in [name for name in os.environ if name.startswith("EARNEST_")]:
    if _name not in {_OURS, "EARNEST_DATA", "EARNEST_TEST_DATABASE_URL"}:
        del os.environ[_name]
if _OURS not in os.environ:
    # xdist's workers inherit the folder, so that the one who made it is the one who removes it.
    os.environ[_OURS] = tempfile.mkdtemp(prefix="earnest-tests-")
    atexit.register(shutil.rmtree, os.environ[_OURS], ignore_errors=True)
os.environ["EARNEST_HOME"] = str(
    Path(os.environ[_OURS]) / os.environ.get("PYTEST_XDIST_WORKER", "main")
)
os.environ["DATABASE_URL"] = os.environ.get("EARNEST_TEST_DATABASE_URL", "")

from earnest.settings import *  # noqa: E402, F403
from earnest.settings import DATABASES, HOME  # noqa: E402

# Commands that tests start as processes of their own use the throwaway folder, on SQLite.
del os.environ["DATABASE_URL"]

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, as in use: in memory all threads of a live server would share one connection.
    DATABASES["default"]["TEST"] = {"NAME": str(HOME / "test.sqlite3")}

# Hashing is slow on purpose; a test that signs in should not be.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
