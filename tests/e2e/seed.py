"""A small fictional book for the browser tests: `python -m tests.e2e.seed` fills EARNEST_HOME."""

from datetime import date, timedelta

from earnest.app.store import store_open

store_open()

from earnest.app.workspaces import local_workspace  # noqa: E402
from earnest.db.models import Account, Contact, Message, Misstep, Workspace  # noqa: E402
from tests import builders as make  # noqa: E402

QUESTION = "Could you put the five depots side by side?"
QUOTED = "On 3 September Eva Lind wrote:\n> The draft is attached:\n> plan of the docks.\n> Eva"
HTML = (
    '<p>Dear Miriam,</p><p>The draft is <b>attached</b>: <img src="https://track.example/p.gif"'
    ' alt="plan of the docks"></p><table><tr><th>Depot</th><th>Late slots</th></tr>'
    "<tr><td>Oslo</td><td>14</td></tr></table>"
    '<script>document.title = "taken over"</script>'
    '<p style="position:fixed" onclick="alert(1)">Regards <a href="javascript:alert(2)">Eva</a></p>'
)


def seed() -> None:
    """Make the book."""
    workspace = local_workspace()
    make.make_member(workspace, "eva")
    make.make_member(make.make_workspace("Elsewhere"), "stranger")
    halden(workspace)
    listed(workspace)
    unlisted(workspace)
    make.judge_all(workspace)


def halden(workspace: Workspace) -> None:
    """The account with everything: a question, promises both ways, a misstep, a long past."""
    account = make.make_account(
        workspace,
        "Halden Freight",
        domain="halden.example",
        status="client",
        status_why="38 messages both ways over 14 months",
    )
    miriam = make.make_contact(
        account,
        "Miriam Okonkwo",
        "miriam@halden.example",
        "+4721555014",
        title="Operations director",
        zone="Europe/Oslo",
        why="writes as Miriam Okonkwo",
    )
    make.make_contact(account, "Per Lie", "per@halden.example", title="Depot lead")
    promises(account, miriam, exchange(miriam))
    make.make_touch(miriam, 75, "phone", outcome="talked", summary="Agreed to compare the depots.")
    make.make_touch(miriam, 9, "phone", outcome="no_answer")
    Misstep.objects.create(
        workspace=workspace,
        account=account,
        what="The September invoice was wrong",
        at=make.ago(60),
    )
    for week in range(60):
        way = "in" if week % 2 else "out"
        make.make_touch(miriam, 100 + week * 7, thread=f"w{week}", direction=way)


def promises(account: Account, miriam: Contact, plan: Message) -> None:
    """What each side owes the other."""
    make.make_commitment(
        account,
        "the depot comparison",
        due=(make.NOW - timedelta(days=8)).date(),
        contact=miriam,
        sentence="I will have it with you by the 10th.",
        message=plan,
        made_at=make.ago(14),
    )
    make.make_commitment(account, "the names of the depot leads", "theirs", contact=miriam)


def exchange(miriam: Contact) -> Message:
    """Our message and the question it was answered with."""
    workspace = miriam.workspace
    plan = make.make_message(
        workspace,
        "The draft is attached: plan of the docks.",
        subject="Draft plan",
        at=make.ago(76),
        sender="eva@ours.example",
        sender_name="Eva Lind",
        html=HTML,
        thread="depots",
        parties=[["to", "miriam@halden.example", "Miriam Okonkwo"]],
    )
    make.make_touch(miriam, 76, thread="depots", message=plan)
    answer = make.make_message(
        workspace,
        f"Thank you for the draft.\n\n{QUESTION} That would help me make\nthe case here.",
        subject="Re: Draft plan",
        at=make.ago(15),
        sender="miriam@halden.example",
        sender_name="Miriam Okonkwo",
        question=QUESTION,
        thread="depots",
        quoted=QUOTED,
        parties=[["to", "eva@ours.example", "Eva Lind"], ["cc", "per@halden.example", "Per Lie"]],
    )
    make.make_touch(miriam, 15, direction="in", thread="depots", message=answer, question=QUESTION)
    return plan


def person(workspace: Workspace, company: str, name: str, email: str, **values: str) -> Contact:
    """A person and their company."""
    status = values.pop("status", "prospect")
    account = make.make_account(workspace, company, domain=email.split("@")[1], status=status)
    return make.make_contact(account, name, email, **values)


def listed(workspace: Workspace) -> None:
    """People to call today, each for another reason."""
    tomasz = person(
        workspace, "Brightwater Mills", "Tomasz Wieczorek", "t.w@brightwater.example",
        phone="+48225550178", title="CFO", zone="Europe/Warsaw",
    )  # fmt: skip
    make.make_touch(tomasz, 40, "in_person", outcome="held", summary="The pilot in Łódź is agreed.")
    make.make_touch(tomasz, 12, "in_person", outcome="cancelled")
    ana = person(
        workspace, "Costa & Filhos", "Ana Ribeiro", "ana@costa.example", status="client",
        phone="+351215550133", title="Head of facilities", zone="Europe/Lisbon",
    )  # fmt: skip
    make.make_touch(ana, 48, "phone", outcome="talked", value="Benchmarks of three sites")
    lena = person(
        workspace, "Nordstern Labor", "Dr. Lena Hofstätter", "lena@nordstern.example",
        phone="+43155501422", title="Managing partner", zone="Europe/Vienna",
    )  # fmt: skip
    make.make_touch(lena, 98, "phone", outcome="not_until")
    words = "Come back to me after the budget round, in mid-November."
    make.make_restraint(
        lena.account, "not_before", since=make.ago(98), until=make.NOW.date(), words=words,
        contact=lena,
    )  # fmt: skip
    joel = person(
        workspace, "Pinecrest Foods", "Joel Abrams", "joel@pinecrest.example", status="client",
        phone="+16125550119", title="VP supply", zone="America/Los_Angeles",
    )  # fmt: skip
    make.make_touch(joel, 28, "video", outcome="held")


def unlisted(workspace: Workspace) -> None:
    """People to leave alone today: a meeting is agreed, they said stop, they named a day."""
    ruth = person(
        workspace, "Saltmarsh Energy", "Ruth Adeyemi", "ruth@saltmarsh.example", status="client"
    )
    make.make_touch(ruth, 10, "phone", outcome="talked")
    make.make_touch(ruth, -3, "video", outcome="planned")
    ole = person(workspace, "Quiet Harbour", "Ole Brandt", "ole@quiet.example")
    make.make_touch(ole, 50, "phone", outcome="stop")
    make.make_restraint(ole.account, words="Please do not contact anyone here again.")
    nora = person(workspace, "Maple & Stone", "Nora Vance", "nora@maple.example")
    make.make_touch(nora, 30, "phone", outcome="not_until")
    make.make_restraint(
        nora.account,
        "not_before",
        until=date(2027, 2, 1),
        contact=nora,
        words="Not before February.",
    )


if __name__ == "__main__":
    seed()
