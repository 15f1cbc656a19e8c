"""What GitHub really sends, by its own examples, is proved, kept and understood."""

import hmac
from typing import Any, Final

import msgspec
import pytest

from domain.tracker import TrackerKind
from integrations.inbound_delivery import Delivery, delivery_of
from integrations.inbound_signature import is_signed
from tests.standins.node import PACKAGES

FILE: Final = PACKAGES / "@octokit" / "webhooks-examples" / "api.github.com" / "index.json"
SECRET: Final = b"a secret of the tests"
EXAMPLES: Final[dict[str, list[dict[str, Any]]]] = {
    event["name"]: event["examples"] for event in msgspec.json.decode(FILE.read_bytes())
}


def received(event: str, example: dict[str, Any]) -> Delivery:
    body = msgspec.json.encode(example)
    signature = "sha256=" + hmac.digest(SECRET, body, "sha256").hex()
    headers = {
        "content-type": "application/json",
        "x-github-event": event,
        "x-github-delivery": "72d3162e-cc78-11e3-81ab-4c9367dc0958",
        "x-hub-signature-256": signature,
    }
    assert is_signed(TrackerKind.GITHUB, headers, body, [SECRET])
    return delivery_of(TrackerKind.GITHUB, "acme/actions", headers, body)


@pytest.mark.parametrize("example", EXAMPLES["issues"], ids=lambda example: example["action"])
def test_an_event_of_an_issue_names_its_ticket(example: dict[str, Any]) -> None:
    delivery = received("issues", example)
    number = example["issue"]["number"]
    place = example["repository"]["full_name"]
    assert delivery.keys == (f"acme/actions#{number}", f"{place}#{number}")
    assert delivery.unread is None


def test_the_examples_hold_what_matters_to_a_ticket() -> None:
    actions = {example["action"] for example in EXAMPLES["issues"]}
    assert actions >= {"opened", "edited", "reopened", "transferred", "deleted"}


@pytest.mark.parametrize("event", sorted(set(EXAMPLES) - {"issues"}))
def test_every_other_event_is_read_and_names_no_ticket(event: str) -> None:
    for example in EXAMPLES[event]:
        delivery = received(event, example)
        assert (delivery.event, delivery.keys, delivery.unread) == (event, (), None)
