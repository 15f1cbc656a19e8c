"""Lines of the log, gathered once a turn of the loop."""

import asyncio
import io
import threading

from api.logs import Gathered


class Stream(io.BytesIO):
    """Counts how often it is written to."""

    writes = 0

    def write(self, data: object) -> int:
        self.writes += 1
        return super().write(data)  # type: ignore[arg-type]


async def test_lines_of_one_turn_are_written_together() -> None:
    stream = Stream()
    lines = Gathered(stream)
    for line in (b"one", b"two"):
        lines.info(line)
    assert stream.writes == 0
    await asyncio.sleep(0)
    assert (stream.writes, stream.getvalue()) == (1, b"one\ntwo\n")


def test_without_a_loop_a_line_is_written_at_once() -> None:
    stream = Stream()
    Gathered(stream).info(b"one")
    assert stream.getvalue() == b"one\n"


async def test_a_thread_writes_what_waits_too_and_nothing_twice() -> None:
    stream = Stream()
    lines = Gathered(stream)
    lines.info(b"one")
    thread = threading.Thread(target=lines.info, args=(b"two",))
    thread.start()
    thread.join()
    assert stream.getvalue() == b"one\ntwo\n"
    await asyncio.sleep(0)
    assert stream.getvalue() == b"one\ntwo\n"


def test_what_a_loop_left_behind_is_written_at_the_end() -> None:
    stream = Stream()
    lines = Gathered(stream)

    async def last() -> None:
        lines.info(b"last")

    loop = asyncio.new_event_loop()
    loop.run_until_complete(last())
    loop.close()
    lines.write_out()
    assert stream.getvalue() == b"last\n"
