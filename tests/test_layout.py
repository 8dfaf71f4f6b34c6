"""The shape of the project: names, sizes, imports, and pages that say what the code says."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import click
import pytest

from docs import map as layout
from docs import reference
from docs.generated import ROOT
from earnest.config import TABLE

FILE_LINES = 400
FUNCTION_LINES = 40
# Parts of a shell that serve all its features and are none themselves.
SHARED = {
    "cli": {"main", "desk", "serve", "server"},
    "web": {"apps", "clock", "forms", "frame", "middleware", "templatetags", "urls"},
}
# Kinds of test that are named after what they try and not after a layer.
ACROSS = {"e2e", "faults", "packaging"}


def sources() -> Iterator[Path]:
    """All Python of the project but migrations, which a tool writes."""
    for folder in ("src", "tests", "benchmarks", "training", "docs"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def shown(path: Path) -> str:
    return str(path.relative_to(ROOT))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_files_stay_short_enough_to_read() -> None:
    counts = {shown(p): p.read_text(encoding="utf-8").count("\n") for p in sources()}
    assert {name: n for name, n in counts.items() if n >= FILE_LINES} == {}


def test_functions_stay_short_enough_to_read() -> None:
    long = {
        f"{shown(path)}:{node.lineno} {node.name}": length
        for path in sources()
        for node in functions(path)
        if (length := (node.end_lineno or node.lineno) - node.lineno + 1) >= FUNCTION_LINES
    }
    assert long == {}


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        shown(path)
        for path in sources()
        if path.read_text(encoding="utf-8").strip()
        and not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert silent == []


@pytest.mark.parametrize("shell", ["web", "cli"])
def test_shells_name_their_parts_after_the_features_they_show(shell: str) -> None:
    known = layout.names("app") | layout.names("core") | SHARED[shell]
    assert sorted(layout.names(shell) - known) == []


def test_template_folders_are_named_after_their_pages() -> None:
    pages = layout.names("web") | {"parts"}
    assert sorted({name for name, _ in layout.templates()} - pages) == []


def test_no_feature_has_a_second_name_in_another_layer() -> None:
    shared = SHARED["cli"] | SHARED["web"]
    singular = {name: name.removesuffix("s") for name in layout.features() if name not in shared}
    twins = [
        (one, other)
        for one, other in pairwise(sorted(singular))
        if singular[one] == singular[other]
    ]
    assert twins == []


def test_tests_are_named_after_what_they_test() -> None:
    every = {name for layer in layout.LAYERS for name in layout.names(layer)}
    strays = []
    for path in sorted((ROOT / "tests").glob("*/**/test_*.py")):
        layer = path.relative_to(ROOT / "tests").parts[0]
        inside = {p.stem for _, p in layout.modules(layer)} if layer not in ACROSS else set()
        known = every if layer in ACROSS else layout.names(layer) | inside
        name = path.stem.removeprefix("test_")
        if layer != "packaging" and not layout.namesake(name, known):
            strays.append(shown(path))
    assert strays == []


def test_imports_point_down() -> None:
    command = Path(sys.executable).with_name("lint-imports")
    run = subprocess.run([command, "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr


def test_the_generated_pages_say_what_the_code_says() -> None:
    # In processes of their own: click keeps what a command's first run made of its help.
    for module in ("docs.map", "docs.reference"):
        run = subprocess.run(
            [sys.executable, "-m", module], cwd=ROOT, capture_output=True, text=True
        )
        assert run.returncode == 0, f"write them anew: ./dev docs\n{run.stdout}{run.stderr}"


def test_every_command_and_option_is_explained() -> None:
    silent = []
    for context, command in reference.every_command():
        options = [option for option in command.params if isinstance(option, click.Option)]
        silent += [f"{context.command_path} {o.name}" for o in options if not o.help]
        silent += [] if command.help else [context.command_path]
    assert silent == []


def test_every_setting_is_explained() -> None:
    assert [setting.name for setting in TABLE if not setting.doc] == []


def test_every_rule_pack_says_what_it_holds() -> None:
    packs = sorted(reference.PACKS.rglob("*.toml"))
    assert [shown(pack) for pack in packs if not reference.about(pack)] == []


def test_links_between_pages_lead_somewhere() -> None:
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    broken = [
        f"{shown(page)}: {target}"
        for page in pages
        for target in re.findall(r"\]\(([^)#:]+)[^):]*\)", page.read_text(encoding="utf-8"))
        if not (page.parent / target).exists()
    ]
    assert broken == []


def test_no_page_or_file_names_a_machine_or_a_registry() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True)
    names = ["/" + "work/", "/" + "root/", "pypi" + ".org", "files.python" + "hosted"]
    found = []
    for name in listed.stdout.splitlines():
        path = ROOT / name
        if path.suffix in {".png", ".bin", ".gz"} or not path.is_file():
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        found += [f"{name}: {word}" for word in names if word in text]
    assert found == []
