"""What is written in one turn of the loop leaves in one call."""

import asyncio

from api.corked import Corked


class Wire(asyncio.Transport):
    """Keeps what is written to it, call by call."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[bytes] = []
        self.closed = False

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.calls.append(bytes(data))

    def is_closing(self) -> bool:
        return self.closed

    def pause_reading(self) -> None:
        raise AssertionError

    def resume_reading(self) -> None:
        raise AssertionError

    def close(self) -> None:
        self.closed = True

    def abort(self) -> None:
        self.closed = True


def corked() -> tuple[Wire, Corked]:
    wire = Wire()
    return wire, Corked(wire, asyncio.get_running_loop())


async def test_head_and_body_leave_together() -> None:
    wire, transport = corked()
    transport.write(b"head")
    transport.write(b"body")
    assert wire.calls == []
    await asyncio.sleep(0)
    assert wire.calls == [b"headbody"]


async def test_each_turn_has_a_call_of_its_own() -> None:
    wire, transport = corked()
    for part in (b"first", b"second"):
        transport.write(part)
        await asyncio.sleep(0)
    assert wire.calls == [b"first", b"second"]


async def test_nothing_is_lost_when_the_connection_closes() -> None:
    wire, transport = corked()
    transport.write(b"last words")
    transport.close()
    assert wire.calls == [b"last words"]
    assert transport.is_closing()
    await asyncio.sleep(0)
    assert wire.calls == [b"last words"]


async def test_nothing_leaves_after_the_connection_broke() -> None:
    wire, transport = corked()
    transport.write(b"too late")
    transport.abort()
    await asyncio.sleep(0)
    assert wire.calls == []
