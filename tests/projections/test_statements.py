"""Every statement prepares, and none reads a long table through for a short answer."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from hashlib import md5
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import asyncpg
import pytest

import projections
from eventstore.connections import Connection, connect
from eventstore.sql import statements
from projections.projection import READ_SETTINGS
from tests.conftest import own_database as database

FOLDER: Final = Path(projections.__file__).parent
STATEMENTS: Final = {
    f"{path.stem}.{name}": text
    for path in sorted(FOLDER.glob("*.sql"))
    for name, text in statements(str(path)).items()
}
OWNERS: Final = ("rebuild.",)  # what only the owner of the tables may run
ROWS: Final = 20_000


@pytest.mark.parametrize("name", STATEMENTS)
async def test_it_prepares_for_whoever_runs_it(dsn: str, name: str) -> None:
    conn = await connect(dsn, None if name.startswith(OWNERS) else "twiceshy_app")
    await conn.prepare(STATEMENTS[name])
    await conn.close()


FILL: Final = f"""
insert into incident_list
select md5('i' || n)::uuid, 3, n, 'category ' || n % 6, 'sev' || n % 4,
    case when n % 100 = 0 then 'detect' else 'closed' end, n % 100 <> 0, 'feature ' || n % 500,
    'lead ' || n % 500, array['label ' || n % 300],
    case when n % 50 = 0 then array['person ' || n % 7] end,
    timestamptz '2026-01-01' + make_interval(mins => n), 'title ' || md5(n::text),
    md5('p' || n)::uuid, '{{}}', to_tsvector('simple', 'word' || n % 900 || ' common')
from generate_series(1, {ROWS}) as n;

insert into incident_link
select md5('i' || n)::uuid, 'related_to', md5('i' || n % 900)::uuid, n, n % 10 <> 0
from generate_series(1, {ROWS}) as n;

insert into postmortem_list
select md5('p' || n)::uuid, 3, n, md5('i' || n)::uuid,
    case when n % 300 = 0 then 'draft' else 'published' end, n % 300 = 0,
    date '2026-01-01' + n % 300, 'lead ' || n % 500, '{{}}',
    case when n % 300 = 0 then array['reviewer ' || n % 7] else '{{}}' end,
    date '2026-01-01' + n % 300
from generate_series(1, {ROWS}) as n;

insert into action_list
select md5('a' || n)::uuid, 3, n, md5('i' || n % 9000)::uuid, md5('p' || n % 9000)::uuid,
    'kind ' || n % 5, case when n % 200 = 0 then 'open' else 'verified' end, n % 200 = 0,
    'owner ' || n % 500, date '2026-01-01' + n % 300, n % 400 = 0,
    case when n % 3 = 0 then md5('t' || n % 9)::uuid end,
    case when n % 500 = 0 then 'blocked' else 'linked' end, '{{}}',
    to_tsvector('simple', 'word' || n % 900),
    case when n % 800 = 0 then date '2026-01-05' + n % 300 end, 'priority ' || n % 400,
    case when n % 500 = 0 then 'credential_missing' end
from generate_series(1, {ROWS}) as n;

insert into history
select n, md5('i' || n % 900)::uuid, 'type ' || n % 400,
    'actor ' || n % 300, case when n % 40 = 0 then 'person ' || n % 90 end
from generate_series(1, {ROWS}) as n;

insert into history_stream
select md5('s' || n)::uuid, md5('i' || n)::uuid from generate_series(1, {ROWS}) as n;

insert into person_named
select 'p' || n % 900 || '@example.com', md5(case when n % 2 = 0 then 'i' else 'a' end || n)::uuid,
    case when n % 9 = 0 then md5('i' || n % 90)::uuid end
from generate_series(1, {ROWS}) as n;

insert into person_list
select 'p' || n || '@example.com', md5('r' || n)::uuid, 1, n % 200 = 0, array['team ' || n % 500],
    array['p' || n || '@example.com', 'team:team ' || n % 500],
    case when n % 100 = 0 then date '2026-01-01' + n % 300 end,
    md5(n::text) || ' p' || n || '@example.com', '{{}}'
from generate_series(1, {ROWS}) as n;

insert into team_list
select 'team ' || n, md5('m' || n)::uuid, 1, '{{}}' from generate_series(1, {ROWS}) as n;

insert into publication_list
select md5('p' || n)::uuid, 3, n, md5('i' || n)::uuid, n % 3, timestamptz '2026-01-01',
    date '2026-01-01' + n % 300, array['p' || n % 500 || '@example.com'], '{{}}'
from generate_series(1, {ROWS}) as n;

insert into receipt_list
select md5('p' || n % 900)::uuid, 'p' || n || '@example.com', 1 + n % 2, now()
from generate_series(1, {ROWS}) as n;

insert into thanks_list
select n, md5('h' || n)::uuid, md5('p' || n % 900)::uuid, array['p' || n % 500 || '@example.com'],
    'p' || n || '@example.com', 'Thanks', now()
from generate_series(1, {ROWS}) as n;

insert into recognized_list
select 'p' || n || '@example.com' from generate_series(1, {ROWS}) as n;

alter table stored_events disable trigger all;
insert into stored_events
select md5('s' || n)::uuid, 1, 'type ' || n % 400, '{{}}', n, now(), '{{}}', ''
from generate_series(1, {ROWS}) as n;

insert into stored_events
select md5('p' || n % 5)::uuid, n, 'postmortem.section_edited@1',
    convert_to(json_build_object('section', 'part ' || n % 7, 'revision', n / 35)::text, 'UTF8'),
    {ROWS} + n, now(), '{{}}', ''
from generate_series(1, {ROWS}) as n;

analyze;
"""


@pytest.fixture(scope="module")
async def filled(server_dsn: str) -> AsyncIterator[Connection]:
    async with database(server_dsn) as dsn:
        owner = await asyncpg.connect(dsn)
        await owner.execute(FILL)
        await owner.close()
        conn = await connect(dsn, settings=READ_SETTINGS)
        yield conn
        await conn.close()


INCIDENT: Final = UUID(md5(b"i3", usedforsecurity=False).hexdigest())
POSTMORTEM: Final = UUID(md5(b"p3", usedforsecurity=False).hexdigest())
ANY: Final = [UUID(int=n) for n in range(50)]

INCIDENT_FILTERS: Final[dict[int, Any]] = {
    1: "category 1",
    2: "sev1",
    3: "detect",
    4: False,
    5: "feature 3",
    6: "lead 3",
    7: "label 3",
    8: "word3",
    14: ["person 3"],
}
POSTMORTEM_FILTERS: Final[dict[int, Any]] = {
    1: "draft",
    2: True,
    4: "lead 3",
    5: "category 1",
    6: "word3",
    7: ["person 3"],
    10: ["reviewer 3"],
}
ACTION_FILTERS: Final[dict[int, Any]] = {
    1: ["open"],
    2: ["kind 1"],
    3: ["owner 3"],
    4: True,
    6: True,
    7: ["category 1"],
    8: ["blocked"],
    9: "word3",
    10: INCIDENT,
    11: INCIDENT,
    12: INCIDENT,
    13: ["priority 3"],
    14: ["person 3"],
    19: "credential_missing",
    20: ["team 3"],
}
PEOPLE_FILTERS: Final[dict[int, Any]] = {
    1: "team 3",
    2: True,
    3: True,
    5: "%p123@example%",
    6: "p5@example.com",
    8: ["person 3"],
    9: "p5@example.com",
}
EVENT_FILTERS: Final[dict[int, Any]] = {
    1: "type 3",
    2: "person 3",
    3: INCIDENT,
    6: ["person 3"],
    7: 15_900,
}
LOOK_FILTERS: Final[dict[int, Any]] = {1: "type 3", 2: "person 3", 3: INCIDENT, 6: 15_900}


def calls() -> dict[str, tuple[str, list[Any]]]:
    """Each reading statement as it is called: with one filter at a time, and with a cursor."""
    at, today = datetime(2026, 1, 15, tzinfo=UTC), date(2026, 1, 9)
    found: dict[str, tuple[str, list[Any]]] = {}

    def add(statement: str, values: list[Any], filters: dict[int, Any]) -> None:
        found[statement] = statement, values
        for place, value in filters.items():
            changed = [*values[: place - 1], value, *values[place:]]
            found[f"{statement} ${place}"] = statement, changed

    for order in ("newest_first", "oldest_first"):
        values: list[Any] = [None] * 12 + [51, None]
        add(f"incident_list.{order}", values, {**INCIDENT_FILTERS, 9: at, 10: at})
        after = [None] * 10 + [at, 7, 51, None]
        found[f"incident_list.{order} cursor"] = f"incident_list.{order}", after
    values = [None, None, today, None, None, None, None, None, 51, None]
    add("postmortem_list.newest_first", values, {**POSTMORTEM_FILTERS, 8: 900})
    for order in ("-number", "number", "due_on", "-due_on"):
        unfiltered = [*(None,) * 4, today, *(None,) * 9, order]
        for place, key in (("", (None, None)), (" cursor", (today, 900))):
            call = "action_list.listed", [*unfiltered, *key, 51, None, None]
            found[f"action_list.listed {order}{place}"] = call
    add("action_list.listed", found["action_list.listed -number"][1], ACTION_FILTERS)
    for by in ("owner", "team"):
        values = [today, None, None, None, 51]
        add(f"workload.by_{by}", values, {2: ["team 3"], 3: ["person 3"], 4: "p3@example.com"})
    add("action_list.to_escalate", [today, 1, None, None, 51], {})
    found["action_list.to_escalate after"] = "action_list.to_escalate", [today, 1, today, 9, 51]
    add("postmortem_list.to_remind_of", [today, None, None, 51], {})
    found["to_remind_of after"] = "postmortem_list.to_remind_of", [today, today, 9, 51]
    add("history.events", [None, None, None, 15_000, 51, None, None], EVENT_FILTERS)
    add("history.looked_to", [None, None, None, 15_000, 999, None], LOOK_FILTERS)
    add("history.of_incident", [INCIDENT, 0, 51], {})
    add("history.incidents_of", [ANY], {})
    values = ["category 1", "feature 3", "title abc", None, None, 5]
    add("incident_list.similar", values, {4: ["person 3"]})
    add("incident_list.load", [ANY], {})
    add("incident_list.refresh_search", [ANY, ANY], {})
    add("incident_links.links_of", [INCIDENT, None, 0, 51], {2: ["person 3"]})
    add("incident_links.hidden_among", [ANY, ["person 3"]], {})
    add("postmortem_list.load", [ANY], {})
    add("incident_list.count", [ANY, [4], None, None, None, None], {})
    add("action_list.load", [ANY], {})
    add("action_list.of_incident", [INCIDENT, 200], {})
    add("section_edits.edits", [POSTMORTEM, "part 3", range(20, 70), True], {3: [2], 4: False})
    add("section_edits.last_edit", [POSTMORTEM, "part 3", 15_000], {3: 0})
    for statement, values, filters in about_people(today):
        add(statement, values, filters)
    add("runner.head", [], {})
    add("runner.events", [15_000, 15_100, ["incident"], True], {})
    add("tail.after", [15_000, 100], {})
    return found


def about_people(today: date) -> list[tuple[str, list[Any], dict[int, Any]]]:
    """Those of people, readers and coverage."""
    eyes = ["p5@example.com", "team:team 5"]
    edition = [INCIDENT, 1, today, None]
    return [
        (
            "people.by_address",
            [None, None, None, today, None, None, 51, None, None],
            PEOPLE_FILTERS,
        ),
        ("people.load_people", [ANY], {}),
        ("people.load_teams", [ANY], {}),
        ("people.people_by_email", [["p1@example.com", "p2@example.com"]], {}),
        ("people.members_of", ["team 3", 1_001], {}),
        ("people.team", ["team 3"], {}),
        ("people.managers_of_teams", [["team 1", "team 2"]], {}),
        ("people.by_name", [None, 51], {1: "team 3"}),
        ("readership.load", [ANY], {}),
        ("readership.unread", ["p5@example.com", eyes, None, None, None, 51], {4: eyes, 5: 900}),
        ("readership.thanks", [INCIDENT, None, 51], {2: 900}),
        ("coverage.of_edition_by_team", [*edition, None, 51], {4: eyes, 5: "team 3"}),
        ("coverage.publications", [None, 1_000], {1: eyes}),
        ("coverage.by_team", [None, 1_000, None, 51], {1: eyes, 3: "team 3"}),
        ("coverage.recognition", [None, None, 51], {1: eyes, 2: "p5@example.com"}),
    ]


CALLS: Final = calls()


@pytest.mark.parametrize("call", CALLS)
async def test_it_finds_its_rows_by_an_index(filled: Connection, call: str) -> None:
    name, values = CALLS[call]
    plan = "\n".join(row[0] for row in await filled.fetch(f"explain {STATEMENTS[name]}", *values))
    assert not re.search(r"Seq Scan on (?!(incident_list_text|tracker_list))", plan), plan


INDEXES_OF_WORDS: Final = """
    select indexname from pg_indexes where schemaname = 'public' and indexdef ~ 'gin \\(search\\)'
"""


async def test_words_are_kept_where_they_are_looked_for(filled: Connection) -> None:
    kept = {row[0] for row in await filled.fetch(INDEXES_OF_WORDS)}
    searches = [(STATEMENTS[name], values) for name, values in CALLS.values()]
    searches = [(text, values) for text, values in searches if "@@" in text]
    plans = str([await filled.fetch(f"explain {text}", *values) for text, values in searches])
    assert kept
    assert kept == {index for index in kept if index in plans}


@pytest.mark.parametrize("order", ["number", "-number", "due_on", "-due_on"])
@pytest.mark.parametrize("place", ["", " cursor"])
async def test_a_page_of_actions_is_read_in_its_order(
    filled: Connection, order: str, place: str
) -> None:
    name, values = CALLS[f"action_list.listed {order}{place}"]
    plan = "\n".join(row[0] for row in await filled.fetch(f"explain {STATEMENTS[name]}", *values))
    index = "due_on_number_idx" if order.endswith("due_on") else "number_key"
    assert f"action_list_{index}" in plan
    assert "Sort" not in plan or "Incremental Sort" in plan


@pytest.mark.parametrize(("name", "key"), [("edits", "revision"), ("last_edit", "version")])
async def test_an_edit_is_found_among_many_without_a_look_at_the_others(
    filled: Connection, name: str, key: str
) -> None:
    name, values = CALLS[f"section_edits.{name}"]
    plan = "\n".join(row[0] for row in await filled.fetch(f"explain {STATEMENTS[name]}", *values))
    assert f"stored_events_section_{key}_idx" in plan, plan
    assert "Filter" not in plan, plan
