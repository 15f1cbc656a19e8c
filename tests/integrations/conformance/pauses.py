"""Who came in spite of a pause that the tracker had asked for.

Nobody can keep a pause before it is told of. So each is reckoned from the moment at which it was
written down for all processes, which a trigger in the test's database notes; a call may still be
under way then. A pause that nobody wrote down is nobody's fault only where the one process that was
asked for it was killed with the answer in hand.
"""

from collections.abc import Mapping
from typing import Final

import asyncpg
from msgspec import Struct

from tests.integrations.house import House
from tests.standins.faults import FaultProxy, Pause

UNDER_WAY_SECONDS: Final = 0.3  # in which a call arrives that set out before
SAME_SECONDS: Final = 0.05

NOTING: Final = """
create table if not exists pauses_told (gate text, at timestamptz, until timestamptz);
grant select, insert on pauses_told to public;
create or replace function note_pause() returns trigger language plpgsql security definer as $$
begin
    if new.asked_until is distinct from old.asked_until then
        insert into pauses_told values (new.gate, clock_timestamp(), new.asked_until);
    end if;
    return null;
end $$;
create or replace trigger pauses after update on ticket_gates
    for each row execute function note_pause();
"""


class Told(Struct, frozen=True):
    """A pause as it was written down, in seconds since the epoch."""

    gate: str
    at: float
    until: float


async def note_pauses(dsn: str) -> None:
    """Have a database note when pauses are written down."""
    conn = await asyncpg.connect(dsn)
    try:
        await conn.execute(NOTING)
    finally:
        await conn.close()


async def trespasses(
    house: House, proxy: FaultProxy, deaths: Mapping[str, float] | None = None
) -> list[str]:
    """Calls within a pause, in words. `deaths` tells when a process was killed, by its name."""
    told = await _told(house, proxy.url)
    found = []
    for pause in proxy.pauses:
        begin = _begin(pause, told, deaths or {})
        found += [
            f"{request.method} {request.path}, {request.at - pause.began:.3f} s after it was asked"
            for request in proxy.asked
            if begin + UNDER_WAY_SECONDS < request.at < pause.until
        ]
    return found


async def _told(house: House, url: str) -> list[Told]:
    rows = await house.connections.fetch(
        "select gate, extract(epoch from at)::float8 as at,"
        " extract(epoch from until)::float8 as until from pauses_told order by at"
    )
    return [told for row in rows if url in (told := Told(**row)).gate]


def _begin(pause: Pause, told: list[Told], deaths: Mapping[str, float]) -> float:
    """The moment from which everybody can know of a pause; its end where nobody ever can."""
    heard = [one.at for one in told if one.until >= pause.until - SAME_SECONDS]
    if heard:
        return max(pause.began, heard[0])
    return pause.until if deaths.get(pause.caller, 0.0) > pause.began else pause.began
