"""Who is who in a tracker: the port to the roster. Exact, or nobody."""

from typing import Protocol

from domain.tracker import TrackerKind


class Accounts(Protocol):
    """GitHub knows people by login, Jira Cloud by account id, Jira Data Center by name."""

    async def account_of(self, kind: TrackerKind, email: str) -> str | None:
        """The account of a person; None where the roster does not tell."""
        ...

    async def person_of(self, kind: TrackerKind, account: str) -> str | None:
        """The address of whose account it is; None where it is nobody's, or not one person's."""
        ...


def spelled(kind: TrackerKind, account: str | None) -> str | None:
    """An account as it is compared: case tells no GitHub logins apart, and is as people type it."""
    return account.lower() if account is not None and kind is TrackerKind.GITHUB else account


class NoAccounts:
    """Where no roster is at hand, nobody has an account."""

    async def account_of(self, kind: TrackerKind, email: str) -> str | None:  # noqa: ARG002
        return None

    async def person_of(self, kind: TrackerKind, account: str) -> str | None:  # noqa: ARG002
        return None
