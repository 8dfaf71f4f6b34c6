"""`earnest why ACCOUNT`: everything a judgement rests on."""

from typing import TYPE_CHECKING

import click

from earnest.cli.desk import json_option, now_option, open_desk, print_json, read_now

if TYPE_CHECKING:
    from earnest.app.accounts import AccountView
    from earnest.app.messages import MessageBrief


@click.command()
@click.argument("account")
@now_option
@json_option
def why(account: str, now: str | None, as_json: bool) -> None:
    """All reasons for ACCOUNT (a company, person, domain, address or number), each with the
    messages behind it."""
    workspace = open_desk()
    from earnest.app.accounts import account_find, account_view
    from earnest.app.messages import message_briefs

    moment, _ = read_now(now)
    view = account_view(workspace, account_find(workspace, account).pk, now=moment)
    ids = [e.id for reason in view.row.reasons for e in reason.evidence if e.kind == "message"]
    briefs = message_briefs(workspace, ids)
    if as_json:
        print_json({"account": view, "messages": list(briefs.values())})
        return
    _print(view, briefs)


def _print(view: "AccountView", briefs: "dict[int, MessageBrief]") -> None:
    row = view.row
    click.echo(click.style(f"{row.account} ({row.status}): {row.label_words}", bold=True))
    if view.status_why:
        click.echo(f"  {row.status}: {view.status_why}")
    parts = ", ".join(f"{part.name} {part.points} of {part.most}" for part in row.parts)
    click.echo(f"  urgency {row.urgency}: {parts}; chance that a call helps {row.chance}%")
    for reason in row.reasons:
        click.echo(f"\n  {reason.text}")
        for evidence in reason.evidence:
            brief = briefs.get(evidence.id) if evidence.kind == "message" else None
            if brief is None:
                click.echo(f"    {evidence.label} {evidence.id}")
                continue
            when = f"{brief.at:%Y-%m-%d %H:%M}" if brief.at else "no date"
            click.echo(f"    message {brief.id}, {when}, {brief.sender}: {brief.subject}")
            if brief.words:
                click.echo(f"      {brief.words}")
    click.echo("\n  People")
    for person in view.people:
        addresses = ", ".join(email for email, _ in person.addresses)
        phones = ", ".join(number for number, _ in person.phones)
        click.echo(f"    {person.name}: {addresses}{'; ' + phones if phones else ''}")


commands = [why]
