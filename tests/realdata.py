"""Where the shared real data lies; a test that needs it skips, saying so, except in CI."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def data_path(relative: str) -> Path:
    """The path of a shared data file or folder. Skips the test where the data is absent; in CI
    (`CI=true`) absence is a failure, because there these tests must run."""
    base = Path(os.environ.get("EARNEST_DATA") or ROOT.parent / "shared" / "data")
    path = base / relative
    if path.exists():
        return path
    reason = f"shared data is absent: {relative} (set EARNEST_DATA to its folder)"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)
