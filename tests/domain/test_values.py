"""What the edges let in: bounds, patterns in linear time, times, people."""

import re
import time
from typing import Annotated, Any, get_args
from unicodedata import is_normalized, normalize

import msgspec
import pytest

from domain import team, tracker, values
from domain.values import ADDRESS_CHARS_MAX, Instant, Line, Person, Url, foreign, person
from tests.samples import ANA

TYPES = {
    "title": values.Title,
    "body": values.Body,
    "filled_body": values.FilledBody,
    "reason": values.Reason,
    "label": values.Label,
    "name": values.Name,
    "person": values.Person,
    "url": values.Url,
    "team": team.TeamName,
    "typed_team": team.TypedTeamName,
    "project": tracker.Project,
    "field": tracker.FieldName,
    "env": get_args(tracker.Credential.__annotations__["env"])[0],
    "file": get_args(tracker.Credential.__annotations__["file"])[0],
}
SIZE = 65_536
UNITS = ["a", " ", "\n", ".", "-", "/", "@", "a ", "a.", "a@", "a/", "\u3000", "\u0d4d\u200d"]
HEADS = ["", "/", "a@", "a/", "https://"]
TAILS = ["\x00", "\n", " ", "@"]


def meta(annotated: Any) -> msgspec.Meta:
    assert isinstance(annotated, type(Annotated[str, 1]))
    return next(m for m in get_args(annotated) if isinstance(m, msgspec.Meta))


def accepts(kind: Any, text: str) -> bool:
    try:
        return bool(msgspec.json.decode(msgspec.json.encode(text), type=kind) == text)
    except msgspec.ValidationError:
        return False


@pytest.mark.parametrize("name", TYPES)
def test_a_pattern_takes_linear_time_whatever_it_is_given(name: str) -> None:
    pattern = re.compile(meta(TYPES[name]).pattern or "")
    texts = [
        head + unit * (SIZE // len(unit)) + tail
        for head in HEADS
        for unit in UNITS
        for tail in TAILS
    ]
    started = time.process_time()
    for text in texts:
        pattern.search(text)
    # One quadratic search of this size takes half a minute; these take a millisecond each.
    assert time.process_time() - started < 5


@pytest.mark.parametrize("name", TYPES)
def test_a_pattern_means_the_same_in_ecma_script(name: str) -> None:
    """Only what both languages know: no Python-only group, anchor, flag, or possessive repeat."""
    pattern = meta(TYPES[name]).pattern or ""
    assert pattern.startswith("^")
    assert not re.search(r"\\[AZz]|\(\?(?![:=!])|[*+?}]\+|\\[UN]", pattern)


@pytest.mark.parametrize("name", TYPES)
def test_every_text_is_bounded_and_refuses_nul(name: str) -> None:
    assert meta(TYPES[name]).max_length is not None
    for text in ("\x00", "a\x00", "\x00a", "https://a\x00", "a@b\x00", "/a\x00", "a" * 70_000):
        assert not accepts(TYPES[name], text)


@pytest.mark.parametrize("name", sorted(set(TYPES) - {"body", "filled_body", "reason"}))
@pytest.mark.parametrize("end", ["\n", "\r", "\x85", "\u2028", "\u2029", "\n\n", "\nx"])
def test_one_line_is_one_line_to_its_end(name: str, end: str) -> None:
    start = {"person": ANA, "url": "https://example.com", "file": "/run/token"}.get(name, "ACME")
    assert accepts(TYPES[name], start)
    assert not accepts(TYPES[name], start + end)


@pytest.mark.parametrize("kind", [values.FilledBody, values.Reason, Line])
@pytest.mark.parametrize("blank", ["", " ", " \t ", "\n", "\u00a0\u3000", " " * 60])
def test_what_must_be_filled_is_not_blank(kind: Any, blank: str) -> None:
    assert not accepts(kind, blank)
    assert accepts(kind, "  x ")


@pytest.mark.parametrize(
    "text", ["é", "日本語", "😀", "\u202eabc", "'; drop table x; --", "<b>", " a b "]
)
def test_any_language_is_a_line(text: str) -> None:
    assert accepts(Line, text)


@pytest.mark.parametrize("text", ["ana", "@", "ana@", "@x", "a@b@c", "a b@c", "a@b c", "ana@x\n"])
def test_what_is_no_address_names_no_person(text: str) -> None:
    assert not accepts(Person, text)


@pytest.mark.parametrize(
    "text", ["javascript:alert(1)", "//x", "ftp://x", "https://", "http://a b"]
)
def test_only_links_of_the_web_are_links(text: str) -> None:
    assert not accepts(Url, text)


@pytest.mark.parametrize(
    "text", [".", "..", "../..", "acme/..", "./x", "/x", "x/", "a/b/c", "a%2fb"]
)
def test_a_project_never_leads_out_of_its_place(text: str) -> None:
    assert not accepts(tracker.Project, text)


@pytest.mark.parametrize("text", ["ACME", "acme/actions", "acme/.github", "a-b/c_d.e", "x/..y"])
def test_projects_of_both_kinds_are_projects(text: str) -> None:
    assert accepts(tracker.Project, text)


@pytest.mark.parametrize("raw", [b'"\\ud800"', b'"\\udfff x"', b'"\xed\xa0\x80"', b'"\xff"'])
def test_half_a_character_does_not_decode(raw: bytes) -> None:
    with pytest.raises((msgspec.DecodeError, UnicodeDecodeError)):
        msgspec.json.decode(raw, type=values.Body)


@pytest.mark.parametrize("raw", ["2026-11-02T09:30:00", "2026-11-02", "1793610000", "", "now"])
def test_a_time_without_its_offset_is_no_instant(raw: str) -> None:
    assert not accepts(Instant, raw)


def test_lower_case_makes_no_address_longer_and_repeats_itself() -> None:
    for letter in filter(lambda char: char.lower() != char, map(chr, range(0x110000))):
        lower = person(letter)
        assert len(lower) == 1
        assert person(lower) == lower


@pytest.mark.parametrize(
    "address", ["Zoé@example.com", "J\u030c@x", "I\u0307@x", "\u0958@x", "Å@x"]
)
def test_an_address_is_one_in_every_form_of_unicode(address: str) -> None:
    forms = {person(normalize(form, address)) for form in ("NFC", "NFD")}
    assert forms == {person(address)}
    assert {person(form) for form in forms} == forms
    assert all(is_normalized("NFC", form) for form in forms)


def test_an_address_that_composing_makes_too_long_stays_in_its_form() -> None:
    address = "\u0958" * (ADDRESS_CHARS_MAX - 2) + "@x"
    assert person(address) == address


def test_foreign_text_can_be_stored_whatever_it_was() -> None:
    kept = foreign("\ud800\x00" + "".join(map(chr, range(1, 3_000))))
    assert len(kept) == values.REASON_CHARS_MAX
    assert msgspec.json.decode(msgspec.json.encode(kept)) == kept
    assert foreign("Closed as duplicate.") == "Closed as duplicate."
