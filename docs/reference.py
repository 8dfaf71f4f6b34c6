"""Writes docs/reference/: settings, commands, errors and rule packs, as the code has them."""

import sys
import tomllib
from pathlib import Path

import click

from docs.generated import NOTE, ROOT, main
from docs.map import SOURCE, modules, purpose
from earnest.cli.main import cli
from earnest.config import TABLE
from earnest.core.errors import EarnestError

PACKS = SOURCE / "rulepacks"
FOLDER = ROOT / "docs" / "reference"


def settings() -> str:
    """The table of settings."""
    rows = "\n".join(f"| `{s.name}` | {_code(s.default)} | {s.doc} |" for s in TABLE)
    return f"""# Settings
{NOTE}
Each is an environment variable. `NAME_FILE` may name a file that holds the value of `NAME`, for
secrets. A value that cannot be right stops the start with a message that names it.

| name | default | what it is for |
|---|---|---|
{rows}
"""


def _code(text: str) -> str:
    return f"`{text}`" if text else ""


def commands() -> str:
    """Every command with its help, as the terminal shows it."""
    context = click.Context(cli, info_name="earnest", terminal_width=80)
    parts = [f"# Commands\n{NOTE}\n```text\n{cli.get_help(context)}\n```\n"]
    for name in cli.list_commands(context):
        command = cli.get_command(context, name)
        assert command is not None, f"earnest {name} is in the table and does not exist"
        own = click.Context(command, info_name=name, parent=context, terminal_width=80)
        parts.append(f"## earnest {name}\n\n```text\n{command.get_help(own)}\n```\n")
    return "\n".join(parts)


def errors() -> str:
    """The tree of errors with its exit codes."""
    kinds: list[type[EarnestError]] = [EarnestError]
    for kind in kinds:
        kinds.extend(kind.__subclasses__())
    rows = "\n".join(
        f"| {kind.exit_code} | `{kind.code}` | {kind.http_status} | {kind.__doc__} |"
        for kind in sorted(kinds, key=lambda kind: kind.exit_code)
        if kind.__module__ == EarnestError.__module__
    )
    return f"""# Errors
{NOTE}
What a command that could not do its work says by its exit code, and a page by its HTTP status.
0 is success; 130 is a command that was stopped from the keyboard.

| exit code | name | HTTP | meaning |
|---|---|---|---|
{rows}
"""


def about(pack: Path) -> str:
    """What a pack says of itself: the comment it begins with."""
    lines = pack.read_text(encoding="utf-8").splitlines()
    end = next((i for i, line in enumerate(lines) if not line.startswith("#")), len(lines))
    return " ".join(line.lstrip("# ").rstrip() for line in lines[:end])


def _entries(pack: Path) -> int:
    """How many entries a pack has: the items of its lists of tables, else of its lists."""
    lists = [v for v in tomllib.loads(pack.read_text("utf-8")).values() if isinstance(v, list)]
    tables = [v for v in lists if v and isinstance(v[0], dict)]
    return sum(len(values) for values in tables or lists)


def rules() -> str:
    """Every rule pack by kind, with what it says of itself."""
    where = "src/earnest/rulepacks/KIND/LANGUAGE/TOPIC.toml"
    parts = [f"# Rule packs\n{NOTE}\nRules that are data, in `{where}`.\n"]
    found: dict[str, list[Path]] = {}
    for name, path in modules("rulepacks"):
        found.setdefault(name, []).append(path)
    for kind, paths in sorted(found.items()):
        packs = [path for path in paths if path.suffix == ".toml"]
        if not packs:
            continue
        rows = "\n".join(
            f"| `{pack.relative_to(PACKS)}` | {_entries(pack)} | {about(pack)} |" for pack in packs
        )
        parts.append(
            f"## {kind}\n\n{purpose(paths)}\n\n| pack | entries | about |\n|---|---|---|\n{rows}\n"
        )
    return "\n".join(parts)


PAGES = {
    FOLDER / "settings.md": settings,
    FOLDER / "commands.md": commands,
    FOLDER / "errors.md": errors,
    FOLDER / "rules.md": rules,
}

if __name__ == "__main__":
    sys.exit(main(PAGES))
