"""Bodies, decoded as strictly as they are described, and all that is wrong with one at once."""

from functools import cache
from typing import Any, Final, TypeGuard

from litestar import Request
from litestar.handlers import BaseRouteHandler
from litestar.types import Empty, HTTPRequestEvent, Receive, ReceiveMessage
from msgspec import DecodeError
from msgspec.json import Decoder

from api.errors import problem
from api.headers import header
from api.validation import errors_in

BYTES_AT_ONCE_MAX: Final = 65_536


class StrictRequest(Request[Any, Any, Any]):
    """A request whose JSON is decoded once, into what its handler takes, and coerced nowhere."""

    @property
    def content_length(self) -> int | None:
        """The length that the caller announces; the server let no other form of it pass."""
        length = header(self, b"content-length")
        return None if length is None else int(length)

    async def body(self) -> bytes:
        """Return the body. Litestar's stream, with its limit, reads what is not here at once."""
        small = (self.content_length or 0) <= BYTES_AT_ONCE_MAX
        if self._body is Empty and self.is_connected and small:
            first = await self.receive()
            if is_whole(first):
                self._body = self._connection_state.body = first["body"]
                self.is_connected = False
            else:
                self.receive = after(first, self.receive)
        return await super().body()

    async def json(self) -> Any:
        """Return the body.

        Raises:
            ProblemDetailsException: 400, it does not decode.
        """
        body, decoder = await self.body(), decoder_of(self.route_handler)
        try:
            return decoder.decode(body)
        except (DecodeError, UnicodeDecodeError, RecursionError) as error:
            errors = errors_in(body, decoder.type) or [("", str(error))]
            raise problem(400, "The body is not understood; see errors.", errors=errors) from error


def is_whole(message: ReceiveMessage) -> TypeGuard[HTTPRequestEvent]:
    """Whether `message` is all of a body, and of a length that needs no check."""
    if message["type"] != "http.request" or message.get("more_body"):
        return False
    return len(message["body"]) <= BYTES_AT_ONCE_MAX


def after(first: ReceiveMessage, receive: Receive) -> Receive:
    """Return what receives `first` and then the rest."""
    waiting = [first]

    async def receive_next() -> ReceiveMessage:
        return waiting.pop() if waiting else await receive()

    return receive_next


@cache
def decoder_of(handler: BaseRouteHandler) -> Decoder[Any]:
    """Return the decoder of what `handler` takes as its body."""
    return Decoder(handler.parsed_fn_signature.parameters["data"].annotation)
