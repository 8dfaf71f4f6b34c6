"""The `earnest` command. Every subcommand is loaded only when it is called, so that the quick ones
start at once."""

import importlib
import sys
from typing import Any

import click

from earnest import __version__
from earnest.core.errors import EarnestError, StoreError

# Name -> (module, what it does in a line). The modules are slow to load, the lines are not.
COMMANDS = {
    "import": ("earnest.cli.importing", "Bring in mail: mbox, maildir, folders of .eml."),
    "today": ("earnest.cli.today", "Whom to call today, and why."),
    "why": ("earnest.cli.accounts", "All reasons for one account, with the messages behind them."),
    "proposals": ("earnest.cli.proposals", "What was read in the mail, to confirm or dismiss."),
    "read": ("earnest.cli.read", "Everything one message says, marked in its text."),
    "serve": ("earnest.cli.serve", "Open the desk in the browser."),
    "rebuild": ("earnest.cli.standing", "Judge every account again from the record."),
    "demo": ("earnest.cli.demo", "A desk full of fictional clients to look around in."),
    "backup": ("earnest.cli.backup", "Write everything into one file."),
    "restore": ("earnest.cli.backup", "Read such a file back."),
}


class LazyGroup(click.Group):
    """A group whose commands are imported when they are first needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All command names, in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load one command; None for a name that is not in the table."""
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            return None
        module = importlib.import_module(entry[0])
        commands: list[click.Command] = module.commands
        return next(command for command in commands if command.name == cmd_name)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without loading them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="earnest")
def cli() -> None:
    """Earnest: from the mailbox you have to the short list of whom to call today, and why."""


def _database_errors() -> tuple[type[Exception], ...]:
    """What the database raises; nothing while it was never loaded, which takes its time."""
    loaded = sys.modules.get("django.db")
    return (loaded.DatabaseError,) if loaded else ()


def main() -> None:
    """Run the command; every error of ours becomes a plain message and its own exit code."""
    try:
        result: Any = cli.main(standalone_mode=False)
    except EarnestError as error:
        click.echo(f"{error.message}\n{error.hint}".rstrip(), err=True)
        sys.exit(error.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except _database_errors() as error:
        click.echo(
            f"The database failed: {error}\nWhat was done before is kept. If the disk has room and "
            "no other program holds the record, try again.",
            err=True,
        )
        sys.exit(StoreError.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped. What was done so far is kept; run it again to go on.", err=True)
        sys.exit(130)
    except BrokenPipeError:
        # The reader of our output (head, less) has seen enough.
        sys.stderr.close()
        sys.exit(0)
    sys.exit(result if isinstance(result, int) else 0)
