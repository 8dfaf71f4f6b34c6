"""`earnest rebuild`: throw the kept judgements away and make them again from the record."""

import click

from earnest.cli.desk import json_option, open_desk, print_json, read_now


@click.command()
@json_option
def rebuild(as_json: bool) -> None:
    """Judge every account again from the record. The result is the same; use it to be sure."""
    workspace = open_desk()
    from earnest.app.mailbox import mailbox_derive
    from earnest.app.standing import standing_rebuild

    now, _ = read_now(None)
    mailbox_derive(workspace, now=now)
    count = standing_rebuild(workspace, now=now)
    if as_json:
        print_json({"accounts": count})
    else:
        click.echo(f"Judged {count} accounts again from the record.")


commands = [rebuild]
