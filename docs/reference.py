"""Writes docs/reference/: settings, commands, errors and rule packs, as the code has them."""

import sys
from collections.abc import Iterator
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


def every_command() -> Iterator[tuple[click.Context, click.Command]]:
    """All commands and their subcommands, each with the context its help is made in."""

    def below(group: click.Group, context: click.Context) -> Iterator[click.Context]:
        for name in group.list_commands(context):
            command = group.get_command(context, name)
            assert command is not None, f"{context.command_path} {name} does not exist"
            own = click.Context(command, context, info_name=name, terminal_width=80)
            yield own
            if isinstance(command, click.Group):
                yield from below(command, own)

    top = click.Context(cli, info_name="earnest", terminal_width=80)
    for context in (top, *below(cli, top)):
        yield context, context.command


def commands() -> str:
    """Every command with its help, as the terminal shows it."""
    parts = [
        f"## {context.command_path}\n\n```text\n{command.get_help(context)}\n```\n"
        for context, command in every_command()
    ]
    return "\n".join([f"# Commands\n{NOTE}", *parts])


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
        rows = "\n".join(f"| `{pack.relative_to(PACKS)}` | {about(pack)} |" for pack in packs)
        parts.append(f"## {kind}\n\n{purpose(paths)}\n\n| pack | about |\n|---|---|\n{rows}\n")
    return "\n".join(parts)


PAGES = {
    FOLDER / "settings.md": settings,
    FOLDER / "commands.md": commands,
    FOLDER / "errors.md": errors,
    FOLDER / "rules.md": rules,
}

if __name__ == "__main__":
    sys.exit(main(PAGES))
