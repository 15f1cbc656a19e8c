"""A door to the database that counts what is answered, can lose an answer, or be shut."""

import asyncio
import struct
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from urllib.parse import parse_qs, urlsplit, urlunsplit

FIELDS = b"SFATAL\0VFATAL\0C57P01\0Mterminating connection due to administrator command\0\0"
LAST_WORD = b"E" + struct.pack(">i", len(FIELDS) + 4) + FIELDS + b"Z" + struct.pack(">i", 5) + b"I"


class Proxy:
    """Passes everything on, until told otherwise."""

    def __init__(self, target: str, folder: Path) -> None:
        parts = urlsplit(target)
        query = parse_qs(parts.query)
        self._socket = f".s.PGSQL.{query['port'][0]}"
        self._target = f"{query['host'][0]}/{self._socket}"
        self._path = folder / self._socket
        self._writers: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server | None = None
        self.dsn = urlunsplit(parts._replace(query=f"host={folder}&port={query['port'][0]}"))
        self.loses_answers = self.says_last_word = False
        self._silences = self.answered_bytes = 0

    async def open(self) -> None:
        self._server = await asyncio.start_unix_server(self._pass_on, self._path)

    async def shut(self) -> None:
        """Cut every connection and take no more."""
        if self._server:
            self._server.close()
        for writer in tuple(self._writers):
            writer.transport.abort()
        self._path.unlink(missing_ok=True)

    def fall_silent(self) -> None:
        """Pass nothing on any more of what the connections of now are answered, but keep them."""
        self._silences += 1

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            inner_reader, inner_writer = await asyncio.open_unix_connection(self._target)
            self._writers |= {writer, inner_writer}
            ways = [self._copy(reader, inner_writer), self._answer(inner_reader, writer)]
            tasks = [asyncio.create_task(way) for way in ways]
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            inner_writer.transport.abort()
        writer.transport.abort()

    async def _copy(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while passing := await reader.read(1 << 16):
            writer.write(passing)

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        silences = self._silences
        while answer := await reader.read(1 << 16):
            self.answered_bytes += len(answer)
            if silences < self._silences:
                continue
            if self.loses_answers:
                self.loses_answers = False  # once
                return
            if self.says_last_word:  # in place of the answer, and does not hang up
                self.says_last_word, answer = False, LAST_WORD
            writer.write(answer)


@asynccontextmanager
async def proxied(dsn: str) -> AsyncIterator[Proxy]:
    with tempfile.TemporaryDirectory(prefix="p") as folder:
        proxy = Proxy(dsn, Path(folder))
        await proxy.open()
        try:
            yield proxy
        finally:
            await proxy.shut()
