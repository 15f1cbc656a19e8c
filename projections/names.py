"""Who is named in an event, in whatever place: the addresses of people."""

import re
from collections.abc import Iterator
from typing import Any, Final

from msgspec.json import decode

from domain.values import ADDRESS, ADDRESS_CHARS_MAX, person

# The fields of events that hold people. What ends in _by does so too, or else names a tool.
PEOPLE: Final = frozenset(
    {
        "approvers",
        "authors",
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
        "to_owner",
    }
)
EMAIL: Final = re.compile(ADDRESS)


def named_in(body: bytes, metadata: bytes) -> set[str]:
    """The addresses in an event and in its circumstances, as they are stored."""
    found: set[str] = set()
    if b"@" in body:
        found.update(named(decode(body), ""))
    if b'"on_behalf_of"' in metadata:
        found.update(named(decode(metadata), ""))
    return found


def named(value: Any, field: str) -> Iterator[str]:
    if isinstance(value, dict):
        for name, part in value.items():
            yield from named(part, name)
    elif isinstance(value, list):
        for part in value:
            yield from named(part, field)
    elif (
        isinstance(value, str) and (field in PEOPLE or field.endswith("_by")) and is_address(value)
    ):
        yield person(value)


def is_address(text: str) -> bool:
    return len(text) <= ADDRESS_CHARS_MAX and EMAIL.fullmatch(text) is not None
