"""Golden bodies: what was once stored under a topic is read for ever.

`tests/events/<topic>.json` holds one body for each topic that was ever written. A golden, once
committed, is never edited and never removed: it stands for the bodies in every log out there. When
a test here fails after a change of an event, the change is what has to give: add the field with a
default, or retire the topic as domain/upcasts.py tells.
"""

from pathlib import Path
from typing import Any, Final

import msgspec
import pytest

from domain.catalog import TOPICS
from domain.upcasts import UPCASTS
from eventstore.codec import Codec

FOLDER: Final = Path(__file__).parents[1] / "events"
GOLDENS: Final = {file.name.removesuffix(".json"): file for file in sorted(FOLDER.iterdir())}
CODEC: Final = Codec(TOPICS, UPCASTS)


def test_there_is_a_golden_for_every_topic_present_or_retired() -> None:
    assert set(GOLDENS) == set(TOPICS) | set(UPCASTS)


@pytest.mark.parametrize("topic", GOLDENS)
def test_a_golden_is_read_as_a_present_event(topic: str) -> None:
    event = CODEC.decode(topic, GOLDENS[topic].read_bytes())
    assert type(event) is TOPICS.get(topic, type(event))
    assert type(event) in TOPICS.values()


@pytest.mark.parametrize("topic", TOPICS)
def test_a_golden_of_a_present_topic_is_written_again_as_it_is(topic: str) -> None:
    body = GOLDENS[topic].read_bytes()
    written_topic, written = CODEC.encode(CODEC.decode(topic, body))
    assert written_topic == topic
    assert msgspec.json.format(written, indent=2) + b"\n" == body


@pytest.mark.parametrize("topic", TOPICS)
def test_a_golden_fills_every_field_or_a_later_one_with_a_default(topic: str) -> None:
    fields = {field.encode_name: field for field in msgspec.structs.fields(TOPICS[topic])}
    body: dict[str, Any] = msgspec.json.decode(GOLDENS[topic].read_bytes())
    assert set(body) <= set(fields)
    assert all(not fields[name].required for name in set(fields) - set(body))
