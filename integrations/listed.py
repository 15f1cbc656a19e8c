"""The answer that a list gave last, by its entity tag, for a question that is asked often.

With the tag in If-None-Match GitHub says 304 where the list is the same, and counts that against no
limit. Belongs to one adapter and one event loop; another process has another memory.
"""

from collections.abc import Mapping


class Listed:
    """One question and the tag of its answer."""

    def __init__(self) -> None:
        self._asked: Mapping[str, str] = {}
        self._etag: str | None = None

    def etag_of(self, asked: Mapping[str, str]) -> str | None:
        """The tag of the answer to this very question; None where it was not the last."""
        return self._etag if asked == self._asked else None

    def note(self, asked: Mapping[str, str], etag: str | None) -> None:
        """Remember a question and the tag of its answer, if that has one."""
        self._asked, self._etag = asked, etag
