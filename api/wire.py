"""What arrives on the wire: bounded in bytes and in time, and refused in the form of all refusals.

uvicorn takes a head of any length, waits for the rest of a request for ever, and refuses what is no
HTTP in plain text.
"""

import asyncio
from typing import Final

import structlog
from msgspec import json

from api.errors import document
from api.upgrades import SteadyProtocol

HEAD_BYTES_MAX: Final = 65_536  # more fits only where it comes in one piece with the head's end
ARRIVAL_SECONDS_MAX: Final = 60.0  # from the connection, or a request's first byte, to its last
LOOK_SECONDS: Final = 5.0

FORM: Final = "Send HTTP/1.1, as RFC 9112 describes it."
HEAD_TOO_LONG: Final = f"The head of a request takes at most {HEAD_BYTES_MAX} bytes; send less."
TOO_SLOW: Final = (
    f"The request did not arrive within {ARRIVAL_SECONDS_MAX:.0f} seconds; nothing was done. "
    "Send it again."
)

log = structlog.get_logger()


class BoundedProtocol(SteadyProtocol):
    """A connection whose client sends no more, and no slower, than a request may take."""

    arrival_seconds_max = ARRIVAL_SECONDS_MAX
    look_seconds = LOOK_SECONDS

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._unparsed = 0
        self._begun_at: float | None = self.loop.time()
        self._look_at_it()

    def connection_lost(self, exc: Exception | None) -> None:
        self._next_look.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._unparsed += len(data)
        super().data_received(data)
        if self._unparsed > HEAD_BYTES_MAX:
            self._refuse(HEAD_TOO_LONG)

    def on_message_begin(self) -> None:
        self._begun_at = self.loop.time()
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        self._unparsed = 0
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self._unparsed = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._begun_at = None
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no HTTP; uvicorn says so in `msg`."""
        self._refuse(f"{msg} {FORM}")

    def _look_at_it(self) -> None:
        self._next_look = self.loop.call_later(self.look_seconds, self._look_at_it)
        late = self.loop.time() - self.arrival_seconds_max
        if self._begun_at is not None and self._begun_at < late:
            self._refuse(TOO_SLOW)

    def _refuse(self, detail: str) -> None:
        """Close the connection, with a word unless it would be taken for another answer."""
        if self.transport.is_closing():
            return
        log.info("connection_refused", detail=detail)
        if not self._owes_an_answer():
            self.transport.write(refusal(detail))
        self.transport.close()

    def _owes_an_answer(self) -> bool:
        """Whether a request that has arrived is not answered yet, or an answer is under way."""
        cycle = self.cycle
        if cycle is None or cycle.response_complete:
            return False
        return bool(self.pipeline) or cycle.response_started or not cycle.more_body


def refusal(detail: str) -> bytes:
    """A whole answer with the status 400, after which the connection closes."""
    body = json.encode(document(400, detail))
    head = (
        "HTTP/1.1 400 Bad Request\r\ncontent-type: application/problem+json\r\n"
        f"content-length: {len(body)}\r\nconnection: close\r\n\r\n"
    )
    return head.encode() + body
