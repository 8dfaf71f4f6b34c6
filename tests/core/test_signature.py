"""What a signature says: name, title, company, numbers and addresses, and nothing guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earnest.core.reading.signature import Phone, Signature, read_signature
from earnest.rulepacks.mailtext import load_mail_phrases

PHRASES = load_mail_phrases()


def read(text: str, region: str = "US") -> Signature:
    return read_signature(text, phrases=PHRASES, region=region)


def test_an_american_signature() -> None:
    found = read(
        "Dana Whitfield\nDirector, Customer Service\nHarbor Freight Lines, Inc.\n"
        "5000 Harbor Blvd., Suite 12\nGlen Allen, VA 23060\nPhone: (804) 273-4421\n"
        "Fax:      804.273.2927\nCell 804-555-0100 x12\n"
        "Dana@harborlines.example\nwww.harborlines.example"
    )
    assert found == Signature(
        name="Dana Whitfield",
        title="Director, Customer Service",
        company="Harbor Freight Lines, Inc.",
        phones=(
            Phone("(804) 273-4421", "+18042734421", "office"),
            Phone("804.273.2927", "+18042732927", "fax"),
            Phone("804-555-0100 x12", "+18045550100", "mobile"),
        ),
        emails=("dana@harborlines.example",),
        urls=("www.harborlines.example",),
    )


def test_a_german_signature() -> None:
    found = read(
        "-- \nMit freundlichen Grüßen\n\nJana Roth\nLeiterin Einkauf\n\nRoth Werkzeugbau GmbH\n"
        "Hafenstraße 12\n20457 Hamburg\nTelefon +49 40 123456-0\nMobil: 0171 2345678\n"
        "Telefax: 040 1234569\nE-Mail: jana.roth@roth.example",
        region="DE",
    )
    assert (found.name, found.title) == ("Jana Roth", "Leiterin Einkauf")
    assert found.company == "Roth Werkzeugbau GmbH"
    assert [(phone.e164, phone.kind) for phone in found.phones] == [
        ("+49401234560", "office"),
        ("+491712345678", "mobile"),
        ("+49401234569", "fax"),
    ]


def test_everything_on_one_line() -> None:
    found = read(
        "Luc Morel | Responsable achats | Morel Frères SARL | tél. 01 42 68 53 00 | "
        "luc@morel.example",
        region="FR",
    )
    assert (found.name, found.title, found.company) == (
        "Luc Morel",
        "Responsable achats",
        "Morel Frères SARL",
    )
    assert found.phones == (Phone("01 42 68 53 00", "+33142685300", "office"),)
    assert found.emails == ("luc@morel.example",)


@pytest.mark.parametrize(
    ("line", "kinds"),
    [
        ("(707) 251-4870 (phone)", ["office"]),
        ("713-646-8453 Fax", ["fax"]),
        ("Direct: 713-646-8453", ["direct"]),
        ("Tel 713-646-8453, Fax 713-646-8454, Mobile 713-646-8455", ["office", "fax", "mobile"]),
        ("m 713-646-8453", ["mobile"]),
        ("713-646-8453", [""]),
        ("Fax#\t713 646 8453", ["fax"]),
    ],
)
def test_the_words_beside_a_number_say_its_kind(line: str, kinds: list[str]) -> None:
    assert [phone.kind for phone in read(f"Dana Whitfield\n{line}").phones] == kinds


@pytest.mark.parametrize(
    "line",
    [
        "Invoice 2024-10-31",
        "20457 Hamburg",
        "12/31/2024 14:30:00",
        "HRB 12345",
        "1234567",
        "x37073",
    ],
)
def test_other_figures_are_no_phone_numbers(line: str) -> None:
    assert read(f"Dana Whitfield\n{line}").phones == ()


def test_a_number_that_cannot_be_valid_is_kept_as_written_when_it_is_labelled() -> None:
    assert read("Tel: 555-931-0702").phones == (Phone("555-931-0702", "", "office"),)


@pytest.mark.parametrize(
    ("text", "name", "title", "company"),
    [
        ("Dana Reed, Head of Sales\nAcme Ltd", "Dana Reed", "Head of Sales", "Acme Ltd"),
        ("Dana Reed\nHead of Sales, Acme Ltd.", "Dana Reed", "Head of Sales", "Acme Ltd."),
        ("Dana\n\nDana Reed\nHead of Purchasing", "Dana Reed", "Head of Purchasing", ""),
        ("Thanks,\nDana Reed\nNorthern Gas\n402 398 7064", "Dana Reed", "", "Northern Gas"),
        ("-Dana", "Dana", "", ""),
        ("Sales Assistant\nCayton Furniture", "", "Sales Assistant", "Cayton Furniture"),
        ("Jo E. Doe, Ph.D.\nPresident\nXxx Lab", "Jo E. Doe, Ph.D.", "President", "Xxx Lab"),
        ("dana@harborlines.example", "", "", ""),
        ("Dana Reed (dana@harborlines.example)", "Dana Reed", "", ""),
        ("Sent from my iPhone", "", "", ""),
        ("", "", "", ""),
    ],
)
def test_name_title_and_company_are_told_apart(
    text: str, name: str, title: str, company: str
) -> None:
    found = read(text)
    assert (found.name, found.title, found.company) == (name, title, company)


def test_nothing_is_listed_twice() -> None:
    found = read("Dana Whitfield\n707-251-4870\n707-251-4870\nd@x.example d@x.example")
    assert len(found.phones) == 1
    assert found.emails == ("d@x.example",)


@given(st.text(max_size=400))
def test_any_text_can_be_read(text: str) -> None:
    found = read(text)
    assert all(phone.e164 or phone.kind for phone in found.phones)


def test_a_very_long_signature_takes_no_longer() -> None:
    assert read("1" * 100_000 + "\n" + "a@b." * 50_000 + "Tel " * 50_000) is not None
