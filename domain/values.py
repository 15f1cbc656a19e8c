"""Values that several aggregates share, with their bounds."""

from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Final
from unicodedata import normalize

from msgspec import Meta, Struct

from domain.decider import Stamp
from domain.errors import TimeRefused
from domain.signs import SEEN

TITLE_CHARS_MAX: Final = 200
BODY_CHARS_MAX: Final = 65_536
REASON_CHARS_MAX: Final = 2_000
ADDRESS_CHARS_MAX: Final = 254
ITEMS_MAX: Final = 50
CLOCK_SKEW_MAX: Final = timedelta(minutes=5)
TIME_MIN: Final = datetime(2000, 1, 1, tzinfo=UTC)
DAY_MAX: Final = date(2999, 12, 31)

# Patterns are ECMA-262 too, as they go into openapi.yaml, and take linear time: no two parts of
# one that stand side by side can match the same character. Python's `$` also matches before a
# last line feed, hence END.
CONTROL: Final = r"\x00-\x1f\x7f-\x9f\u2028\u2029"
END: Final = r"$(?!\n)"
FILLED: Final = rf"[^\S{CONTROL}]*[^\s{CONTROL}][^{CONTROL}]*{END}"
LINE: Final = f"^{FILLED}"
LINE_IN_WORDS: Final = "one line of text, not blank, without control characters"
# No colon before the @: "team:" and a name stand beside addresses, and who pastes a link has one.
ADDRESS: Final = rf"[^@:\s{CONTROL}]+@[^@\s{CONTROL}]+"
ADDRESS_SEEN: Final = SEEN + ADDRESS
TEXT: Final = r"^[^\x00]*$"
TEXT_FILLED: Final = r"^\s*[^\s\x00][^\x00]*$"

Title = Annotated[str, Meta(max_length=TITLE_CHARS_MAX, pattern=LINE, description=LINE_IN_WORDS)]
Line = Annotated[str, Meta(max_length=TITLE_CHARS_MAX, pattern=LINE, description=LINE_IN_WORDS)]
Name = Annotated[
    str,
    Meta(
        max_length=TITLE_CHARS_MAX,
        pattern=f"^{SEEN}{FILLED}",
        description=f"{LINE_IN_WORDS} or signs that nobody sees",
    ),
]
Body = Annotated[
    str,
    Meta(max_length=BODY_CHARS_MAX, pattern=TEXT, description="Markdown without NUL characters"),
]
FilledBody = Annotated[
    str,
    Meta(
        max_length=BODY_CHARS_MAX,
        pattern=TEXT_FILLED,
        description="Markdown, not blank, without NUL characters",
    ),
]
Reason = Annotated[
    str,
    Meta(
        max_length=REASON_CHARS_MAX,
        pattern=TEXT_FILLED,
        description="why, in a sentence, without NUL characters",
    ),
]
Note = Annotated[
    str,
    Meta(
        max_length=REASON_CHARS_MAX,
        pattern=TEXT,
        description="a sentence or two, perhaps none, without NUL characters",
    ),
]
Label = Annotated[str, Meta(max_length=64, pattern=LINE, description=LINE_IN_WORDS)]
Labels = Annotated[tuple[Label, ...], Meta(max_length=ITEMS_MAX)]
Person = Annotated[
    str,
    Meta(
        max_length=ADDRESS_CHARS_MAX,
        pattern=f"^{ADDRESS_SEEN}{END}",
        description="an e-mail address without signs that nobody sees",
        examples=["ana@example.com"],
    ),
]
Url = Annotated[
    str,
    Meta(
        max_length=2_048,
        pattern=rf"^https?://[^\s{CONTROL}]+{END}",
        description="an address that begins with http:// or https://",
    ),
]
Instant = Annotated[datetime, Meta(tz=True, description="RFC 3339 with an offset")]


class Evidence(Struct, frozen=True, forbid_unknown_fields=True):
    """A link that shows what is claimed."""

    label: Line
    url: Url


Evidences = Annotated[tuple[Evidence, ...], Meta(max_length=ITEMS_MAX)]


def instant(at: datetime, stamp: Stamp) -> datetime:
    """Return `at` in UTC.

    Raises:
        TimeRefused: `at` is before 2000, or further ahead of the clock than skew explains.
    """
    if not TIME_MIN <= at <= stamp.at + CLOCK_SKEW_MAX:
        raise TimeRefused(
            f"{at.isoformat()} is before 2000 or in the future; give when it happened"
        )
    return at.astimezone(UTC)


def due_date(day: date) -> date:
    """Return `day`.

    Raises:
        TimeRefused: `day` is so far off that counting days from it would leave the calendar.
    """
    if not TIME_MIN.date() <= day <= DAY_MAX:
        raise TimeRefused(f"{day} is no due date: give one from 2000 to {DAY_MAX.year}")
    return day


def person(email: str) -> str:
    """People are one whatever the case, and the form of Unicode, their address is typed in."""
    return lowered(email, ADDRESS_CHARS_MAX)


def lowered(text: str, chars_max: int) -> str:
    """In lower case and composed; not composed where that takes more than `chars_max`."""
    found = composed(text)
    return found if len(found) <= chars_max else small(text)


def composed(text: str) -> str:
    """In lower case, each letter in the one form that stands for all its forms (Unicode's NFC)."""
    # Lower case makes some letters such as can be composed, and the dotted capital I is composed.
    return normalize("NFC", small(normalize("NFC", text)))


def small(text: str) -> str:
    """In lower case, and no longer for it."""
    # The dotted capital I is the one character that gets longer in lower case: past the bound.
    return text.replace("\u0130", "i").lower()


def foreign(text: str) -> str:
    """Return what another system said, in a form that can be kept: bounded and valid Unicode."""
    return text.encode(errors="replace").decode().replace("\x00", "")[:REASON_CHARS_MAX]
