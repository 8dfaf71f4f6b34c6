"""What the training scripts share: the labelled sentences, the word classes, folds, scores."""

import os
import re
import tomllib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from earnest.core.reading.model import SHAPES, WordClasses

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
SEED = 20261121
# Letters that no word and no feature's mark can hold.
_ALPHABET = [chr(n) for n in (*range(0x41, 0x5B), *range(0x391, 0x3AA), *range(0x410, 0x430))]

Numbers = NDArray[np.float64]
Groups = NDArray[np.int64]


def data_file(relative: str) -> Path:
    """A file of the shared data (EARNEST_DATA, else ../shared/data)."""
    base = Path(os.environ.get("EARNEST_DATA") or ROOT.parent / "shared" / "data")
    return base / relative


def read_labelled(path: Path) -> tuple[list[str], Numbers]:
    """Sentences and 1 or 0 for each, from lines of `Yes|No` TAB sentence."""
    lines = path.read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t", 1) for line in lines if "\t" in line]
    return [text for _, text in rows], np.array([float(label == "Yes") for label, _ in rows])


def read_classes(path: Path = HERE / "classes.toml") -> WordClasses:
    """The word classes with a letter for each."""
    pack = tomllib.loads(path.read_text(encoding="utf-8"))
    letters = dict(zip(pack["classes"], (c for c in _ALPHABET if c not in SHAPES), strict=False))
    codes: dict[str, str] = {}
    for name, words in pack["classes"].items():
        for word in words.split():
            if word in codes:
                raise ValueError(f"{path.name}: {word} stands in two classes")
            codes[word] = letters[name]
    return WordClasses(codes, frozenset(letters[name] for name in pack["weak"]))


def groups(texts: list[str]) -> Groups:
    """A number per sentence, the same for sentences that differ only in figures and marks, so that
    a fold never tests what another wording of it taught."""
    keys = [re.sub(r"[^a-z]+", " ", text.lower()).strip() for text in texts]
    known = {key: n for n, key in enumerate(dict.fromkeys(keys))}
    return np.array([known[key] for key in keys])
