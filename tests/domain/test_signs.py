"""Names and addresses have no signs that nobody sees, but those that a script writes with."""

from typing import Any

import msgspec
import pytest
from msgspec.json import decode, encode

from domain.incident_events import IncidentStageEntered
from domain.team import TeamName, TypedTeamName
from domain.values import Line, Name, Person

HIDDEN = (
    *("\u00ad", "\u034f", "\u061c", "\u115f", "\u200b", "\u200e", "\u200f", "\u202a", "\u202e"),
    *("\u2060", "\u2066", "\u2069", "\u206f", "\u2800", "\u3164", "\ufeff", "\uffa0", "\ufff9"),
    *("\u180b", "\u180e", "\u200c", "\u200d", "\ufe00", "\ufe0f"),  # behind Latin letters
)
WRITTEN = (
    "می\u200cگویم",  # Persian
    "क्\u200dष",  # Hindi
    "ශ්\u200dරී",  # Sinhala
    "അനില്\u200d",  # Malayalam, as it was typed before U+0D7D
    "\u1830\u180b\u1828\u180e\u1820",  # Mongolian
    "❤️",
    "line 1\ufe0f\u20e3",  # a digit on a key
    "👩\u200d💻",
    "❤️\u200d🔥 care",
    "日本語",
    "Zoë Núñez",
    "Nguyễn",
    "עברית",
    "𠮷田",
)


def accepts(kind: Any, text: str) -> bool:
    try:
        return bool(decode(encode(text), type=kind) == text)
    except msgspec.ValidationError:
        return False


@pytest.mark.parametrize("kind", [Name, TeamName, TypedTeamName])
@pytest.mark.parametrize("sign", HIDDEN)
def test_no_name_has_a_sign_that_nobody_sees(kind: Any, sign: str) -> None:
    for text in (sign, f"ri{sign}sk", f"{sign}risk", f"risk{sign}", f"risk {sign} ops"):
        assert not accepts(kind, text)


@pytest.mark.parametrize("sign", HIDDEN)
def test_no_address_has_a_sign_that_nobody_sees(sign: str) -> None:
    for text in (f"a{sign}na@x", f"{sign}ana@x", f"ana{sign}@x", f"ana@{sign}x", f"ana@x{sign}"):
        assert not accepts(Person, text)


@pytest.mark.parametrize("sign", ["\u200b", "\u202e", "\u00ad"])
def test_letters_of_every_script_hide_nothing(sign: str) -> None:
    assert not any(accepts(Name, text + sign) for text in WRITTEN)


@pytest.mark.parametrize("text", WRITTEN)
def test_a_name_is_written_as_its_script_is(text: str) -> None:
    assert all(accepts(kind, text) for kind in (Name, TeamName, TypedTeamName))
    assert accepts(Person, f"{text.replace(' ', '.')}@example.com")


@pytest.mark.parametrize("sign", HIDDEN)
def test_free_texts_have_any_sign(sign: str) -> None:
    assert accepts(Line, f"a{sign}b")


def test_a_waiver_of_who_may_not_be_named_any_more_is_read_as_it_was_stored() -> None:
    body = {
        "from_stage": "verify",
        "to_stage": "closed",
        "occurred_at": "2026-11-02T08:30:00Z",
        "recorded_at": "2026-11-02T08:30:00Z",
        "recorded_by": "a\u200bna@x",
        "entry_id": "00000000-0000-4000-8000-000000000000",
        "waiver": {"person": "a\u200bna@x", "reason": "A drill."},
    }
    waiver = decode(encode(body), type=IncidentStageEntered).waiver
    assert waiver is not None
    assert waiver.person == "a\u200bna@x"
