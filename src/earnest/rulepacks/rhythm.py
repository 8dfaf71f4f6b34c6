"""The shipped parameters of the rhythm model, and their loader."""

import json
from functools import lru_cache
from importlib.resources import files

from earnest.core.rhythm import Parameters


@lru_cache(maxsize=1)
def load_rhythm() -> Parameters:
    """The parameters fitted on the open list (training/fit_rhythm.py says how)."""
    text = (files("earnest.rulepacks") / "models" / "rhythm.json").read_text(encoding="utf-8")
    return Parameters(**json.loads(text)["parameters"])
