"""Requests that offer another protocol, such as HTTP/2, are answered in the one they came in.

RFC 9110, 7.8, lets a server pass over the offer. httptools does not: what follows the head of such
a request it takes for the other protocol, and the request itself for one without a body.
"""

import asyncio

from httptools import HttpParserError, HttpParserUpgrade, HttpRequestParser

from api.corked import CorkedProtocol


class SteadyProtocol(CorkedProtocol):
    """Hears of a request with an offer only when it is read again, without the offer."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.parser = SteadyParser(self)

    def on_headers_complete(self) -> None:
        if not self.parser.should_upgrade():
            super().on_headers_complete()

    def on_message_complete(self) -> None:
        if not self.parser.should_upgrade():
            super().on_message_complete()


class SteadyParser(HttpRequestParser):
    """Tells `protocol` of requests, and goes on after an offer; a tunnel (CONNECT) is refused."""

    def __init__(self, protocol: SteadyProtocol) -> None:
        self._protocol = protocol
        self._begin()

    def feed_data(self, data: bytes | memoryview) -> None:  # type: ignore[override]  # a transport's
        while True:
            try:
                return super().feed_data(data)
            except HttpParserUpgrade as offer:
                if self.get_method() == b"CONNECT":
                    raise HttpParserError from offer
                head = self._head()
                self._begin()
                super().feed_data(head)
                data = memoryview(data)[offer.args[0] :]

    def _begin(self) -> None:
        super().__init__(self._protocol)
        self.set_dangerous_leniencies(lenient_data_after_close=True)  # as uvicorn's own

    def _head(self) -> bytes:
        """The head that was just read, without the offer."""
        fields = [field for field in self._protocol.headers if field[0] != b"upgrade"]
        version = self.get_http_version().encode()
        first = b"%s %s HTTP/%s\r\n" % (self.get_method(), self._protocol.url, version)
        return first + b"".join(b"%s: %s\r\n" % field for field in fields) + b"\r\n"
