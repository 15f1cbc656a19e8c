"""One library client per credential and thread, and what a failed request proves.

Both libraries stand on `requests`, and neither client is safe to share (PyGithub#2052). A client is
made anew when the secret behind its reference changes. Imported by the adapters only, so that a
process without trackers never pays for `requests`.
"""

import ssl
import threading
from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import Final, Generic, TypeVar

import requests.exceptions as failed
import urllib3.exceptions as low

from integrations.answers import Answer, Lost, Unsent

CLIENTS_PER_THREAD_MAX: Final = 32

_UNSENT: Final = (
    failed.ConnectTimeout,
    failed.InvalidHeader,
    failed.InvalidSchema,
    failed.InvalidURL,
    failed.MissingSchema,
    low.ConnectTimeoutError,
    low.NewConnectionError,
    ssl.SSLCertVerificationError,
)
# Beside their own errors the libraries let these through on odd answers, maybe after the effect.
_LOST: Final = (OSError, ValueError, RuntimeError, AssertionError, TypeError, low.HTTPError)

C = TypeVar("C")


class Clients(Generic[C]):
    """Clients of one tracker; `get` returns this thread's client for a secret."""

    def __init__(self, make: Callable[[str], C]) -> None:
        self._make = make
        self._local = threading.local()

    def get(self, secret: str) -> C:
        """Return this thread's client, made on first use."""
        mine: dict[bytes, C] = self._local.__dict__.setdefault("clients", {})
        key = sha256(secret.encode()).digest()
        if key not in mine:
            if len(mine) >= CLIENTS_PER_THREAD_MAX:
                mine.clear()
            mine[key] = self._make(secret)
        return mine[key]


def sent(request: Callable[[], Answer]) -> Answer:
    """Run one request of a library.

    The cause is cut off on purpose: the libraries' errors hold headers, bodies and addresses.

    Raises:
        Unsent: The connection was never made, or the request never fit to be sent.
        Lost: Everything else.
    """
    try:
        return request()
    except _LOST as error:
        unsent = any(isinstance(cause, _UNSENT) for cause in _causes(error))
        raise (Unsent() if unsent else Lost()) from None


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Walk an error, what it wraps in `args` or `reason`, and what that wraps."""
    yield error
    wrapped = (*error.args, getattr(error, "reason", None))
    for cause in wrapped:
        if isinstance(cause, BaseException):
            yield from _causes(cause)
