"""The new text of a message: its author's words, apart from quotes, signature and notices."""

import json
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.accuracy.quotes import OPEN_SETS, load, measure, ours
from earnest.adapters.mail.parse import parse_mail
from earnest.core.reading.newtext import NewText, split_text
from earnest.rulepacks.mailtext import load_mail_phrases
from tests.core.casefile import read_cases
from tests.realdata import data_path

PHRASES = load_mail_phrases()
SAYS = "Thursday suits us. Shall I book the room?"


def split(text: str) -> NewText:
    return split_text(text, phrases=PHRASES)


BELOW, ENDINGS, KEPT = map(read_cases, ("below", "endings", "kept"))


@pytest.mark.parametrize("below", BELOW.values(), ids=BELOW)
def test_the_mail_being_answered_is_set_apart(below: str) -> None:
    parts = split(f"{SAYS}\n\n{below}")
    assert parts.own == SAYS
    assert [quote.kind for quote in parts.quoted] in (["reply"], ["forward"])


@pytest.mark.parametrize("ending", ENDINGS.values(), ids=ENDINGS)
def test_signatures_and_notices_are_set_apart(ending: str) -> None:
    parts = split(f"{SAYS}\n\n{ending}")
    assert parts.own == SAYS
    assert parts.signature or parts.disclaimer


@pytest.mark.parametrize("text", KEPT.values(), ids=KEPT)
def test_what_only_looks_like_a_quote_or_signature_is_kept(text: str) -> None:
    assert split(f"{text}\n").own == text.rstrip("\n")


def test_a_sign_off_stays_and_the_contact_lines_below_it_go() -> None:
    parts = split(f"{SAYS}\n\nBest regards,\n\nBen Okafor\nHead of Sales\nTel: +44 20 7946 0958\n")
    assert parts.own == f"{SAYS}\n\nBest regards,"
    assert parts.signature == "Ben Okafor\nHead of Sales\nTel: +44 20 7946 0958"


def test_a_warning_above_the_words_is_taken_off() -> None:
    parts = split(f"[EXTERNAL] This message came from outside. Do not click links.\n\n{SAYS}\n")
    assert (parts.own, parts.disclaimer[:10]) == (SAYS, "[EXTERNAL]")


def test_a_line_drawn_by_the_author_is_no_footer() -> None:
    parts = split("Agenda\n------\nRooms, then hoses.\n\nYou can unsubscribe at any time.\n")
    assert parts.own == "Agenda\n------\nRooms, then hoses."


def test_inline_answers_are_kept_with_what_they_answer() -> None:
    text = (
        "Hi Ann,\n\nOn 8 Jan 2016 03:04, Ann Lee wrote:\n> Which day suits you?\n\nThursday.\n\n"
        "> And which room?\nThe small one.\n\n> > Older still\n> Ann\n"
    )
    parts = split(text)
    assert [text[start:end] for start, end in parts.spans] == [
        "Hi Ann,",
        "Thursday.",
        "The small one.",
    ]
    assert [(q.kind, q.first_words, q.answer) for q in parts.quoted] == [
        ("inline", "Which day suits you?", 1),
        ("inline", "And which room?", 2),
        ("reply", "Older still Ann", None),
    ]
    assert text[parts.quoted[0].start :].startswith("On 8 Jan 2016")


def test_an_answer_below_the_whole_mail_is_found() -> None:
    parts = split(f"On Fri, Jan 8, 2016, Ann Lee <ann@lee.example> wrote:\n> Which day?\n{SAYS}\n")
    assert parts.own == SAYS
    assert parts.quoted[0].answer == 0


def test_an_answer_below_a_reply_header_whose_quote_was_cut_out_is_found() -> None:
    parts = split(f"On Fri, Jan 8, 2016, Ann Lee <ann@lee.example> wrote:\n\n{SAYS}\nBen\n")
    assert parts.own == f"{SAYS}\nBen"


def test_initials_may_mark_a_quote() -> None:
    assert split(f"AL> Which day?\nAL> And where?\n\n{SAYS}\n").own == SAYS


def test_the_folded_end_of_a_quoted_line_is_quoted_too() -> None:
    line = "> we wondered whether the second of the three rooms on the upper"
    parts = split(f"{line} floor is\nfree then\n> or taken\n\n{SAYS}")
    assert parts.own == SAYS


def test_a_reply_header_behind_the_words_on_one_line_is_found() -> None:
    text = f"{SAYS} On Jan 8, 2016, at 3:04 AM, Ann Lee <ann@lee.example> wrote:\n> Which day?\n"
    parts = split(text)
    assert parts.own == SAYS
    assert text[parts.quoted[0].start :].startswith("On Jan 8")


def test_a_message_only_passed_on_has_no_words_of_its_own() -> None:
    parts = split("---------- Forwarded message ---------\nFrom: Ann <a@lee.example>\n\nHi\n")
    assert (parts.own, parts.spans) == ("", ())
    assert (parts.quoted[0].kind, parts.quoted[0].first_words) == ("forward", "Hi")


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_other_line_ends_make_no_difference(end: str) -> None:
    text = f"{SAYS}\nThanks\n\nOn Fri, Jan 8, 2016, Ann Lee <ann@lee.example> wrote:\n> Hi\n"
    parts = split(text.replace("\n", end))
    assert parts.own.replace("\r", "\n") == f"{SAYS}\nThanks"


LINES = [
    *("Hello Ann,", SAYS, "", "  ", "-- ", "> quoted", ">> deeper", "Best regards,", "Ben Okafor"),
    *("On Fri, Jan 8, 2016 at 3:04 AM, Ann <a@lee.example> wrote:", "From: Ann <a@lee.example>"),
    *("Sent: Friday 03:04", "To: Ben", "Subject: room", "-----Original Message-----", "_" * 40),
    *("Tel: 020 7946 0958", "This is for the intended recipient.", "To unsubscribe: a@b.example"),
    *(
        "---------- Forwarded message ---------",
        "wrote:",
        ">From here",
        "Sent from my iPhone",
        "\r",
    ),
]


@given(st.lists(st.sampled_from(LINES), max_size=30).map("\n".join) | st.text(max_size=300))
def test_own_words_are_slices_of_the_original(text: str) -> None:
    parts = split(text)
    assert parts.own == "\n\n".join(text[s:e] for s, e in parts.spans).replace("\r\n", "\n")
    bounds = sorted([*parts.spans, *((quote.start, quote.end) for quote in parts.quoted)])
    flat = [place for pair in bounds for place in pair]
    assert flat == sorted(flat)
    assert all(start < end for start, end in bounds)
    assert all(0 <= place <= len(text) for place in flat)
    for quote in parts.quoted:
        assert (quote.kind == "inline") == (quote.answer is not None)
        assert quote.answer is None or parts.spans[quote.answer][0] >= quote.end


SENTENCES = st.lists(
    st.sampled_from(["word", "here", "about", "rooms"]), min_size=4, max_size=9
).map(lambda words: " ".join(words).capitalize() + ".")


@given(st.lists(SENTENCES, min_size=1, max_size=5), st.sampled_from(sorted(BELOW)))
def test_quoting_something_below_never_changes_the_words(sentences: list[str], below: str) -> None:
    words = "\n".join(sentences)
    assert split(words).own == words
    assert split(f"{words}\n\n{BELOW[below]}").own == words


HOSTILE = {
    "one long line": "a" * 300_000,
    "one long line of spaces": " " * 300_000 + ":",
    "quote marks": ">" * 300_000,
    "quoted lines": "> a\n" * 60_000,
    "answers": "> a\nb\n" * 15_000,
    "reply headers": "On Jan 8, 2016, Ann <a@lee.example> wrote:\n> a\nb\n" * 4_000,
    "half reply headers": "On Jan 8, 2016 <a@lee.example>:\n\n" * 8_000,
    "reply headers on one line": ("A. On Jan 8, 2016 " * 50 + "<a@x.y> wrote:\n> q\n") * 200,
    "header lines": "From: a\n" * 30_000,
    "memos": "To: a\nRe: b\n\n" * 20_000,
    "dividers": "-----Original Message-----\n> a\n\nb\n" * 6_000,
    "forwards": "---- Forwarded message ----\n> a\n" * 6_000,
    "drawn lines": "-----\n" * 50_000 + "You can unsubscribe.",
    "rules and text": "_" * 300_000 + "x",
    "blank lines": "a" + "\n" * 300_000 + "> b",
    "digits": "1-" * 150_000,
    "dates": "1/1/2016 10:10 " * 20_000 + "\nTo: a\ncc: b\nSubject: c",
    "addresses": "a@b.c " * 50_000 + "wrote:",
    "notices": "You can unsubscribe.\n\n" * 15_000,
    "legal notices": "if you have received this\n\n" * 10_000,
    "table bars": "| a\n" * 20_000,
    "signatures": "Ben Okafor\n020 7946 0958\n\n" * 10_000,
    "names": "Ben Okafor Ann Lee " * 15_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_text_made_to_be_slow_is_not(text: str) -> None:
    start = time.process_time()
    split(text)
    assert time.process_time() - start < 5


@pytest.mark.data
def test_labelled_business_mail_is_taken_apart_as_people_did() -> None:
    labels = {}
    for line in data_path("replies/open.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        labels[row["id"].encode()] = row["new_text"].split()
    right = total = 0
    for name in ("blair-l", "cuilla-m", "dasovich-j", "pereira-s"):
        box = data_path(f"mail/{name}.mbox").read_bytes()
        for raw in re.split(rb"(?:^|\n)From (?=\S+ +\w{3} \w{3})", box):
            found = re.search(rb"(?i)^message-id: *(<[^>]+>)", raw, re.MULTILINE)
            expected = labels.pop(found.group(1), None) if found else None
            if expected is not None:
                mail = parse_mail(raw.partition(b"\n")[2])
                total += 1
                right += split(mail.text).own.split() == expected
    assert total >= 40
    assert right / total >= 0.9


@pytest.mark.data
def test_the_open_quote_sets_are_taken_apart_exactly() -> None:
    told = json.loads(OPEN_SETS.read_text(encoding="utf-8"))
    cases, _ = load(data_path("quotes"), told)
    assert len(cases) == len(told)
    assert measure(cases, ours)["exact"] >= 0.97
