"""The phrases around mail text: every rule's own examples, and what a broken pack says."""

from collections.abc import Callable
from pathlib import Path

import pytest

from earnest.core.errors import SettingsError
from earnest.core.reading.newtext_phrases import CHECKS, MailPhrases, PhraseRule, compile_phrases
from earnest.core.reading.newtext_tail import names_place_or_role
from earnest.rulepacks.mailtext import PackRule, load_mail_phrases, read_packs

LANGUAGES = ("en", "de", "fr", "es", "it", "nl", "pt")
PHRASES = load_mail_phrases()


def is_certain(line: str) -> bool:
    found = PHRASES.attribution(line)
    return found is not None and found.is_certain


def finds(pack: PackRule) -> Callable[[str], bool]:
    """What a rule's examples are tried with: all languages together, as in use."""
    kind = pack.rule.kind
    tests: dict[str, Callable[[str], bool]] = {
        "attribution": is_certain,
        "header": lambda line: PHRASES.header_kind(line) == kind,
        "divider": lambda line: PHRASES.divider_kind(line) == kind,
        "sent-from": PHRASES.is_sent_from,
        "device": PHRASES.is_sent_from,
        "sign-off": PHRASES.is_sign_off,
        "disclaimer": PHRASES.is_disclaimer,
        "banner": PHRASES.is_banner,
        "footer": PHRASES.is_footer,
        "title": lambda line: names_place_or_role(line, PHRASES),
        "company": lambda line: _holds(line, PHRASES.legal_forms if kind == "legal" else None),
        "street": lambda line: names_place_or_role(line, PHRASES),
        "phone": lambda line: PHRASES.phone_kind(line) == kind,
        "contact": lambda line: line.partition(":")[0].lower() in PHRASES.contacts,
    }
    return tests[pack.rule.check]


def _holds(line: str, words: frozenset[str] | None) -> bool:
    known = PHRASES.companies if words is None else words
    return any(word.strip(".,").lower() in known for word in line.split())


def examples(which: str) -> list[tuple[PackRule, str]]:
    return [(pack, line) for pack in read_packs() for line in getattr(pack, which)]


def named(value: object) -> str:
    return value.rule.id if isinstance(value, PackRule) else str(value)[:40]


@pytest.mark.parametrize(("pack", "line"), examples("flags"), ids=named)
def test_a_rule_finds_its_examples(pack: PackRule, line: str) -> None:
    assert finds(pack)(line)


@pytest.mark.parametrize(("pack", "line"), examples("passes"), ids=named)
def test_a_rule_leaves_ordinary_lines_alone(pack: PackRule, line: str) -> None:
    assert not finds(pack)(line)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_knows_every_part_of_a_reply(language: str) -> None:
    checks = {pack.rule.check for pack in read_packs() if pack.language == language}
    needed = {"attribution", "header", "divider", "sign-off", "sent-from", "disclaimer", "footer"}
    assert needed <= checks
    kinds = {
        p.rule.kind for p in read_packs() if (p.language, p.rule.check) == (language, "header")
    }
    assert {"from", "sent", "to", "subject"} <= kinds


def test_every_check_has_words() -> None:
    assert {pack.rule.check for pack in read_packs()} == set(CHECKS)


def test_a_wish_to_be_left_alone_is_no_footer() -> None:
    wishes = (
        "Please unsubscribe me from your mailing list.",
        "I would like to unsubscribe from your emails.",
        "Unsubscribe",
        "To unsubscribe I wrote to you twice already.",
        "I received this email in error. Take me off your list.",
        "Sent from my phone, so briefly: please stop writing to me.",
        "Bitte streichen Sie mich vom Verteiler, ich habe diese E-Mail irrtümlich erhalten.",
        "Je veux me désabonner de cette liste.",
        "Quiero darme de baja de esta lista.",
        "Graag uitschrijven.",
    )
    for wish in wishes:
        assert not PHRASES.is_footer(wish), wish
        assert not PHRASES.is_disclaimer(wish), wish
        assert not PHRASES.is_sent_from(wish), wish


def write(folder: Path, name: str, text: str) -> None:
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_all_faults_of_all_packs_are_named_at_once(tmp_path: Path) -> None:
    rule = (
        '[[rule]]\nid = "x"\ncheck = "sign-off"\nwords = ["bye"]\nsource = "s"\nflags = ["Bye"]\n'
    )
    write(tmp_path, "xx/broken.toml", "schema = ")
    write(tmp_path, "xx/old.toml", f"schema = 0\n{rule}")
    write(
        tmp_path,
        "yy/odd.toml",
        'schema = 1\n[[rule]]\nid = "y"\ncheck = "nothing"\nwords = ["a", 1]\nextra = 1\n'
        + rule
        + '[[rule]]\nid = "z"\ncheck = "header"\nkind = "never"\nwords = ["a"]\n',
    )
    with pytest.raises(SettingsError) as caught:
        read_packs(tmp_path)
    said = str(caught.value)
    for part in (
        "xx/broken.toml: cannot be read",
        "xx/old.toml: schema is not 1",
        "yy/odd.toml: y: no such check: nothing",
        "y: words is not a list of texts",
        "y: unknown fields extra",
        "yy/odd.toml: x: id is missing or used twice",
        "yy/odd.toml: z: no such kind: never",
        "z: flags is empty",
        "z: source is empty",
    ):
        assert part in said


def test_a_rule_of_no_known_check_cannot_be_compiled() -> None:
    with pytest.raises(ValueError, match="odd"):
        compile_phrases([PhraseRule("odd", "nothing", ("a",))])


def test_without_any_rules_a_text_is_simply_all_own() -> None:
    empty: MailPhrases = compile_phrases([])
    assert empty.attribution("On Monday 2020 Ann <ann@lee.example> wrote:") is not None
    assert not empty.is_sign_off("Regards,")
    assert not empty.is_footer("To unsubscribe: http://x.example")
