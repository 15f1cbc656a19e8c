"""The demo as a person runs it: what it prints holds against the API, and a repeat is none."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

import httpx

from domain.escalation import OF_ACTIONS, OF_POSTMORTEMS, Level, Schedule
from domain.incident_events import Role
from examples.readers import roster

ENVIRONMENT: Final = {
    name: value for name, value in os.environ.items() if not name.startswith("TWICESHY_")
}
COUNTS: Final = re.compile(
    r"Read back from the API: (\d+) events, (\d+) tickets, (\d+) open actions\."
)
INCIDENTS: Final = 9
SMALL_PAGE: Final = 20
MANAGERS: Final = {entry.email: entry.person.get("manager") for entry in roster()}


@contextmanager
def demo(*options: str) -> Iterator["subprocess.Popen[str]"]:
    """Stopped as by Ctrl-C when the block ends, so that its children are stopped in any case."""
    command = [sys.executable, "-m", "examples.demo", *options]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=ENVIRONMENT
    ) as process:
        try:
            yield process
        finally:
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=60)


def said_until(process: "subprocess.Popen[str]", beginning: str) -> str:
    """All that it says up to the line that begins so."""
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        if line.startswith(beginning):
            return said
    raise AssertionError(f"it ended without saying {beginning!r}:\n{said}")


def client_of(said: str, folder: Path) -> httpx.Client:
    address = re.search(r"Still running: (\S+)/docs", said)
    assert address is not None
    key = (folder / "service" / "bootstrap-api-key").read_text().strip()
    return httpx.Client(base_url=address[1], headers={"Authorization": f"Bearer {key}"})


def every(client: httpx.Client, path: str) -> list[Any]:
    """All items of a list, by small pages."""
    found, place = [], f"{path}?limit={SMALL_PAGE}"
    while place:
        answer = client.get(place).raise_for_status()
        found += answer.json()["items"]
        place = answer.links.get("next", {}).get("url", "")
    return found


def of_type(events: list[Any], kind: str) -> list[Any]:
    return [event for event in events if event["type"] == kind]


Calls = dict[str, list[tuple[str, str]]]


def calls(events: list[Any], kind: str) -> Calls:
    """The levels and people that each thing called on, in order, on the first day that it did."""
    found: Calls = {}
    days: dict[str, int] = {}
    for event in of_type(events, kind):
        subject, told = event["subject"], event["data"]
        if days.setdefault(subject, told["days_overdue"]) == told["days_overdue"]:
            found.setdefault(subject, []).append((told["level"], *told["to"]))
    return found


def ladder(schedule: Schedule, people: dict[Level, str | None], due_on: str, day: date) -> Any:
    """Whom the schedule has called on by a day, each once: all whose turn came since it was due."""
    overdue = (day - date.fromisoformat(due_on)).days
    told: dict[str, Level] = {}
    for level, person in people.items():
        if person is not None and overdue >= schedule.first[level]:
            told.setdefault(person, level)
    return [(level.value, person) for person, level in told.items()]


def check_calls(said: str, events: list[Any], actions: list[Any], incidents: list[Any]) -> None:
    """Owner, lead and manager were called on, as the schedule has it, of all that was overdue."""
    day = day_of(of_type(events, "action.escalated")[0]["recorded_at"])
    leads = {incident["id"]: incident["roles"]["lead"] for incident in incidents}
    expected = {}
    for action in actions:
        owner = action["owner"]
        lead, manager = leads[action["incident_id"]], MANAGERS[owner]
        people = {Level.OWNER: owner, Level.LEAD: lead, Level.MANAGER: manager}
        expected[action["reference"]] = ladder(OF_ACTIONS, people, action["due_on"], day)
    called = calls(events, "action.escalated")
    assert called == {action: told for action, told in expected.items() if told}
    assert {level for told in called.values() for level, _ in told} == set(Level)
    assert f"{len(called)} of {len(called)} overdue actions called on their owners" in said


def check_reminders(said: str, events: list[Any], postmortem: Any) -> None:
    """The lead of the last postmortem and the lead's manager were reminded, and of no other one."""
    day = day_of(of_type(events, "postmortem.reminded")[0]["recorded_at"])
    lead = postmortem["lead"]
    people = {Level.LEAD: lead, Level.MANAGER: MANAGERS[lead]}
    expected = ladder(OF_POSTMORTEMS, people, postmortem["due_on"], day)
    assert calls(events, "postmortem.reminded") == {postmortem["reference"]: expected}
    assert {level for level, _ in expected} == {"lead", "manager"}
    assert "1 of 1 overdue postmortems called on their leads" in said
    (overruled,) = of_type(events, "postmortem.blame_overridden")
    assert (overruled["subject"], overruled["data"]["severity"]) == (
        postmortem["reference"],
        "high",
    )
    assert "refuse" in overruled["data"]["reason"]


def check_amendment(events: list[Any], postmortems: list[Any]) -> None:
    """One was amended with a reason and published again."""
    (amended,) = of_type(events, "postmortem.amendment_started")
    assert "longer account" in amended["data"]["reason"]
    editions = {p["reference"]: len(p["editions"]) for p in postmortems}
    assert editions == dict.fromkeys(editions, 1) | {amended["subject"]: 2}
    (again,) = [e for e in of_type(events, "postmortem.published") if e["data"]["edition"] == 2]
    assert again["subject"] == amended["subject"]


def check_roles_links_and_second_thoughts(events: list[Any], incidents: list[Any]) -> None:
    """One entry was corrected, one annotated; two incidents are linked, and one has every role.

    That one of the two was a recurrence of the other was said, and taken back.
    """
    (corrected,) = of_type(events, "incident.timeline_entry_corrected")
    (annotated,) = of_type(events, "postmortem.timeline_annotated")
    assert corrected["data"]["reason"]
    assert annotated["subject"].removeprefix("PM-") == corrected["subject"].removeprefix("INC-")
    recurrence, linked = of_type(events, "incident.linked")
    assert linked["data"]["reference"] in {i["reference"] for i in incidents} - {linked["subject"]}
    (unlinked,) = of_type(events, "incident.unlinked")
    assert recurrence["data"] == linked["data"] | {"kind": "recurrence_of"}
    assert unlinked["data"].items() >= recurrence["data"].items()
    assert max(len(incident["roles"]) for incident in incidents) == len(Role)


def check_beginnings(events: list[Any], actions: list[Any]) -> None:
    """Of each incident, the owner of one action said that work on it had begun."""
    owners = {action["reference"]: action["owner"] for action in actions}
    moves = of_type(events, "action.status_changed")
    begun = [move for move in moves if move["data"]["to_status"] == "in_progress"]
    assert len(begun) == INCIDENTS
    assert {(e["subject"], e["actor"]["on_behalf_of"]) for e in begun} <= owners.items()


def check_revisions(events: list[Any], incidents: list[Any]) -> None:
    """One was reclassified and got graver, one was restricted at first, one entry was retracted."""
    (reclassified,) = of_type(events, "incident.reclassified")
    (graver,) = of_type(events, "incident.severity_changed")
    assert reclassified["subject"] == graver["subject"]
    (opened,) = of_type(events, "incident.visibility_changed")
    assert opened["subject"] != graver["subject"]
    (retracted,) = of_type(events, "incident.timeline_entry_retracted")
    assert retracted["data"]["reason"]
    assert {incident["visibility"] for incident in incidents} == {"organization"}


def day_of(moment: str) -> date:
    return datetime.fromisoformat(moment).date()


def counts(said: str) -> list[tuple[str, ...]]:
    return COUNTS.findall(said)


def test_what_the_demo_prints_is_what_the_api_holds_and_a_repeat_changes_nothing(
    open_folder: Path,
) -> None:
    with demo("--keep", "--folder", str(open_folder)) as process:
        said = said_until(process, "Still running")
        with client_of(said, open_folder) as client:
            held = {name: every(client, f"/v1/{name}") for name in ("events", "actions")}
            incidents = every(client, "/v1/incidents")
            postmortems = every(client, "/v1/postmortems")
    assert process.returncode == 0
    held_counts = (str(len(held["events"])), str(len(held["actions"])), "0")
    assert counts(said) == [held_counts, held_counts]
    assert {action["status"] for action in held["actions"]} == {"done"}
    keys = [action["ticket"]["key"] for action in held["actions"]]
    assert len(set(keys)) == len(keys)
    assert all(re.search(rf"{re.escape(key)}\b", said) for key in keys)
    assert len(incidents) == INCIDENTS
    assert all(f"{i['reference']}  {i['title']}\n" in said for i in incidents)
    assert all(i["links"]["self"] in said for i in incidents)
    assert {postmortem["state"] for postmortem in postmortems} == {"published"}
    assert all(f"{p['reference']} published, read by 14 of 14\n" in said for p in postmortems)
    pages = {page.stem: page.read_text() for page in (open_folder / "pages").glob("*.html")}
    assert pages.keys() == {postmortem["reference"] for postmortem in postmortems}
    assert all(incident["title"] in "".join(pages.values()) for incident in incidents)
    assert "Nothing changed." in said
    assert re.search(r"4 of 4 tickets blocked\n +why: +\S.*token.*\n +remedy: +\S.*token", said)
    assert "4 tickets are tried again" in said
    check_calls(said, held["events"], held["actions"], incidents)
    check_reminders(said, held["events"], postmortems[0])
    check_amendment(held["events"], postmortems)
    check_revisions(held["events"], incidents)
    check_beginnings(held["events"], held["actions"])
    check_roles_links_and_second_thoughts(held["events"], incidents)

    with demo("--folder", str(open_folder)) as process:
        again = said_until(process, "Nothing changed.")
        again += said_until(process, "Read back from the API")
        assert process.wait(timeout=60) == 0
    assert counts(again) == [held_counts, held_counts]
    assert "\n  0 tickets closed in the tracker\n" in again
    assert "blocked" not in again
    assert set(re.findall(r"POSTs, (\d+) new", again)) == {"0"}


def test_a_service_that_is_not_there_is_told_in_a_sentence(open_folder: Path) -> None:
    nowhere = ("--base-url", "http://127.0.0.1:9", "--api-key", "twy_of_nobody_at_all")
    with demo("--folder", str(open_folder), *nowhere) as process:
        said_until(process, "Error: http://127.0.0.1:9 does not answer (ConnectError).")
        assert process.wait(timeout=60) == 1
