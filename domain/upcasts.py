"""Old shapes of events, read as the present ones. A stored body is never rewritten.

Most changes need nothing here: a new field with a default is read from old bodies as that default.
A shape that cannot be read so gets a new topic, and the old one is retired:

1. Name the class's new topic in its `TOPICS`: `incident.contained@2` in place of
   `incident.contained@1`. One class has one topic, the one that is written from now on.
2. Write here one function per retired topic. It takes the old body as decoded JSON and answers
   the topic that took its place with the body in that topic's shape. That topic may be retired
   in turn by a later change: then its own function goes on from there.
3. List it in `UPCASTS` under the retired topic.
4. Keep `tests/events/incident.contained@1.json` as it is, for ever: the test that reads it now
   proves the function. Add a golden body for the new topic beside it.

The function is pure and total over every body that was ever stored under its topic: it runs on
each read, and a log with a body that it refuses cannot be read any more.

The same holds for the bounds of values that bodies nest (`System`, `Waiver`, `Evidence`, …): to
narrow one is to refuse what is stored, so it takes a new topic too. Or only what is written from
now on is narrowed, by a shape of the request's own: see `VisibleTo`.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

Upcast = Callable[[dict[str, Any]], tuple[str, dict[str, Any]]]

UPCASTS: Final[Mapping[str, Upcast]] = {}
