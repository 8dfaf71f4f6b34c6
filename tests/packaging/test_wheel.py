"""The wheel as people install it: everything inside, and a Today list from it elsewhere."""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from docs.generated import ROOT

PACKAGE = ROOT / "src" / "earnest"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy of the tree so that nothing built before gets into it."""
    tree = tmp_path_factory.mktemp("tree")
    for name in ("pyproject.toml", "README.md", "LICENSE", "MANIFEST.in"):
        if (ROOT / name).exists():
            shutil.copy(ROOT / name, tree)
    unwanted = shutil.ignore_patterns("*.egg-info", "__pycache__")
    shutil.copytree(PACKAGE, tree / "src" / "earnest", ignore=unwanted)
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", "out", "."]
    run = subprocess.run(build, cwd=tree, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr
    (built,) = (tree / "out").glob("*.whl")
    return built


@pytest.fixture(scope="module")
def elsewhere(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of a new environment that holds only the wheel. The packages it needs are
    lent by ours, after its own: installing them again would take minutes and a network."""
    home = tmp_path_factory.mktemp("elsewhere")
    venv.create(home, with_pip=True, symlinks=True)
    install = ["-m", "pip", "install", "-q", "--no-index", "--no-deps", str(wheel)]
    subprocess.run([home / "bin" / "python", *install], check=True)
    (packages,) = (home / "lib").glob("python*/site-packages")
    (packages / "lent.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return home / "bin"


def run(programs: Path, home: Path, *command: str) -> str:
    """What a command prints, run away from the source tree and with its own data folder."""
    env = {k: v for k, v in os.environ.items() if not k.startswith(("EARNEST_", "PYTHON"))}
    env |= {"EARNEST_HOME": str(home), "PATH": f"{programs}:{os.environ['PATH']}"}
    done = subprocess.run(command, cwd=home, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_wheel_carries_every_file_the_product_reads(wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    needed = {
        str(Path("earnest") / path.relative_to(PACKAGE))
        for path in PACKAGE.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert sorted(needed - inside) == []
    for part in ("rulepacks/", "web/templates/", "web/static/"):
        assert any(name.startswith(f"earnest/{part}") for name in inside), part


def test_it_gives_a_call_list_where_nothing_else_of_the_project_is(
    elsewhere: Path, tmp_path: Path
) -> None:
    where = run(elsewhere, tmp_path, "python", "-c", "import earnest; print(earnest.__file__)")
    assert Path(where.strip()).is_relative_to(elsewhere.parent)
    run(elsewhere, tmp_path, "earnest", "demo", "--no-serve", "--home", str(tmp_path))
    rows = json.loads(run(elsewhere, tmp_path, "earnest", "today", "--json"))
    assert len(rows) >= 10
    assert all(row["why"] for row in rows)


def test_its_pages_open_with_their_styles(elsewhere: Path, tmp_path: Path) -> None:
    run(elsewhere, tmp_path, "earnest", "demo", "--no-serve", "--home", str(tmp_path))
    visit = """
import os, re, django
os.environ["DJANGO_SETTINGS_MODULE"] = "earnest.settings"
django.setup()
from django.test import Client
desk = Client(headers={'host': '127.0.0.1'})
page = desk.get("/", follow=True)
styles = re.findall(r'href="([^"]+[.]css)"', page.text)
print(page.status_code, *(desk.get(path).status_code for path in styles))
"""
    codes = run(elsewhere, tmp_path, "python", "-c", visit).split()
    assert len(codes) >= 2
    assert set(codes) == {"200"}
