"""`earnest backup [FILE]` and `earnest restore FILE`: everything in one file, and back."""

from pathlib import Path

import click

from earnest.cli.desk import json_option, print_json, read_now


@click.command()
@click.argument("file", required=False, type=click.Path(path_type=Path, dir_okay=False))
@json_option
def backup(file: Path | None, as_json: bool) -> None:
    """Write everything into one new FILE (DATE.earnest here, when none is named).

    You can go on working meanwhile. The file holds the mail itself: keep it as you keep the
    mailbox.
    """
    from earnest.app.store import store_open

    store_open()
    from earnest.app.backup import backup_write

    now, _ = read_now(None)
    path = file or Path(f"{now:%Y-%m-%d-%H%M}.earnest")
    report = backup_write(path, now=now)
    if as_json:
        print_json(report)
        return
    size = path.stat().st_size / 1_000_000
    click.echo(f"Wrote {sum(report.rows.values())} rows to {path} ({size:.1f} MB).")
    click.echo(f"To read it back: earnest restore {path}")


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--replace", is_flag=True, help="Put it in place of the record that is here now.")
@json_option
def restore(file: Path, replace: bool, as_json: bool) -> None:
    """Read a backup FILE into the data folder (or database) in use, all of it or nothing."""
    from earnest.app.store import store_open

    store_open()
    from earnest.app.backup import backup_restore

    now, _ = read_now(None)
    report = backup_restore(file, now=now, replace=replace)
    if as_json:
        print_json(report)
        return
    rows = report.rows
    click.echo(
        f"Restored the backup of {report.created[:10]}: {rows.get('record.account', 0)} accounts, "
        f"{rows.get('record.message', 0)} messages, {rows.get('record.touch', 0)} touches."
    )
    click.echo("Next: earnest today")


commands: list[click.Command] = [backup, restore]
