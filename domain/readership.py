"""Readership: what one person had of one postmortem, the editions read and the thanks given.

Stream: postmortem and person together. So thousands may read at once without waiting for each
other, no stream grows longer than one person makes it, and the postmortem's version stays its own.
"""

from datetime import datetime
from typing import Annotated, Final, assert_never
from uuid import UUID

from msgspec import Meta, Struct
from msgspec.structs import replace

from domain.decider import Decider, Stamp
from domain.errors import NotPublished, ThanksRefused
from domain.values import ITEMS_MAX, REASON_CHARS_MAX, TEXT_FILLED, person

EDITION_MAX: Final = 999_999_999

ThanksText = Annotated[
    str,
    Meta(
        max_length=REASON_CHARS_MAX,
        pattern=TEXT_FILLED,
        description="thanks in words, not blank, without NUL characters",
    ),
]

# events


class ReadershipRead(Struct, frozen=True):
    """`postmortem` is the reference of what was read."""

    postmortem_id: UUID
    postmortem: str
    incident_id: UUID
    edition: int
    reader: str
    read_at: datetime


class ReadershipThanked(Struct, frozen=True):
    """`to` are the authors at that moment, but for who thanks them."""

    postmortem_id: UUID
    postmortem: str
    incident_id: UUID
    thanks_id: UUID
    text: str
    to: tuple[str, ...]
    thanked_by: str
    thanked_at: datetime


ReadershipEvent = ReadershipRead | ReadershipThanked

TOPICS: Final[dict[str, type[ReadershipEvent]]] = {
    "readership.read@1": ReadershipRead,
    "readership.thanked@1": ReadershipThanked,
}

# state


class Receipt(Struct, frozen=True):
    edition: int
    read_at: datetime


class Thanks(Struct, frozen=True):
    id: UUID
    text: str
    to: tuple[str, ...]
    thanked_at: datetime


class Readership(Struct, frozen=True, omit_defaults=True):
    """`reference` is the postmortem's; empty until the person has read it or given thanks."""

    reference: str = ""
    incident_id: UUID | None = None
    receipts: tuple[Receipt, ...] = ()
    thanks: tuple[Thanks, ...] = ()


def evolve(present: Readership, event: ReadershipEvent) -> Readership:
    match event:
        case ReadershipRead():
            receipt = Receipt(event.edition, event.read_at)
            return replace(begun(present, event), receipts=(*present.receipts, receipt))
        case ReadershipThanked():
            thanks = Thanks(event.thanks_id, event.text, event.to, event.thanked_at)
            return replace(begun(present, event), thanks=(*present.thanks, thanks))
        case _:
            assert_never(event)


def begun(present: Readership, event: ReadershipEvent) -> Readership:
    return replace(present, reference=event.postmortem, incident_id=event.incident_id)


# commands


class ReadEdition(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """`edition` is by default the last one published."""

    edition: Annotated[int, Meta(ge=1, le=EDITION_MAX)] | None = None


class GiveThanks(Struct, frozen=True, forbid_unknown_fields=True):
    text: ThanksText


class Published(Struct, frozen=True):
    """What is read or thanked for: a postmortem as it is published, by `edition`; 0 is not yet.

    `authors` are those of that edition.
    """

    id: UUID
    reference: str
    incident_id: UUID
    edition: int
    authors: tuple[str, ...] = ()


class NoteRead(Struct, frozen=True):
    published: Published
    reader: str
    body: ReadEdition


class NoteThanks(Struct, frozen=True):
    published: Published
    by: str
    body: GiveThanks


ReadershipCommand = NoteRead | NoteThanks

# decisions


def decide(
    present: Readership, command: ReadershipCommand, stamp: Stamp
) -> tuple[ReadershipEvent, ...]:
    """Return what `command` makes happen; `()` when its effect already holds.

    Raises:
        NotPublished: there is no such edition so far.
        ThanksRefused: there is nobody to thank but who does.
    """
    match command:
        case NoteRead():
            return read(present, command, stamp)
        case NoteThanks():
            return thank(present, command, stamp)
        case _:
            assert_never(command)


def read(present: Readership, command: NoteRead, stamp: Stamp) -> tuple[ReadershipRead, ...]:
    published = command.published
    check_published(published)
    edition = command.body.edition or published.edition
    if edition > published.edition:
        raise NotPublished(f"{published.reference} has no edition {edition} so far")
    if any(receipt.edition == edition for receipt in present.receipts):
        return ()
    return (
        ReadershipRead(
            published.id,
            published.reference,
            published.incident_id,
            edition,
            person(command.reader),
            stamp.at,
        ),
    )


def check_published(published: Published) -> None:
    if published.edition == 0:
        raise NotPublished(f"{published.reference} is not published yet")


def thank(present: Readership, command: NoteThanks, stamp: Stamp) -> tuple[ReadershipThanked, ...]:
    published, by = command.published, person(command.by)
    check_published(published)
    if any(thanks.text == command.body.text for thanks in present.thanks):
        return ()
    to = tuple(author for author in published.authors if "@" in author and author != by)
    if not to:
        raise ThanksRefused(f"{published.reference} has no author but who thanks, or tools")
    if len(present.thanks) >= ITEMS_MAX:
        raise ThanksRefused(f"{by} has given thanks {ITEMS_MAX} times for {published.reference}")
    return (
        ReadershipThanked(
            published.id,
            published.reference,
            published.incident_id,
            stamp.id,
            command.body.text,
            to,
            by,
            stamp.at,
        ),
    )


READERSHIP: Final = Decider("readership", Readership(), decide, evolve, TOPICS)
