"""Who is named in an event, in whatever place: the addresses of people."""

import re
from functools import lru_cache
from typing import Any, Final

from msgspec.json import decode

from domain.values import ADDRESS, ADDRESS_CHARS_MAX, person

# The fields of events that hold people. What ends in _by does so too, or else names a tool.
PEOPLE: Final = frozenset(
    {
        "approvers",
        "authors",
        "from_lead",
        "from_owner",
        "lead",
        "manager",
        "on_behalf_of",
        "owner",
        "people",
        "person",
        "reader",
        "reviewer",
        "reviewers",
        "to",
        "to_lead",
        "to_owner",
    }
)
EMAIL: Final = re.compile(ADDRESS)


def named_in(body: bytes, metadata: bytes) -> set[str]:
    """The addresses in an event and in its circumstances, as they are stored."""
    found: set[str] = set()
    if b"@" in body:
        gather(decode(body), "", found)
    if b'"on_behalf_of"' in metadata:
        gather(decode(metadata), "", found)
    return found


def gather(value: Any, field: str, found: set[str]) -> None:
    """Put into `found` who is named in `value`, which stands in the field `field`."""
    if isinstance(value, str):
        if "@" in value and len(value) <= ADDRESS_CHARS_MAX and holds_people(field):
            found.update(address(value))
    elif isinstance(value, dict):
        for name, part in value.items():
            gather(part, name, found)
    elif isinstance(value, list):
        for part in value:
            gather(part, field, found)


@lru_cache(1_000)
def holds_people(field: str) -> bool:
    return field in PEOPLE or field.endswith("_by")


@lru_cache(10_000)
def address(text: str) -> tuple[str, ...]:
    """The person whose address `text` is, if it is one."""
    return (person(text),) if EMAIL.fullmatch(text) else ()
