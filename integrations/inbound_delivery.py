"""What a delivery speaks of: its name, its event, the keys of tickets; nothing else is read.

A delivery may be late, come twice or before an older one; therefore what it tells about a ticket is
not believed, and the ticket is read afresh. Both senders' bodies are taken as they come: what is
missing or of another shape names no ticket.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final
from urllib.parse import parse_qs
from uuid import uuid4

from msgspec import DecodeError, Struct, json

from domain.tracker import TrackerKind
from domain.values import foreign

NAMES: Final = {
    TrackerKind.GITHUB: "x-github-delivery",
    TrackerKind.JIRA: "x-atlassian-webhook-identifier",
}
NAME_CHARS_MAX: Final = 200
KEYS_MAX: Final = 10
UNREAD_BYTES_MAX: Final = 16_384
FORM: Final = "application/x-www-form-urlencoded"  # GitHub's other way to send the same JSON


class Delivery(Struct, frozen=True):
    """`unread` is the beginning of a body that is no JSON object."""

    name: str
    event: str
    keys: tuple[str, ...] = ()
    unread: bytes | None = None


def delivery_of(
    kind: TrackerKind, project: str, headers: Mapping[str, str], body: bytes
) -> Delivery:
    """Read what a signed body speaks of. `headers` has lower-case names."""
    name = _said(headers.get(NAMES[kind])) or f"unnamed-{uuid4()}"
    event = _said(headers.get("x-github-event")) if kind is TrackerKind.GITHUB else ""
    read = _object(headers, body)
    if read is None:
        return Delivery(name, event or "unread", unread=body[:UNREAD_BYTES_MAX])
    if kind is TrackerKind.GITHUB:
        return Delivery(name, event or "unnamed", _distinct(_github_keys(event, project, read)))
    event = _said(read.get("webhookEvent")) or "unnamed"
    return Delivery(name, event, _distinct(_jira_keys(read)))


def _github_keys(event: str, project: str, read: Mapping[str, Any]) -> Iterable[str]:
    """Keys by the repository's name as we know it, and as GitHub calls it since."""
    if event != "issues":
        return
    number = _part(read, "issue").get("number")
    if type(number) is int:
        yield f"{project}#{number}"
        yield f"{_said(_part(read, 'repository').get('full_name'))}#{number}"


def _jira_keys(read: Mapping[str, Any]) -> Iterable[str]:
    """The key, and those between which the issue was moved."""
    yield _said(_part(read, "issue").get("key"))
    changed = _part(read, "changelog").get("items")
    for item in changed if isinstance(changed, list) else ():
        if isinstance(item, dict) and item.get("field") == "Key":
            yield _said(item.get("fromString"))
            yield _said(item.get("toString"))


def _object(headers: Mapping[str, str], body: bytes) -> Mapping[str, Any] | None:
    if headers.get("content-type", "").partition(";")[0].strip().lower() == FORM:
        body = _payload(body)
    try:
        read = json.decode(body)
    except (DecodeError, UnicodeDecodeError, RecursionError):
        return None
    return read if isinstance(read, dict) else None


def _payload(form: bytes) -> bytes:
    try:
        return parse_qs(form, max_num_fields=KEYS_MAX).get(b"payload", [b""])[0]
    except ValueError:
        return b""


def _part(read: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = read.get(name)
    return part if isinstance(part, dict) else {}


def _said(value: Any) -> str:
    return foreign(value)[:NAME_CHARS_MAX] if isinstance(value, str) else ""


def _distinct(keys: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(key for key in keys if key))[:KEYS_MAX]
