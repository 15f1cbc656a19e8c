"""Events to stored bytes and back.

A body is the JSON of a Struct; its topic (`incident.declared@1`) names the class and the schema.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

import msgspec
from msgspec.json import Decoder, Encoder

from eventstore.store import Metadata

# An upcast reads a body stored under a retired topic: it answers the topic that took its place and
# the body in that shape. Its result may be retired itself.
Upcast = Callable[[dict[str, Any]], tuple[str, dict[str, Any]]]

encode: Final = Encoder().encode
decode_body: Final[Callable[[bytes], dict[str, Any]]] = Decoder(dict[str, Any]).decode
decode_metadata: Final = Decoder(Metadata).decode


class UnknownTopic(Exception):
    """No class and no upcast is known by this topic: the code is older than the log."""


class Codec:
    """`topics` maps present topics to their classes, `upcasts` retired topics to their readers."""

    def __init__(
        self, topics: Mapping[str, type], upcasts: Mapping[str, Upcast] | None = None
    ) -> None:
        self._topic_of = {body: topic for topic, body in topics.items()}
        self._classes = dict(topics)
        self._decoders: dict[str, Callable[[bytes], Any]] = {
            topic: Decoder(body).decode for topic, body in topics.items()
        }
        self._upcasts = dict(upcasts or {})

    def topic_of(self, kind: type) -> str:
        """The topic under which events of this class are stored now."""
        return self._topic_of[kind]

    def encode(self, event: object) -> tuple[str, bytes]:
        """The topic and the body of an event."""
        return self._topic_of[type(event)], encode(event)

    def decode(self, topic: str, state: bytes) -> Any:
        """The event stored as `state` under `topic`.

        Raises:
            UnknownTopic: neither a class nor an upcast goes by this topic.
            msgspec.ValidationError: the body is not of its class.
        """
        decoder = self._decoders.get(topic)
        return decoder(state) if decoder else self._upcast(topic, decode_body(state))

    def _upcast(self, topic: str, body: dict[str, Any]) -> Any:
        while topic not in self._classes:
            if topic not in self._upcasts:
                raise UnknownTopic(topic)
            topic, body = self._upcasts[topic](body)
        return msgspec.convert(body, self._classes[topic])
