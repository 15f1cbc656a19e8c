"""The one place where load, decide and append meet.

A yes is checked by the append, which refuses what was decided on a state that is no longer; a no is
checked by a fresh read, before anybody hears it. So is nothing to do, in one step beside others.
"""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from domain.decider import Decider, Stamp
from domain.errors import DomainError, NotFound, StreamContended, VersionConflict
from eventstore.repository import Loaded, Repository, Tip
from eventstore.store import Command, Metadata, Write, event_id

ATTEMPTS_MAX: Final = 10


class Step(Struct, frozen=True):
    """One command on one stream. `expected_version` pins the version its caller knows.

    It holds for as long as nothing happens that its caller would decide otherwise on; see Decider.

    Where what is to be done follows from another step's stream, `beside` names that one, and
    `command` is a function of its state before all of these steps; None is nothing to do.

    `caused_by` names the stream of an earlier step: what that one makes first is the cause of what
    this one makes.
    """

    decider: Decider[Any, Any, Any]
    stream_id: UUID
    command: Any
    expected_version: int | None = None
    beside: UUID | None = None
    caused_by: UUID | None = None


class Outcome(Struct, frozen=True):
    """What a step led to: the events it made, and the stream after them."""

    stream_id: UUID
    version: int
    state: Any
    events: tuple[Any, ...] = ()
    caused_by: UUID | None = None


class Done(Struct, frozen=True):
    """`position` is that of the last event written; where nothing was, the end of the log.

    `replayed` is the command as it was stored when its key had been used: nothing was written.
    """

    outcomes: tuple[Outcome, ...]
    position: int
    replayed: Command | None = None


class Circumstances(Struct, frozen=True):
    """What surrounds a command: the stamp for its facts, the metadata for its envelopes."""

    stamp: Stamp
    metadata: Metadata


Answer = Callable[[tuple[Outcome, ...]], Command | None]


def no_answer(_: tuple[Outcome, ...]) -> None:
    return None


async def transact(
    repository: Repository,
    steps: Sequence[Step],
    circumstances: Circumstances,
    answer: Answer = no_answer,
) -> Done:
    """Decide every step and append what follows of all of them, together or not at all.

    A lost race is decided afresh, unless the caller pinned a version. `answer` makes the keyed
    command, if the caller's request has a key, from what the steps lead to.

    Raises:
        NotFound, Refused: a decider said no to what the log holds now.
        VersionConflict: a stream is not at its expected version.
        StreamContended: ATTEMPTS_MAX appends lost their race.
        Overloaded, StoreUnavailable: see EventStore.append.
    """
    fresh: Sequence[Loaded[Any] | None] = [None] * len(steps)
    for _ in range(ATTEMPTS_MAX):
        outcomes = decided_on_tips(repository, steps, fresh, circumstances.stamp)
        if outcomes is not None:
            try:
                return await append(repository, outcomes, circumstances.metadata, answer)
            except VersionConflict:
                pass  # decided again below, on what the log holds now
        elif None not in fresh:  # the log says yes, and no to what is being appended
            await repository.ended(s.stream_id for s in steps)
        read = [await repository.refresh(s.decider, s.stream_id) for s in steps]
        outcomes = decided(steps, read, circumstances.stamp)
        if not any(outcome.events for outcome in outcomes):
            return await unchanged(repository, outcomes, answer)
        fresh = read
    raise StreamContended(str(steps[0].stream_id), ATTEMPTS_MAX)


def decided_on_tips(
    repository: Repository,
    steps: Sequence[Step],
    fresh: Sequence[Loaded[Any] | None],
    stamp: Stamp,
) -> tuple[Outcome, ...] | None:
    """Decide on the newest states known, else on those just read, without asking the log.

    None where the answer is no, or where a state is not known, or rests on nothing but the cache
    while nothing is appended to its stream that could tell that it is old.
    """
    tips = [
        repository.tip(step.decider, step.stream_id) or read
        for step, read in zip(steps, fresh, strict=True)
    ]
    known = [tip for tip in tips if tip is not None]
    if len(known) < len(steps):
        return None
    try:
        outcomes = decided(steps, known, stamp)
    except DomainError:  # a no is decided again on a fresh read, and raised there
        return None
    made = [bool(outcome.events) for outcome in outcomes]
    return outcomes if all(made) or (any(made) and None not in fresh) else None


def decided(
    steps: Sequence[Step], states: Sequence[Loaded[Any]], stamp: Stamp
) -> tuple[Outcome, ...]:
    """Decide the steps in order; a second step on a stream is decided on what the first made."""
    before = {s.stream_id: loaded for s, loaded in zip(steps, states, strict=True)}
    present, outcomes = dict(before), []
    for step in steps:
        told = step if step.beside is None else informed(step, before[step.beside])
        made = outcome(told, present[step.stream_id], stamp)
        present[step.stream_id] = Loaded(made.version, made.state)
        outcomes.append(made)
    return tuple(outcomes)


def informed(step: Step, beside: Loaded[Any]) -> Step:
    return replace(step, command=step.command(beside.state), beside=None)


def outcome(step: Step, loaded: Loaded[Any], stamp: Stamp) -> Outcome:
    if step.command is None:
        return Outcome(step.stream_id, loaded.version, loaded.state)
    if step.expected_version and loaded.version == 0:
        raise missing(step)
    if not is_known(step, loaded):
        raise VersionConflict(str(step.stream_id), loaded.version, step.expected_version)
    try:
        events = tuple(step.decider.decide(loaded.state, step.command, stamp))
    except NotFound as error:
        if loaded.version:
            raise
        raise missing(step) from error  # the decider knows no ids
    state = step.decider.fold(events, loaded.state)
    version = loaded.version + len(events)
    return Outcome(step.stream_id, version, state, events, step.caused_by)


def is_known(step: Step, loaded: Loaded[Any]) -> bool:
    """Whether the caller knows what there is to know, where a version is pinned."""
    if step.expected_version in {None, loaded.version}:
        return True
    since = step.decider.unchanged_since
    return since is not None and since(loaded.state) <= step.expected_version < loaded.version


def missing(step: Step) -> NotFound:
    return NotFound(step.decider.category, str(step.stream_id))


async def append(
    repository: Repository, outcomes: Sequence[Outcome], metadata: Metadata, answer: Answer
) -> Done:
    writes = [
        write(o, caused(o, outcomes[:place], metadata))
        for place, o in enumerate(outcomes)
        if o.events
    ]
    bases = repository.under_way(o.stream_id for o in outcomes)
    appending = repository.store.submit(writes, answer(tuple(outcomes)), bases)
    for o in outcomes:
        if o.events:
            repository.appending(o.stream_id, Tip(Loaded(o.version, o.state), appending))
    appended = await asyncio.shield(appending)
    return Done(tuple(outcomes), appended.position, appended.replayed)


def caused(outcome: Outcome, earlier: Sequence[Outcome], metadata: Metadata) -> Metadata:
    """With the cause of what an outcome made: what was made first in the stream that it names.

    Only by `earlier` steps: what a later one makes there may follow from this one.
    """
    if outcome.caused_by is None:
        return metadata
    cause = next((o for o in earlier if o.stream_id == outcome.caused_by and o.events), None)
    if cause is None:
        return metadata
    first = event_id(cause.stream_id, cause.version - len(cause.events) + 1)
    return replace(metadata, causation_id=str(first))


def write(outcome: Outcome, metadata: Metadata) -> Write:
    subject = outcome.state.reference
    envelopes = tuple(
        replace(metadata, subject=subject, occurred_at=occurred_at(event))
        for event in outcome.events
    )
    return Write(
        outcome.stream_id, outcome.version - len(outcome.events), outcome.events, envelopes
    )


def occurred_at(event: Any) -> datetime | None:
    """When the fact happened, where it says so itself."""
    at = getattr(event, "occurred_at", None) or getattr(event, "sent_at", None)
    return at if isinstance(at, datetime) else None


async def unchanged(repository: Repository, outcomes: Sequence[Outcome], answer: Answer) -> Done:
    """Nothing to write but, for a keyed request, that it was answered."""
    command = answer(tuple(outcomes))
    if command is None:
        return Done(tuple(outcomes), await repository.store.head())
    appended = await repository.store.append((), command)
    return Done(tuple(outcomes), appended.position, appended.replayed)
