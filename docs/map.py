"""Writes docs/map.md: every feature by its one name, and where it lives in each layer."""

import ast
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from docs.generated import NOTE, ROOT, main

SOURCE = ROOT / "src" / "earnest"
LAYERS = ("core", "rulepacks", "adapters", "db", "app", "web", "cli")
PLACES = (*LAYERS, "templates", "tests", "benchmarks")
PAGE = ROOT / "docs" / "map.md"


def modules(layer: str) -> Iterator[tuple[str, Path]]:
    """The files of a layer with the feature each belongs to: the folder or module right below
    the layer (below models/ in db). Migrations and the layer's own __init__ belong to none."""
    base = SOURCE / layer
    top = base / "models" if layer == "db" else base
    for path in sorted([*top.rglob("*.py"), *top.rglob("*.toml"), *top.rglob("*.json")]):
        parts = path.relative_to(top).parts
        if parts != ("__init__.py",) and parts[0] not in {"templates", "static"}:
            yield parts[0].removesuffix(".py"), path


def templates() -> Iterator[tuple[str, Path]]:
    """The template folders; what lies beside them is shared by all pages."""
    for path in sorted((SOURCE / "web" / "templates").glob("*")):
        if path.is_dir():
            yield path.name, path


def names(layer: str) -> set[str]:
    """The features a layer has a part of."""
    return {name for name, _ in modules(layer)}


def _owners() -> dict[str, str]:
    """Module name -> feature, for modules inside a feature's folder."""
    return {path.stem: name for layer in LAYERS for name, path in modules(layer)}


def namesake(stem: str, known: set[str]) -> str | None:
    """The longest known name that a test is named after: itself, or what it says before an
    underscore (test_when_safety.py tests `when`). None when there is none."""
    while stem not in known and "_" in stem:
        stem = stem.rpartition("_")[0]
    return stem if stem in known else None


def _named_after(pattern: str, prefix: str = "") -> Iterator[tuple[str, Path]]:
    """Tests and benchmarks belong to the feature they are named after, or to the one whose
    module they are named after."""
    features = {name: name for layer in LAYERS for name in names(layer)}
    owners = _owners() | features
    for path in sorted(ROOT.glob(pattern)):
        stem = path.stem.removeprefix(prefix)
        if not stem.startswith("_"):
            yield owners.get(namesake(stem, set(owners)) or "", stem), path


def features() -> dict[str, dict[str, list[Path]]]:
    """Feature -> place -> files."""
    found: dict[str, dict[str, list[Path]]] = {}
    sources = {layer: list(modules(layer)) for layer in LAYERS}
    sources["templates"] = list(templates())
    sources["tests"] = list(_named_after("tests/*/**/test_*.py", "test_"))
    sources["benchmarks"] = list(_named_after("benchmarks/*/*.py"))
    for place in PLACES:
        for name, path in sources[place]:
            found.setdefault(name, {}).setdefault(place, []).append(path)
    return dict(sorted(found.items()))


def purpose(paths: list[Path]) -> str:
    """The first line of the first docstring among these files."""
    for path in paths:
        if path.suffix == ".py":
            text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
            if text:
                return text.partition("\n\n")[0].replace("\n", " ")
    return ""


def _link(path: Path) -> str:
    return f"[{path.name}]({os.path.relpath(path, PAGE.parent)})"


def _files(paths: list[Path]) -> str:
    """Links to the files; a folder of data is one link with a count."""
    data: dict[Path, int] = {}
    for path in paths:
        if path.suffix not in {".py", ""}:
            data[path.parent] = data.get(path.parent, 0) + 1
    code = [_link(path) for path in paths if path.suffix in {".py", ""}]
    return ", ".join(code + [f"{_link(folder)} ({count})" for folder, count in data.items()])


def page() -> str:
    """The text of docs/map.md."""
    lines = ["# Map", NOTE]
    lines.append("Every feature has one name; this is where each lives, layer by layer.\n")
    for name, places in features().items():
        said = (purpose(places[p]) for p in ("app", "core", *places) if p in places)
        lines.append(f"## {name}\n\n{next((text for text in said if text), '')}\n")
        lines.extend(f"- {place}: {_files(paths)}" for place, paths in places.items())
        lines.append("")
    return "\n".join(lines)


PAGES = {PAGE: page}

if __name__ == "__main__":
    sys.exit(main(PAGES))
