import msgspec
import pytest

from eventstore.codec import UnknownTopic
from tests.eventstore.kit import CODEC, TOPIC, Noted


def test_an_event_goes_there_and_back() -> None:
    topic, state = CODEC.encode(Noted("one"))
    assert (topic, state) == (TOPIC, b'{"text":"one"}')
    assert CODEC.decode(topic, state) == Noted("one")


def test_a_retired_shape_is_read_as_the_present_one_step_by_step() -> None:
    assert CODEC.decode("note.written@1", b'{"body":"old"}') == Noted("old", "unknown")


def test_a_topic_from_the_future_is_an_error() -> None:
    with pytest.raises(UnknownTopic, match=r"note\.noted@3"):
        CODEC.decode("note.noted@3", b"{}")


def test_a_body_that_is_not_of_its_class_is_an_error() -> None:
    with pytest.raises(msgspec.ValidationError):
        CODEC.decode(TOPIC, b'{"text":1}')


def test_an_event_without_a_topic_is_a_bug() -> None:
    with pytest.raises(KeyError):
        CODEC.encode(object())
