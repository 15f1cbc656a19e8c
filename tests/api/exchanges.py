"""Has the scenario's exchanges with a node, and tells them in the scenario's own time.

Every run gets other ids, and takes place on another day; what is kept must be the same. So moments
and days are moved by whole days, moments of the run itself become one, and ids are counted.
"""

import hashlib
import re
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final
from uuid import NAMESPACE_URL, UUID, uuid4, uuid5

import msgspec
from msgspec import UNSET, Struct

from api.openapi_answers import HEADERS
from api.openapi_examples import Exchange, Request, Response
from domain.action import ACTION
from domain.decider import Stamp
from domain.ticket import BlockTicket
from eventstore.store import Actor, Metadata
from eventstore.transact import Circumstances, Step, transact
from projections.registry import PROJECTIONS
from tests.api.nodes import KEY, Node
from tests.api.scenario import SCENARIO, TODAY
from tests.api.told import Blocked, Told

READER: Final = "twy_a-key-that-only-reads"
NOW: Final = f"{TODAY}T09:00:00Z"
CURSOR: Final = "WzIsIjIwMjYtMDMtMDJUMDg6MzA6MDBaIl0"
ID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
DAY: Final = re.compile(r'"(\d{4}-\d\d-\d\d)"')
MOMENT: Final = re.compile(r'"(\d{4}-\d\d-\d\d)(T[0-9:.]+Z)"')
NEXT: Final = re.compile(r'("next_cursor":|[?&]cursor=)("?)([A-Za-z0-9_-]+)(?=["&>])')
RENDERED: Final = re.compile(r"(?<=-html-)[0-9a-f]{16}")  # of a page, which shows days
WITHOUT: Final = frozenset({"x-request-id"})
BLOCKED: Final = BlockTicket(
    "credential_missing",
    "The environment variable ACME_GITHUB_TOKEN is empty or cannot be read by this process.",
    "Put the tracker's token into the environment variable ACME_GITHUB_TOKEN of every process"
    " that mirrors tickets.",
)


class Clock(Struct, frozen=True):
    """The day on which the run began, and how far that is from the scenario's."""

    began: date
    shift: timedelta

    def to_present(self, text: str) -> str:
        """Move the scenario's days and moments in a JSON text to the present."""
        moved = DAY.sub(lambda m: f'"{moved_day(m[1], self.shift)}"', text)
        return MOMENT.sub(lambda m: f'"{moved_day(m[1], self.shift)}{m[2]}"', moved)

    def to_scenario(self, text: str) -> str:
        moved = DAY.sub(lambda m: f'"{moved_day(m[1], -self.shift)}"', text)
        return MOMENT.sub(self._moment, moved)

    def _moment(self, found: re.Match[str]) -> str:
        if date.fromisoformat(found[1]) >= self.began:
            return f'"{NOW}"'
        return f'"{moved_day(found[1], -self.shift)}{found[2]}"'


def moved_day(day: str, by: timedelta) -> date:
    return date.fromisoformat(day) + by


def clock() -> Clock:
    today = datetime.now(UTC).date()
    return Clock(today, today - date.fromisoformat(TODAY))


async def have(node: Node, ids: "Ids") -> list[Exchange]:
    """Have every exchange of the scenario with a node whose log is empty; as they are kept."""
    await keep_reader(node)
    time = clock()
    kept: dict[str, str] = {}
    exchanges: list[Exchange] = []
    position = 0
    for number, told in enumerate(SCENARIO, 1):
        if isinstance(told, Blocked):
            position = await block(node)
            continue
        await shown(node, position)
        target = told.target.format(**kept)
        headers = {
            "x-request-id": f"request-{number}",
            "min-position": str(position),
            **told.headers,
        }
        answer = await node.client.request(
            told.method,
            target,
            headers={**headers, "authorization": authorization(told.key)},
            **content(told, time),
        )
        assert answer.status_code == told.status, (told.operation, told.summary, answer.text)
        position = max(position, int(answer.headers.get("event-position", 0)))
        if told.keep:
            kept[told.keep] = answer.json()["id"]
        request = Request(
            told.method, target, told.headers, UNSET if told.body is None else told.body
        )
        response = Response(answer.status_code, headers_in(answer.headers), body_of(answer))
        exchange = Exchange(told.operation, told.summary, request, response)
        exchanges.append(settled(exchange, time, ids))
    return exchanges


async def shown(node: Node, position: int) -> None:
    """Wait until every view shows what was written so far."""
    for projection in PROJECTIONS:
        assert await node.desk.progress.reached(projection.name, position)


async def keep_reader(node: Node) -> None:
    await node.desk.connections.execute(
        "insert into api_keys (name, digest, scopes) values ('dashboard', $1, '{read}')",
        hashlib.sha256(READER.encode()).digest(),
    )


def authorization(key: str | None) -> str:
    return f"Bearer {READER if key == 'read' else KEY}" if key != "" else "none"


def content(told: Told, time: Clock) -> dict[str, Any]:
    if told.sent is not None:
        return {"content": told.sent}
    if told.body is None:
        return {}
    text = time.to_present(msgspec.json.encode(told.body).decode())
    return {"json": msgspec.json.decode(text)}


def headers_in(headers: Any) -> dict[str, str]:
    """The headers that the description tells of, named as it names them."""
    return {n: headers[n] for n in HEADERS if n in headers and n.lower() not in WITHOUT}


def body_of(answer: Any) -> Any:
    return answer.json() if "json" in answer.headers["content-type"] else UNSET


class Ids:
    """Ids in the order in which they come, each standing for one of this run."""

    def __init__(self) -> None:
        self._known: dict[str, UUID] = {}

    def settled(self, text: str) -> str:
        return ID.sub(lambda m: str(self._stable(m[0])), text)

    def real(self, text: str) -> str:
        """The text with this run's ids in it."""
        back = {str(stable): real for real, stable in self._known.items()}
        return ID.sub(lambda m: back[m[0]], text)

    def _stable(self, found: str) -> UUID:
        number = len(self._known) + 1
        return self._known.setdefault(found, uuid5(NAMESPACE_URL, f"urn:twiceshy:example:{number}"))


def settled(exchange: Exchange, time: Clock, ids: Ids) -> Exchange:
    """The exchange as any run has it."""
    text = msgspec.json.encode(exchange.response).decode()
    text = RENDERED.sub("3f2a9c0d51b7e864", ids.settled(time.to_scenario(text)))
    text = NEXT.sub(lambda m: m[0] if m[3].isdecimal() or m[3] == "null" else cursor(m), text)
    request = msgspec.structs.replace(exchange.request, target=ids.settled(exchange.request.target))
    return msgspec.structs.replace(
        exchange, request=request, response=msgspec.json.decode(text, type=Response)
    )


def cursor(found: re.Match[str]) -> str:
    return f"{found[1]}{found[2]}{CURSOR}"


async def block(node: Node) -> int:
    """Do what the mirror does when the tracker's secret is missing; the event's position."""
    stamp = Stamp(datetime.now(UTC), "mirror", uuid4())
    step = Step(ACTION, node.desk.references.id_of("ACT-1"), BLOCKED)
    metadata = Metadata(Actor("tool", "mirror"), "mirror-1", "mirror-1")
    done = await transact(node.desk.repository, (step,), Circumstances(stamp, metadata))
    return done.position
