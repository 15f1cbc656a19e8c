"""Bodies, decoded as strictly as they are described, and all that is wrong with one at once."""

from functools import cache
from typing import Any

from litestar import Request
from litestar.handlers import BaseRouteHandler
from msgspec import DecodeError
from msgspec.json import Decoder

from api.errors import problem
from api.headers import header
from api.validation import errors_in


class StrictRequest(Request[Any, Any, Any]):
    """A request whose JSON is decoded once, into what its handler takes, and coerced nowhere."""

    @property
    def content_length(self) -> int | None:
        """The length that the caller announces; the server let no other form of it pass."""
        length = header(self, b"content-length")
        return None if length is None else int(length)

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


@cache
def decoder_of(handler: BaseRouteHandler) -> Decoder[Any]:
    """Return the decoder of what `handler` takes as its body."""
    return Decoder(handler.parsed_fn_signature.parameters["data"].annotation)
