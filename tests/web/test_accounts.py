"""The page of one account, the list of all, and every link on them."""

import re
from datetime import timedelta
from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from earnest.db.models import (
    Account,
    Contact,
    Message,
    MetricActual,
    Misstep,
    Opportunity,
    ServiceMetric,
    Workspace,
)
from tests.builders import (
    NOW,
    ago,
    judge_all,
    make_account,
    make_commitment,
    make_contact,
    make_message,
    make_restraint,
    make_touch,
)

pytestmark = pytest.mark.django_db


def promises_and_measures(account: Account, miriam: Contact, words: Message) -> None:
    make_commitment(
        account, "the comparison", due=ago(8).date(), sentence="by the 10th", message=words
    )
    make_commitment(account, "the names", "theirs", due=ago(2).date(), contact=miriam)
    make_restraint(
        account, "not_before", contact=miriam, since=ago(60), until=ago(10).date(), words="Later."
    )
    Misstep.objects.create(
        workspace=account.workspace, account=account, what="A wrong invoice", at=ago(30)
    )
    metric = ServiceMetric.objects.create(
        workspace=account.workspace,
        account=account,
        name="On time",
        unit="%",
        target_milli=98_000,
        agreed_at=ago(90),
    )
    MetricActual.objects.create(
        workspace=account.workspace, metric=metric, day=ago(5).date(), value_milli=91_500
    )
    Opportunity.objects.create(
        workspace=account.workspace, account=account, name="Second depot", opened_at=ago(40)
    )


@pytest.fixture
def halden(desk: Workspace) -> Account:
    """An account with something of every kind."""
    account = make_account(
        desk, "Halden Freight", "halden.example", status="client", status_why="they ordered twice"
    )
    miriam = make_contact(
        account,
        "Miriam Okonkwo",
        "miriam@halden.example",
        "+4721555014",
        why="signs as Miriam",
        zone="Europe/Oslo",
    )
    make_contact(account, "Per Lie", "per@halden.example")
    words = make_message(desk, "I will send it by the 10th.", subject="The comparison", at=ago(20))
    make_touch(miriam, 20, thread="t", message=words)
    asked = make_message(desk, "Could you compare the depots?", subject="Depots", at=ago(8))
    make_touch(
        miriam, 8, direction="in", thread="t", question="Could you compare them?", message=asked
    )
    make_touch(miriam, 5, "phone", outcome="no_answer", summary="Rang out")
    make_touch(miriam, -4, "video", outcome="planned")
    promises_and_measures(account, miriam, words)
    judge_all(desk)
    return account


def page(visitor: Client, address: str) -> str:
    response = visitor.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def test_the_page_shows_all_that_is_known(halden: Account, visitor: Client) -> None:
    text = page(visitor, f"/accounts/{halden.pk}")
    for words in (
        "Client: they ordered twice · halden.example",
        "Miriam asked on 10 November",
        "signs as Miriam",
        "14:40</time> in Oslo",
        "the comparison",
        "8 days late",
        "“Could you compare them?”".strip("“”"),
        "We called Miriam Okonkwo, no answer",
        "Rang out",
        "A meeting with Miriam Okonkwo is planned",
        "A wrong invoice",
        "91.5 % on 13 Nov".replace("13 Nov", '<time datetime="2026-11-13">13 Nov</time>'),
        "Second depot",
        "Urgency",
    ):
        assert words in text, words


def test_every_link_leads_somewhere_and_every_anchor_is_there(
    halden: Account, visitor: Client
) -> None:
    seen: dict[str, str] = {}
    waiting = ["/", f"/accounts/{halden.pk}", "/accounts", "/search?q=depot"]
    fragments, asked = set(), set()
    while waiting:
        address = waiting.pop()
        if address in asked:
            continue
        asked.add(address)
        response = visitor.get(address, follow=True)
        assert response.status_code == 200, address
        if response.redirect_chain:
            address, _, fragment = response.redirect_chain[-1][0].partition("#")
            fragments.add((address, fragment))
        seen[address] = response.getvalue().decode()
        for link in re.findall(r'href="([^"]+)"', seen[address]):
            where = urlsplit(urljoin(address, link.replace("&amp;", "&")))
            if where.scheme in {"tel", "mailto"}:
                continue
            target = where.path + (f"?{where.query}" if where.query else "")
            if where.fragment:
                fragments.add((target, where.fragment))
            waiting.append(target)
    assert any(address.startswith("/messages/") for address in seen)
    for address, fragment in fragments:
        if address not in seen:
            seen[address] = page(visitor, address)
        assert f'id="{fragment}"' in seen[address], (address, fragment)


def test_a_touch_leads_to_its_place_in_a_long_timeline(desk: Workspace, visitor: Client) -> None:
    account = make_account(desk)
    contact = make_contact(account)
    touches = [make_touch(contact, day, "phone", outcome="talked") for day in range(120)]
    judge_all(desk)
    for place in (0, 49, 50, 119):
        response = visitor.get(f"/touches/{touches[place].pk}")
        address = response["Location"]
        wanted = f"?page={place // 50 + 1}" if place >= 50 else ""
        assert address == f"/accounts/{account.pk}{wanted}#touch-{touches[place].pk}"
        assert f'id="touch-{touches[place].pk}"' in page(visitor, address)
    text = page(visitor, f"/accounts/{account.pk}?page=2")
    assert "Page 2 of 3" in text
    assert "120 touches" in text
    assert page(visitor, f"/accounts/{account.pk}?page=999").count('class="out"') == 20


def test_whoever_asked_not_to_be_contacted_cannot_be_by_a_slip(
    desk: Workspace, visitor: Client
) -> None:
    account = make_account(desk, "Quiet Harbour")
    make_contact(account, "Ole Brandt", "ole@quiet.example", "+4721555014")
    make_restraint(account, "stop", words="Please do not contact us again.")
    judge_all(desk)
    text = page(visitor, f"/accounts/{account.pk}")
    assert "Please do not contact us again." in text
    assert "not to be contacted now" in text
    assert "tel:" not in text
    assert "mailto:" not in text
    assert "tel:" not in page(visitor, "/search?q=ole")


def test_a_number_that_is_none_is_shown_and_not_dialled(desk: Workspace, visitor: Client) -> None:
    account = make_account(desk)
    make_contact(account, phone="x44")
    text = page(visitor, f"/accounts/{account.pk}")
    assert "x44" in text
    assert "tel:" not in text


@pytest.mark.parametrize("pk", ["0", "999999", "99999999999999999999999"])
def test_an_account_that_is_not_there_is_said_so(desk: Workspace, visitor: Client, pk: str) -> None:
    for kind in ("accounts", "messages", "touches"):
        response = visitor.get(f"/{kind}/{pk}")
        assert response.status_code == 404
        assert "Search for" in response.content.decode()


def book(desk: Workspace) -> None:
    for name, status, days in (
        ("Beta", "client", 3),
        ("alpha", "client", 90),
        ("Gamma", "prospect", 2),
    ):
        account = make_account(desk, name, status=status)
        make_touch(make_contact(account), days, "phone", outcome="talked")
    judge_all(desk)


def names(text: str) -> list[str]:
    return re.findall(r"data-pick>([^<]+)</a></th>", text)


@pytest.mark.parametrize("looking_back", [False, True])
def test_the_list_is_narrowed_and_sorted(
    desk: Workspace, visitor: Client, looking_back: bool, settings: pytest.FixtureRequest
) -> None:
    book(desk)
    if looking_back:
        settings.NOW = NOW  # type: ignore[attr-defined]
    assert names(page(visitor, "/accounts")) == ["alpha", "Beta", "Gamma"]
    assert names(page(visitor, "/accounts?sort=silence")) == ["alpha", "Beta", "Gamma"]
    assert names(page(visitor, "/accounts?status=client")) == ["alpha", "Beta"]
    assert names(page(visitor, "/accounts?state=neglected")) == ["alpha"]
    assert names(page(visitor, "/accounts?state=on_cadence&status=client")) == ["Beta"]
    assert "No account is of this kind" in page(visitor, "/accounts?state=dark")
    assert names(page(visitor, "/accounts?state=x&status=y&sort=z&page=w")) != []


def test_the_list_without_accounts_says_where_they_come_from(
    desk: Workspace, visitor: Client
) -> None:
    assert "earnest import PATH" in page(visitor, "/accounts")


@pytest.mark.parametrize("size", [1, 30])
def test_pages_ask_the_database_as_often_for_many_as_for_one(
    desk: Workspace,
    visitor: Client,
    size: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(size):
        account = make_account(desk, f"Company {number}")
        for other in range(size if number == 0 else 1):
            contact = make_contact(
                account, email=f"{number}-{other}@a.example", phone="+4721555014"
            )
            message = make_message(desk, "words", at=ago(40))
            make_touch(contact, 40, message=message, direction="in", question="When?")
            make_commitment(account, "a thing", due=(NOW + timedelta(days=3)).date())
    judge_all(desk)
    first = Account.objects.of(desk).order_by("pk").first()
    assert first is not None
    with django_assert_num_queries(6):
        visitor.get("/accounts")
    with django_assert_num_queries(30):
        visitor.get(f"/accounts/{first.pk}")
