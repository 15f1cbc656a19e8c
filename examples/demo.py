"""Nine real AI failures, told through the public REST API, twice: `python -m examples.demo`.

Starts Twiceshy and a stand-in for GitHub, tells each incident up to its published postmortem, lets
the actions become tickets, closes the tickets as a person would, waits until the actions are done,
and reads everything back. Then it does all of that again, and nothing changes.
"""

import asyncio
import signal
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import click
from msgspec import Struct

from api.embedded_files import Unusable, database_account, default_folder, make_folder
from examples import story, tickets
from examples.client import Client, Refused
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
            await _show(client, tracker, alone=there is None)
            if keep:
                say(
                    f"Everything runs on at {client.base_url}/docs; the API key is kept in {folder}"
                )
                say("Ctrl-C stops it.")
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


async def _show(client: Client, tracker: StandIn, *, alone: bool) -> None:
    """Tell everything, then everything again, and compare.

    Raises:
        Refused: something differs from what is expected.
    """
    chosen = incidents()
    planned = sum(len(incident.actions) for incident in chosen)
    first = await _told(client, tracker, chosen)
    say(f"Read back from the API: {first}.")
    if alone and (first.tickets, first.open_actions) != (planned, 0):
        raise Refused(f"Expected {planned} tickets and 0 open actions.")
    say("\nThe same once more, under the same idempotency keys:")
    client.sent = client.replayed = 0
    second = await _told(client, tracker, chosen)
    say(f"Read back from the API: {second}.")
    if second != first or client.replayed != client.sent:
        raise Refused(
            f"The repeat changed something: before it {first}; "
            f"{client.sent - client.replayed} of {client.sent} requests were done anew."
        )
    say(f"Nothing changed: {client.sent} POSTs, each answered as the first time.")


async def _told(client: Client, tracker: StandIn, chosen: Sequence[Incident]) -> Tally:
    reference = await tickets.register(client, tracker)
    all_told = []
    for incident in chosen:
        told = await story.tell(client, incident, reference)
        say(f"  {told.reference}  {incident.declare['category']:<19}  {incident.declare['title']}")
        all_told.append(told)
    keys = await _followed(client, tracker, all_told)
    say()
    for told in all_told:
        await _finish(client, told, keys)
    say()
    return await _tally(client)


async def _followed(client: Client, tracker: StandIn, all_told: Sequence[Told]) -> dict[str, str]:
    """Follow every action to its end; the ticket's key by action."""
    actions = [action for told in all_told for action in told.actions]
    keys = await tickets.linked(client, actions)
    say(f"  {await tickets.closed_there(tracker, keys.values())} tickets closed in the tracker")
    await tickets.done(client, actions)
    await tickets.in_step(client, all_told)
    return keys


async def _finish(client: Client, told: Told, keys: Mapping[str, str]) -> None:
    stage = await story.close(client, told)
    say(f"{told.reference}  {stage}, {told.postmortem} published  {client.base_url}{told.path}")
    say(f"       tickets {', '.join(keys[action] for action in told.actions)}")


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
