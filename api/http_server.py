"""The HTTP server: uvicorn on a socket of ours, under somebody else's signals."""

import asyncio
import errno
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

import uvicorn
from litestar.types import ASGIApp

from api.wire import BoundedProtocol

DRAIN_SECONDS_MAX: Final = 4  # for requests under way when the stop begins
KEEP_ALIVE_SECONDS: Final = 75
BACKLOG: Final = 2048


class ListenRefused(Exception):
    """The address cannot be listened on. The text is for the user."""


def listen(host: str, port: int) -> socket.socket:
    """A listening socket, taken before anything else is started.

    Raises:
        ListenRefused: the port is taken or not allowed, or `host` is not of this machine.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(BACKLOG)
    except OSError as error:
        raise ListenRefused(_sentence(host, port, error)) from error
    except UnicodeError as error:
        raise ListenRefused(f"TWICESHY_HOST: {host} is no name that a host can have.") from error
    listener.settimeout(0)
    return listener


def _sentence(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} on {host} is taken; free it or set TWICESHY_PORT."
    if error.errno == errno.EACCES:
        return f"Port {port} is not open to this user; set TWICESHY_PORT."
    return f"TWICESHY_HOST: {host} cannot be listened on ({error.strerror})."


def url(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


async def serve_app(
    app: ASGIApp,
    listener: socket.socket,
    stop: asyncio.Event,
    announce: Callable[[], None],
    protocol: type[BoundedProtocol] = BoundedProtocol,
) -> None:
    """Serve `app` until `stop`, then finish what is under way; `announce` is called once it serves.

    Raises:
        RuntimeError: the application refused to start.
    """
    server = _Server(_config(app, protocol), announce)
    stopper = asyncio.create_task(_stop_when(stop, server))
    try:
        await server.serve([listener])
    except SystemExit as error:
        raise RuntimeError("the HTTP application did not start") from error
    finally:
        stopper.cancel()


async def _stop_when(stop: asyncio.Event, server: uvicorn.Server) -> None:
    await stop.wait()
    server.should_exit = True


def _config(app: ASGIApp, protocol: type[BoundedProtocol]) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http=protocol,
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=DRAIN_SECONDS_MAX,
    )


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, announce: Callable[[], None]) -> None:
        super().__init__(config)
        self._announce = announce

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._announce()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Signals belong to the process, of which this server is one part."""
        yield
