"""Every refusal this product can utter.

DomainError
├── NotFound                  the stream has no events
├── Refused                   a rule said no; `code` names the rule
│   ├── AlreadyExists         the thing was made before
│   ├── TimeRefused           a time lies in the future or before anything could have happened
│   ├── ReasonRequired        this step is allowed, with a reason
│   ├── ContainmentMissing    diagnosis before anything was contained
│   ├── ProofMissing          closing or verifying needs proof, or a waiver
│   ├── TransitionRefused     the status table has no such edge
│   ├── EntryRefused          the timeline entry is unknown, retracted or came by itself
│   ├── AnswerMisfit          the answer is not of the kind that its question takes
│   ├── ActionRefused         the action is settled: verified or cancelled; or evidence comes late
│   ├── LinkRefused           incidents cannot be linked so: to itself, to a duplicate as its own
│   ├── PostmortemRefused     the postmortem's state does not allow it
│   ├── ReviewRefused         nobody approves what they wrote
│   ├── PublicationIncomplete what publishing asks for is not there yet; lists all of it
│   ├── TicketRefused         the action's ticket is not in a state that allows it
│   ├── TrackerRefused        the address or the project does not fit the kind of tracker
│   ├── RosterRefused         the roster cannot be so: nobody is their own manager
│   ├── NotPublished          there is no such edition of the postmortem to be read so far
│   └── ThanksRefused         there is nobody to thank but who does
├── VersionConflict           someone else appended first
├── StreamContended           every attempt lost its race
├── Overloaded                the queue of appends is full
└── StoreUnavailable          the database is away
"""

from collections.abc import Sequence
from typing import ClassVar


class DomainError(Exception):
    """Base of all expected failures; anything else is a bug."""

    code: ClassVar[str] = "domain_error"


class NotFound(DomainError):
    """There is no such thing, or the caller may not know of it."""

    code = "not_found"

    def __init__(self, what: str, name: str) -> None:
        super().__init__(f"there is no {what} {name}")
        self.what, self.name = what, name


class Refused(DomainError):
    """A business rule forbids the command."""

    code = "refused"


class AlreadyExists(Refused):
    code = "already_exists"


class TimeRefused(Refused):
    code = "time_refused"


class ReasonRequired(Refused):
    code = "reason_required"


class ContainmentMissing(Refused):
    code = "containment_missing"


class ProofMissing(Refused):
    code = "proof_missing"


class TransitionRefused(Refused):
    """The table of moves has no edge from `current` to `target`."""

    code = "transition_refused"

    def __init__(self, thing: str, current: str, target: str) -> None:
        super().__init__(f"{thing} that is {current} cannot become {target}")
        self.current, self.target = current, target


class EntryRefused(Refused):
    code = "entry_refused"


class AnswerMisfit(Refused):
    """`errors` holds (JSON pointer into the body, sentence) pairs."""

    code = "answer_misfit"

    def __init__(self, errors: Sequence[tuple[str, str]]) -> None:
        super().__init__("; ".join(sentence for _, sentence in errors))
        self.errors = tuple(errors)


class ActionRefused(Refused):
    code = "action_refused"


class LinkRefused(Refused):
    code = "link_refused"


class PostmortemRefused(Refused):
    code = "postmortem_refused"


class ReviewRefused(Refused):
    code = "review_refused"


class PublicationIncomplete(Refused):
    """`missing` holds (JSON pointer into the postmortem, sentence) pairs: all that is missing."""

    code = "publication_incomplete"

    def __init__(self, missing: Sequence[tuple[str, str]]) -> None:
        super().__init__(f"{len(missing)} requirement(s) of publication are not met yet")
        self.missing = tuple(missing)


class TicketRefused(Refused):
    code = "ticket_refused"


class TrackerRefused(Refused):
    code = "tracker_refused"


class RosterRefused(Refused):
    code = "roster_refused"


class NotPublished(Refused):
    code = "not_published"


class ThanksRefused(Refused):
    code = "thanks_refused"


class VersionConflict(DomainError):
    """The stream is not at the version the caller decided on."""

    code = "version_conflict"

    def __init__(self, stream: str, actual: int, expected: int | None = None) -> None:
        super().__init__(f"{stream} is at version {actual}")
        self.stream, self.actual, self.expected = stream, actual, expected


class StreamContended(DomainError):
    """Every attempt to append lost its race."""

    code = "stream_contended"

    def __init__(self, stream: str, attempts: int) -> None:
        super().__init__(f"{stream} was busy for {attempts} attempts; try again")
        self.stream, self.attempts = stream, attempts


class Overloaded(DomainError):
    """More appends wait than may; nothing of this one was written."""

    code = "overloaded"


class StoreUnavailable(DomainError):
    """The database cannot be reached at the moment; whether a write landed can be asked again."""

    code = "store_unavailable"
