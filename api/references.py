"""Names of things: `INC-12` and the UUID that follows from it.

An id is uuid5(the installation's namespace, the reference), so that a reference resolves by
computation on every node, at once, without a look-up (docs/decisions).
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from typing import Final
from uuid import UUID, uuid5

from api.slashes import with_slashes
from domain.errors import NotFound


class Prefix(StrEnum):
    INCIDENT = "INC"
    POSTMORTEM = "PM"
    ACTION = "ACT"
    TRACKER = "TRK"


NOUN: Final[Mapping[Prefix, str]] = {
    Prefix.INCIDENT: "incident",
    Prefix.POSTMORTEM: "postmortem",
    Prefix.ACTION: "action",
    Prefix.TRACKER: "tracker",
}
REFERENCES_MAX: Final = 4_096
REFERENCE: Final = re.compile(r"([A-Z]{2,3})-([1-9][0-9]{0,17})")
HEX: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


class References:
    """The names of one installation."""

    def __init__(self, namespace: UUID) -> None:
        self.namespace = namespace
        self.id_of = lru_cache(REFERENCES_MAX)(self._id_of)
        self.resolve = lru_cache(REFERENCES_MAX)(self._resolve)  # what names nothing is not kept

    def _id_of(self, reference: str) -> UUID:
        return uuid5(self.namespace, reference)

    def _resolve(self, prefix: Prefix, name: str) -> UUID:
        """Return the id that `name`, an id or a reference, stands for.

        Raises:
            NotFound: `name` is neither; whether such a thing exists is for the log to say.
        """
        match = REFERENCE.fullmatch(name.upper())
        if match and match[1] == prefix:
            return self.id_of(match[0])
        if HEX.fullmatch(name):
            return UUID(name)
        raise NotFound(NOUN[prefix], with_slashes(name[:100]))

    def by_id(self, path: str) -> str:
        """Return `path` with ids, written one way, in the place of references."""
        return "/".join(map(self._id_for, path.split("/")))

    def _id_for(self, part: str) -> str:
        match = REFERENCE.fullmatch(part.upper())
        if match:
            return str(self.id_of(match[0]))
        return id_in(part) or part

    def person(self, email: str) -> UUID:
        """Return the stream of the person with this address in lower case."""
        return self.id_of(f"person:{email}")

    def team(self, name: str) -> UUID:
        """Return the stream of the team of this name in lower case."""
        return self.id_of(f"team:{name}")

    def readership(self, postmortem_id: UUID, email: str) -> UUID:
        """Return the stream of what this person had of a postmortem."""
        return uuid5(self.namespace, f"readership:{postmortem_id}:{email}")

    def number(self, prefix: Prefix, number: int) -> tuple[UUID, str]:
        """Return the id and the reference of the thing with this number."""
        reference = f"{prefix}-{number}"
        return self.id_of(reference), reference


def id_in(part: str) -> str | None:
    """The id that a part of a path stands for, in any form that such a parameter takes."""
    try:
        return str(UUID(part))
    except ValueError:
        return None
