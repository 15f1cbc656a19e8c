"""Readers: a receipt per edition, thanks to others."""

from uuid import UUID

import pytest
from msgspec.structs import replace

from domain.errors import NotPublished, ThanksRefused
from domain.readership import (
    READERSHIP,
    GiveThanks,
    NoteRead,
    NoteThanks,
    Published,
    ReadEdition,
    ReadershipThanked,
)
from tests.given import given
from tests.samples import ANA, AT, BEN, INCIDENT_ID, POSTMORTEM_ID, READ, STAMP, THANKED

PM = Published(POSTMORTEM_ID, "PM-12", INCIDENT_ID, 1, (ANA, BEN, "bot"))
SECOND = replace(PM, edition=2)
THANKS = GiveThanks("Thank you.")


def test_a_receipt_is_of_the_last_edition_unless_an_earlier_one_is_named() -> None:
    given(READERSHIP).when(NoteRead(PM, "BEN@example.com", ReadEdition())).then(READ)
    given(READERSHIP).when(NoteRead(SECOND, BEN, ReadEdition(1))).then(READ)
    given(READERSHIP, READ).when(NoteRead(SECOND, BEN, ReadEdition())).then(
        replace(READ, edition=2)
    )


def test_to_read_the_same_edition_again_changes_nothing() -> None:
    given(READERSHIP, READ).when(NoteRead(PM, BEN, ReadEdition())).then()
    given(READERSHIP, READ, replace(READ, edition=2)).when(
        NoteRead(SECOND, BEN, ReadEdition(1))
    ).then()


@pytest.mark.parametrize("edition", [0, 1])
def test_nobody_has_read_what_is_not_published(edition: int) -> None:
    draft = replace(PM, edition=edition)
    given(READERSHIP).when(NoteRead(draft, BEN, ReadEdition(edition + 1))).refused(NotPublished)
    if edition == 0:
        given(READERSHIP).when(NoteRead(draft, BEN, ReadEdition())).refused(NotPublished)
        given(READERSHIP).when(NoteThanks(draft, BEN, THANKS)).refused(NotPublished)


def test_thanks_go_to_the_other_authors_who_are_people() -> None:
    given(READERSHIP, READ).when(NoteThanks(PM, "Ben@example.com", THANKS)).then(THANKED)
    given(READERSHIP, READ, THANKED).when(NoteThanks(PM, BEN, THANKS)).then()


def test_nobody_thanks_only_themselves() -> None:
    for authors in ((), (BEN,), (BEN, "bot")):
        alone = replace(PM, authors=authors)
        given(READERSHIP).when(NoteThanks(alone, BEN, THANKS)).refused(ThanksRefused)


def test_thanks_have_an_end() -> None:
    many = [
        ReadershipThanked(
            POSTMORTEM_ID, "PM-12", INCIDENT_ID, UUID(int=n), f"Thanks {n}", (ANA,), BEN, AT
        )
        for n in range(50)
    ]
    given(READERSHIP, *many).when(NoteThanks(PM, BEN, THANKS)).refused(ThanksRefused)
    given(READERSHIP, *many).when(NoteThanks(PM, BEN, GiveThanks("Thanks 7"))).then()
    assert READERSHIP.fold((THANKED,)).thanks[0].id == STAMP.id
