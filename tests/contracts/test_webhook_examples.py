"""What GitHub really sends, by its own examples, is proved, kept and understood."""

import hmac
from functools import cache
from typing import Any, Final

import msgspec

from domain.tracker import TrackerKind
from integrations.inbound_delivery import Delivery, delivery_of
from integrations.inbound_signature import is_signed
from tests.standins.node import PACKAGES

FILE: Final = PACKAGES / "@octokit" / "webhooks-examples" / "api.github.com" / "index.json"
SECRET: Final = b"a secret of the tests"


@cache
def examples() -> dict[str, list[dict[str, Any]]]:
    """Bodies by the event that they tell of."""
    told = msgspec.json.decode(FILE.read_bytes())
    return {event["name"]: event["examples"] for event in told}


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


def test_every_event_of_an_issue_names_its_ticket() -> None:
    for example in examples()["issues"]:
        delivery = received("issues", example)
        number = example["issue"]["number"]
        place = example["repository"]["full_name"]
        assert delivery.keys == (f"acme/actions#{number}", f"{place}#{number}"), example["action"]
        assert delivery.unread is None


def test_the_examples_hold_what_matters_to_a_ticket() -> None:
    actions = {example["action"] for example in examples()["issues"]}
    assert actions >= {"opened", "edited", "reopened", "transferred", "deleted"}


def test_every_other_event_is_read_and_names_no_ticket() -> None:
    others = {event: told for event, told in examples().items() if event != "issues"}
    assert len(others) > 50
    for event, told in others.items():
        for example in told:
            delivery = received(event, example)
            assert (delivery.event, delivery.keys, delivery.unread) == (event, (), None)
