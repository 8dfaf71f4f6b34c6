"""A small fictional book for the browser tests: `python -m tests.e2e.seed` fills EARNEST_HOME."""

from datetime import date, timedelta

from earnest.app.store import store_open

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
    from earnest.app.workspaces import local_workspace
    from earnest.db.models import Misstep
    from tests import builders as make

    workspace = local_workspace()
    make.make_member(workspace, "eva")
    make.make_member(make.make_workspace("Elsewhere"), "stranger")

    halden = make.make_account(
        workspace,
        "Halden Freight",
        domain="halden.example",
        status="client",
        status_why="38 messages both ways over 14 months",
    )
    miriam = make.make_contact(
        halden,
        "Miriam Okonkwo",
        "miriam@halden.example",
        "+4721555014",
        title="Operations director",
        zone="Europe/Oslo",
        why="writes as Miriam Okonkwo",
    )
    make.make_contact(halden, "Per Lie", "per@halden.example", title="Depot lead")
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
    ask = make.make_message(
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
    make.make_touch(miriam, 15, direction="in", thread="depots", message=ask, question=QUESTION)
    make.make_touch(miriam, 75, "phone", outcome="talked", summary="Agreed to compare the depots.")
    make.make_touch(miriam, 9, "phone", outcome="no_answer")
    make.make_commitment(
        halden,
        "the depot comparison",
        due=(make.NOW - timedelta(days=8)).date(),
        contact=miriam,
        sentence="I will have it with you by the 10th.",
        message=plan,
        made_at=make.ago(14),
    )
    make.make_commitment(halden, "the names of the depot leads", "theirs", contact=miriam)
    for week in range(60):
        make.make_touch(
            miriam, 100 + week * 7, thread=f"w{week}", direction="in" if week % 2 else "out"
        )
    Misstep.objects.create(
        workspace=workspace, account=halden, what="The September invoice was wrong", at=make.ago(60)
    )

    brightwater = make.make_account(workspace, "Brightwater Mills", domain="brightwater.example")
    tomasz = make.make_contact(
        brightwater,
        "Tomasz Wieczorek",
        "t.w@brightwater.example",
        "+48225550178",
        title="CFO",
        zone="Europe/Warsaw",
    )
    make.make_touch(
        tomasz, 40, "in_person", outcome="held", summary="Pilot on the Łódź line agreed."
    )
    make.make_touch(tomasz, 12, "in_person", outcome="cancelled")

    costa = make.make_account(workspace, "Costa & Filhos", status="client", domain="costa.example")
    ana = make.make_contact(
        costa,
        "Ana Ribeiro",
        "ana@costa.example",
        "+351215550133",
        title="Head of facilities",
        zone="Europe/Lisbon",
    )
    make.make_touch(ana, 48, "phone", outcome="talked", value="Benchmarks of three sites")

    nordstern = make.make_account(workspace, "Nordstern Labor", domain="nordstern.example")
    lena = make.make_contact(
        nordstern,
        "Dr. Lena Hofstätter",
        "lena@nordstern.example",
        "+43155501422",
        title="Managing partner",
        zone="Europe/Vienna",
    )
    make.make_touch(lena, 98, "phone", outcome="not_until")
    make.make_restraint(
        nordstern,
        "not_before",
        since=make.ago(98),
        until=make.NOW.date(),
        words="Come back to me after the budget round, in mid-November.",
        contact=lena,
    )

    pinecrest = make.make_account(workspace, "Pinecrest Foods", status="client")
    joel = make.make_contact(
        pinecrest,
        "Joel Abrams",
        "joel@pinecrest.example",
        "+16125550119",
        title="VP supply",
        zone="America/Los_Angeles",
    )
    make.make_touch(joel, 28, "video", outcome="held")

    moving = make.make_account(workspace, "Saltmarsh Energy", status="client")
    ruth = make.make_contact(moving, "Ruth Adeyemi", "ruth@saltmarsh.example")
    make.make_touch(ruth, 10, "phone", outcome="talked")
    make.make_touch(ruth, -3, "video", outcome="planned")

    stopped = make.make_account(workspace, "Quiet Harbour")
    ole = make.make_contact(stopped, "Ole Brandt", "ole@quiet.example")
    make.make_touch(ole, 50, "phone", outcome="stop")
    make.make_restraint(stopped, words="Please do not contact anyone here again.")

    paused = make.make_account(workspace, "Maple & Stone")
    nora = make.make_contact(paused, "Nora Vance", "nora@maple.example")
    make.make_touch(nora, 30, "phone", outcome="not_until")
    make.make_restraint(
        paused, "not_before", until=date(2027, 2, 1), contact=nora, words="Not before February."
    )
    make.judge_all(workspace)


if __name__ == "__main__":
    store_open()
    seed()
