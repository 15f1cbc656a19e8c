"""Nine real AI failures, told through the public REST API, twice: `python -m examples.demo`.

Starts Twiceshy and a stand-in for GitHub, tells each incident up to its published postmortem, lets
whatever is overdue call on people, the last postmortem too before it is published, lets the actions
become tickets, closes the tickets as a person would, waits until the actions are done, and reads
everything back. Then it does all of that again, and nothing changes.
"""

import asyncio
import signal
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Final

import click
from msgspec import Struct

from api.embedded_files import Unusable, database_account, default_folder, make_folder
from examples import calls, readers, story, tickets
from examples.client import Client, Refused, ToldOtherwise
from examples.incidents import Incident, incidents
from examples.progress import say
from examples.service import service
from examples.standin import StandIn, forget, stand_in
from examples.story import Told

OPEN: Final = frozenset({"open", "in_progress"})
INTERRUPTED: Final = 130  # as shells tell it


class Tally(Struct, frozen=True):
    """Counts of the whole service, read back from the API."""

    events: int
    tickets: int
    open_actions: int

    def __str__(self) -> str:
        return f"{self.events} events, {self.tickets} tickets, {self.open_actions} open actions"


class Outcome(Struct, frozen=True):
    """What telling everything led to: lines about it, counts, and how many POSTs were new."""

    lines: tuple[str, ...]
    told: tuple[Told, ...]
    tally: Tally
    new: int


@click.command()
@click.option("--keep", is_flag=True, help="Keep everything running at the end, until Ctrl-C.")
@click.option("--fresh", is_flag=True, help="Forget what earlier runs kept.")
@click.option(
    "--folder", type=Path, help="What is kept between runs. Default: demo in the data folder."
)
@click.option("--base-url", help="Use the Twiceshy that runs there, on this machine.")
@click.option("--api-key", envvar="TWICESHY_BOOTSTRAP_API_KEY", help="Its API key, scope admin.")
def main(
    *, keep: bool, fresh: bool, folder: Path | None, base_url: str | None, api_key: str | None
) -> None:
    """Tell nine real AI failures through the REST API, from detection to actions done, twice."""
    if base_url and not api_key:
        raise click.UsageError("--base-url needs --api-key")
    there = (base_url, api_key) if base_url and api_key else None
    try:
        asyncio.run(_demo(_place(folder, fresh=fresh), there, keep=keep))
    except ToldOtherwise as refusal:
        advice = "What earlier runs kept tells it otherwise; start anew with --fresh."
        raise click.ClickException(f"{refusal}\n{advice}") from refusal
    except (Refused, Unusable) as refusal:
        raise click.ClickException(str(refusal)) from refusal
    except (KeyboardInterrupt, asyncio.CancelledError):
        say("Stopped.")
        raise SystemExit(INTERRUPTED) from None


def _place(folder: Path | None, *, fresh: bool) -> Path:
    """The folder between runs, made where it is missing."""
    account = database_account()
    place = (folder or default_folder(account) / "demo").absolute()
    if fresh:
        forget(place)
    make_folder(place, account)
    return place


async def _demo(folder: Path, there: tuple[str, str] | None, *, keep: bool) -> None:
    task = asyncio.current_task()
    assert task is not None
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    say("Starting a stand-in for GitHub ...")
    async with stand_in(folder) as tracker:
        say(f"  ready at {tracker.url}")
        async with _reached(folder, there) as client:
            told = await _show(client, tracker, None if there else folder)
            say(f"Pages to read and to print: {await _pages(client, told, folder / 'pages')}")
            if keep:
                say(f"Still running: {client.base_url}/docs and {tracker.url}. Ctrl-C stops both.")
                with suppress(asyncio.CancelledError):
                    await asyncio.Event().wait()


@asynccontextmanager
async def _reached(folder: Path, there: tuple[str, str] | None) -> AsyncIterator[Client]:
    if there is None:
        say("Starting Twiceshy with an embedded database ...")
        async with service(folder) as client:
            say(f"  ready at {client.base_url}, data in {folder}")
            yield client
        return
    client = Client(*there)
    try:
        yield client
    finally:
        await client.close()


async def _show(client: Client, tracker: StandIn, folder: Path | None) -> Sequence[Told]:
    """Tell everything, then everything again, and compare; what was told.

    `folder` is that of our own service, None where it is somebody else's.

    Raises:
        Refused: something differs from what is expected.
    """
    chosen = incidents()
    planned = sum(len(incident.actions) for incident in chosen)
    say("Telling nine incidents:")
    first = await _told(client, tracker, chosen, folder)
    for line in first.lines:
        say(line)
    say(f"\nRead back from the API: {first.tally}.")
    if folder and (first.tally.tickets, first.tally.open_actions) != (planned, 0):
        raise Refused(f"Expected {planned} tickets and 0 open actions.")
    say("\nTelling them once more, under the same idempotency keys:")
    second = await _told(client, tracker, chosen, folder)
    if second.tally != first.tally or second.new:
        raise Refused(
            f"The repeat changed something: {second.new} POSTs were done anew, "
            f"and there were {first.tally}, now {second.tally}."
        )
    say("Nothing changed.")
    say(f"Read back from the API: {second.tally}.")
    return second.told


async def _pages(client: Client, all_told: Sequence[Told], folder: Path) -> Path:
    """Keep each postmortem as a page; their folder. Raises Refused."""
    names = [told.postmortem for told in all_told]
    pages = [await client.text(f"/v1/postmortems/{name}", "text/html") for name in names]
    _keep(folder, zip(names, pages, strict=True))
    return folder


def _keep(folder: Path, pages: Iterable[tuple[str, str]]) -> None:
    folder.mkdir(exist_ok=True)
    for name, page in pages:
        (folder / f"{name}.html").write_text(page, encoding="utf-8")


async def _told(
    client: Client, tracker: StandIn, chosen: Sequence[Incident], folder: Path | None
) -> Outcome:
    """Tell everything; at first, show what a missing token does, and how tickets recover."""
    before = client.new
    await readers.enrol(client)
    reference = await tickets.register(client, tracker)
    is_fresh = await tickets.has_none(client, reference)
    if is_fresh:
        tracker.withdraw_token()
    all_told = [await _tell(client, chosen[0], reference)]
    if is_fresh:
        say("  Its tickets, while the tracker's token is not there:")
        await tickets.blocked(client, reference, all_told[0].actions)
        tracker.give_token()
    if await tickets.are_held(client, reference):  # an earlier run may have been stopped just here
        await tickets.retried(client, reference)
    all_told += [await _tell(client, incident, reference) for incident in chosen[1:-1]]
    all_told.append(await _tell(client, chosen[-1], reference, folder))
    references = {told.incident.key: told.reference for told in all_told}
    for told in all_told:
        await story.link(client, told, references)
    keys = await _followed(client, tracker, all_told)
    lines = [line for told in all_told for line in await _finished(client, told, keys)]
    new = client.new - before
    return Outcome(tuple(lines), tuple(all_told), await _tally(client), new)


async def _tell(
    client: Client, incident: Incident, tracker: str, folder: Path | None = None
) -> Told:
    """Tell an incident; with a folder, let all that is overdue call while its postmortem is."""
    sent, new = client.sent, client.new
    told = await story.tell(client, incident, tracker)
    if folder:
        await calls.made(client, folder)
    await story.publish(client, told)
    await readers.read(client, told)
    counts = f"{client.sent - sent} POSTs, {client.new - new} new"
    say(f"  {told.reference}  {incident.declare['category']:<19}  {incident.key:<27}  {counts}")
    return told


async def _followed(client: Client, tracker: StandIn, all_told: Sequence[Told]) -> dict[str, str]:
    """Follow every action to its end; the ticket's key by action."""
    actions = [action for told in all_told for action in told.actions]
    keys = await tickets.linked(client, actions)
    say(f"  {await tickets.closed_there(tracker, keys.values())} tickets closed in the tracker")
    await tickets.done(client, actions)
    await tickets.in_step(client, all_told)
    return keys


async def _finished(client: Client, told: Told, keys: Mapping[str, str]) -> list[str]:
    """Close the incident if it is to be closed; what there is to say of it."""
    stage = await story.close(client, told)
    return [
        f"\n{told.reference}  {told.incident.declare['title']}",
        f"       {client.base_url}{told.path}",
        f"       {stage}, {told.postmortem} published, {await readers.coverage(client, told)}",
        f"       {', '.join(keys[action] for action in told.actions)}",
    ]


async def _tally(client: Client) -> Tally:
    """Count by paging through the lists; the view of actions is awaited up to the last event."""
    positions = [event["position"] async for event in client.pages("/v1/events")]
    actions = client.pages("/v1/actions", min_position=positions[-1])
    listed = [(action["ticket"]["key"], action["status"]) async for action in actions]
    return Tally(
        events=len(positions),
        tickets=sum(key is not None for key, _ in listed),
        open_actions=sum(status in OPEN for _, status in listed),
    )


if __name__ == "__main__":
    main()
