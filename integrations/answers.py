"""What an answer, or the lack of one, proves about a call.

Success is a status the caller named. 400, 401, 403, 404, 410, 422 and 429, and a connection that
was refused before anything was sent, are definite: there was no effect. Everything else (timeout,
reset, 5xx, redirect, HTML, bad JSON) leaves a write unconfirmed; a read is simply tried again.
"""

import asyncio
import math
import re
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any, Final

import msgspec
from msgspec import Struct

from integrations.destination import Door
from integrations.measures import MEASURES
from integrations.threads import THREADS, Busy
from integrations.tracker import (
    RETRY_AFTER_SECONDS_MAX,
    TicketHeldBack,
    TrackerError,
    TrackerRejected,
    TrackerUnavailable,
    TrackerUnconfirmed,
)

CONNECT_SECONDS_MAX: Final = 3.05
READ_SECONDS_MAX: Final = 15.0
# Of one call with all its connects; beyond it the thread is left alone.
CALL_SECONDS_MAX: Final = 40.0
ONE_ISSUE: Final = "jira-per-issue-on-write"  # Source: Jira Cloud, "Rate limiting"
GET, POST = "GET", "POST"
GONE_STATUSES: Final = frozenset({404, 410})
WITHOUT_BODY: Final = frozenset({HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED})
DEFINITE_STATUSES: Final = frozenset({400, 401, 403, 404, 410, 422, 429})
LOGIN_FAILED: Final = frozenset({"AUTHENTICATED_FAILED", "AUTHENTICATION_DENIED"})
SECONDARY_LIMIT_SECONDS: Final = 60.0  # Source: GitHub's advice where a limit names no time

_FIELD: Final = re.compile(r"[A-Za-z][A-Za-z0-9_ .-]{0,63}")
_LIMIT_TEXT: Final = re.compile(
    r"rate limit|retry your request again later|wait a few minutes", re.IGNORECASE
)


class Answer(Struct, frozen=True):
    """One HTTP answer. `headers` has lower-case names; `body` is None when it is not JSON."""

    status: int
    headers: Mapping[str, str]
    body: Any = None

    @property
    def date(self) -> datetime | None:
        """The tracker's clock, to the second."""
        return _http_date(self.headers.get("date", ""))


class Unsent(Exception):
    """Nothing of the request has left this machine."""


class Lost(Exception):
    """The request may have been sent, and no whole answer came back."""


def decoded(text: str | bytes) -> Any:
    """Parse JSON; None for HTML and everything else that is not JSON."""
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None


async def answered(
    call: Callable[[], Answer], *, door: Door, tracker: str, verb: str, statuses: frozenset[int]
) -> Answer:
    """Run one blocking call in a thread and return its answer when the status is one of `statuses`.

    The door is asked first, and told at once when the tracker asks for a pause.

    A POST is a write of which a lost answer proves nothing; every other verb can be repeated.

    Raises:
        HeldBack: Not sent: the door is shut.
        TicketHeldBack: No effect, and none for a while of what concerns the same ticket.
        TrackerUnavailable: Certainly no effect; worth another try.
        TrackerRejected: Certainly no effect; the same call would be refused again.
        TrackerUnconfirmed: Only of a POST: the effect is unknown.
    """
    await door.enter()
    answer = await _called(call, tracker, verb)
    if answer is not None and (seconds := _asked(answer)) > 0:
        if _is_limit(answer) and answer.headers.get("ratelimit-reason") == ONE_ISSUE:
            told = f"takes no more changes of this ticket for {math.ceil(seconds)} seconds"
            raise TicketHeldBack("ticket_rate_limited", f"{tracker} {told}.", seconds)
        await door.told(seconds)
    writes = verb == POST
    if answer is None:
        raise _unknown(tracker, "gave no answer", writes=writes)
    if answer.status in DEFINITE_STATUSES:
        raise refusal(answer, tracker, reading=verb == GET)
    if answer.status not in statuses:
        what = f"answered with status {answer.status}"
        raise _unknown(tracker, what, writes=writes, retry_after=_retry_after(answer) or 0.0)
    if answer.body is None and answer.status not in WITHOUT_BODY:
        raise _unknown(tracker, "answered with something that is not JSON", writes=writes)
    return answer


async def _called(call: Callable[[], Answer], tracker: str, verb: str) -> Answer | None:
    """Call and count; None when no whole answer came back in time."""
    try:
        async with asyncio.timeout(CALL_SECONDS_MAX):
            answer = await THREADS.call(call)
    except (Unsent, Busy):
        MEASURES.called(tracker, verb, "unsent")
        raise TrackerUnavailable("unreachable", f"{tracker} cannot be reached.") from None
    except (Lost, TimeoutError):
        MEASURES.called(tracker, verb, "lost")
        return None
    MEASURES.called(tracker, verb, str(answer.status))
    return answer


def refusal(answer: Answer, tracker: str, *, reading: bool) -> TrackerError:
    """Turn a definite failure into the port's words, from parsed fields only."""
    if _is_limit(answer):
        return TrackerUnavailable("rate_limited", f"{tracker} asks for a pause.", _pause(answer))
    # Jira tells who signs in with a token that has ended that the project is not there.
    signed_out = answer.headers.get("x-seraph-loginreason") in LOGIN_FAILED
    if answer.status == HTTPStatus.UNAUTHORIZED or signed_out:
        return TrackerRejected(
            "credential_refused",
            f"{tracker} does not accept the credential.",
            "Renew the token behind the tracker's credential reference; it is read at each call.",
        )
    if answer.status == HTTPStatus.FORBIDDEN:
        return TrackerRejected(
            "permission_missing",
            f"The credential may not do this in {tracker}.",
            "Let the token's account read and write issues in the project, then retry.",
            reading=reading,
        )
    if answer.status in GONE_STATUSES:
        return TrackerRejected(
            "project_not_found",
            f"{tracker} does not show the project or the ticket to this credential.",
            "Check the tracker's project and the account's access to it, then retry.",
            reading=reading,
        )
    return TrackerRejected(
        "content_refused",
        f"{tracker} refused the ticket{_fields(answer.body)}.",
        "Make those fields optional there, or give the tracker another `fields.issue_type`; then "
        "retry.",
        fields=fields_named(answer.body),
    )


def require_time(before: float, tracker: str) -> None:
    """Refuse to send once our lease may be over: somebody else may be about to send the same.

    Raises:
        TrackerUnavailable: `time.monotonic()` has passed `before`.
    """
    if time.monotonic() >= before:
        raise TrackerUnavailable("lease_over", f"This worker was too slow to call {tracker}.")


def dicts(found: Any) -> list[dict[str, Any]]:
    """The objects of a list, whatever else is told in it or in its place."""
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def fields_named(body: Any) -> tuple[str, ...]:
    """Names of the fields that a refusal speaks of (Jira's and GitHub's spelling)."""
    errors = body.get("errors") if isinstance(body, dict) else None
    names = errors if isinstance(errors, dict) else _github_fields(errors)
    return tuple(name for name in names if isinstance(name, str) and _FIELD.fullmatch(name))


def _unknown(
    tracker: str, what: str, *, writes: bool, retry_after: float = 0.0
) -> TrackerUnconfirmed | TrackerUnavailable:
    if writes:
        return TrackerUnconfirmed("unconfirmed", f"{tracker} {what}; it may have taken effect.")
    return TrackerUnavailable("unavailable", f"{tracker} {what}.", retry_after)


def _fields(body: Any) -> str:
    names = fields_named(body)
    return f" because of: {', '.join(names)}" if names else ""


def _github_fields(errors: Any) -> list[Any]:
    if not isinstance(errors, list):
        return []
    named = (error for error in errors if isinstance(error, dict))
    # An issue's label is refused as a thing of its own, by its name.
    return ["labels" if one.get("resource") == "Label" else one.get("field") for one in named]


def _asked(answer: Answer) -> float:
    """Seconds for which the tracker wants no call; 0 where it asks for none."""
    asked = _pause(answer) if _is_limit(answer) else _retry_after(answer) or 0.0
    return min(asked, RETRY_AFTER_SECONDS_MAX)


def _is_limit(answer: Answer) -> bool:
    if answer.status == HTTPStatus.TOO_MANY_REQUESTS:
        return True
    if answer.status != HTTPStatus.FORBIDDEN:
        return False
    message = answer.body.get("message") if isinstance(answer.body, dict) else None
    return (
        "retry-after" in answer.headers
        or answer.headers.get("x-ratelimit-remaining") == "0"
        or (isinstance(message, str) and _LIMIT_TEXT.search(message) is not None)
    )


def _pause(answer: Answer) -> float:
    """Seconds to wait: Retry-After, else when the budget is full again, else a minute."""
    if (said := _retry_after(answer)) is not None:
        return said
    reset = answer.headers.get("x-ratelimit-reset", "")
    if answer.headers.get("x-ratelimit-remaining") == "0" and (end := _moment(reset)) is not None:
        return end - _now(answer).timestamp()
    return SECONDARY_LIMIT_SECONDS


def _moment(reset: str) -> float | None:
    """A moment as GitHub spells it, in seconds since the epoch, or as Jira does, by ISO 8601."""
    if reset.isdecimal():
        return float(reset)
    try:
        return datetime.fromisoformat(reset).timestamp()
    except ValueError:
        return None


def _retry_after(answer: Answer) -> float | None:
    """Seconds named by Retry-After, spelled as a number or as a date."""
    said = answer.headers.get("retry-after", "")
    if said.isdecimal():
        return float(said[:9])
    moment = _http_date(said)
    return None if moment is None else (moment - _now(answer)).total_seconds()


def _now(answer: Answer) -> datetime:
    return answer.date or datetime.now(UTC)


def _http_date(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
