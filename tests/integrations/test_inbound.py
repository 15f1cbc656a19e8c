"""What makes a delivery count, and of which tickets it speaks."""

import base64
import hmac
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import json

from domain.tracker import Credential, TrackerKind, WebhookSecrets
from integrations.inbound_delivery import KEYS_MAX, NAME_CHARS_MAX, UNREAD_BYTES_MAX, delivery_of
from integrations.inbound_signature import HEADERS, is_signed, secrets_of

NOW: Final = datetime(2026, 11, 2, 12, tzinfo=UTC)
BODY: Final = b'{"action": "closed"}'
NEW, OLD = b"the new secret", b"the old secret"
KINDS: Final = list(TrackerKind)


def signed(kind: TrackerKind, secret: bytes, body: bytes = BODY) -> dict[str, str]:
    return {HEADERS[kind]: "sha256=" + hmac.digest(secret, body, "sha256").hex()}


def password(secret: bytes) -> dict[str, str]:
    return {"authorization": "Basic " + base64.b64encode(b"jira:" + secret).decode()}


@pytest.mark.parametrize("kind", KINDS)
def test_a_body_counts_when_any_known_secret_signed_it(kind: TrackerKind) -> None:
    for secret in (NEW, OLD):
        assert is_signed(kind, signed(kind, secret), BODY, [NEW, OLD])
    assert not is_signed(kind, signed(kind, OLD), BODY, [NEW])


@pytest.mark.parametrize("kind", KINDS)
def test_one_changed_byte_of_a_body_makes_it_count_no_more(kind: TrackerKind) -> None:
    assert not is_signed(kind, signed(kind, NEW), BODY + b" ", [NEW])


@pytest.mark.parametrize("kind", KINDS)
def test_a_tracker_without_a_secret_is_told_nothing(kind: TrackerKind) -> None:
    for headers in (signed(kind, b""), {HEADERS[kind]: ""}, {HEADERS[kind]: "sha256="}, {}):
        assert not is_signed(kind, headers, BODY, [])


@given(st.text(max_size=80), st.sampled_from(KINDS))
def test_no_odd_signature_counts_or_breaks(said: str, kind: TrackerKind) -> None:
    assert not is_signed(kind, {HEADERS[kind]: said}, BODY, [NEW])
    assert not is_signed(kind, {"authorization": f"Basic {said}"}, BODY, [NEW])


def test_github_is_never_believed_for_the_header_of_jira() -> None:
    assert not is_signed(TrackerKind.GITHUB, signed(TrackerKind.JIRA, NEW), BODY, [NEW])


def test_a_jira_that_cannot_sign_sends_the_secret_as_a_password() -> None:
    assert is_signed(TrackerKind.JIRA, password(NEW), BODY, [NEW])
    assert not is_signed(TrackerKind.JIRA, password(OLD), BODY, [NEW])
    assert not is_signed(TrackerKind.JIRA, password(b""), BODY, [])
    assert not is_signed(TrackerKind.GITHUB, password(NEW), BODY, [NEW])


def test_a_wrong_signature_is_not_mended_by_a_password() -> None:
    headers = signed(TrackerKind.JIRA, OLD) | password(NEW)
    assert not is_signed(TrackerKind.JIRA, headers, BODY, [NEW])


def test_the_previous_secret_counts_until_its_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEW_SECRET", NEW.decode())
    monkeypatch.setenv("OLD_SECRET", OLD.decode())
    webhook = WebhookSecrets(Credential("NEW_SECRET"), Credential("OLD_SECRET"), NOW)
    before = NOW - timedelta(seconds=1)
    assert secrets_of(webhook, before) == ([NEW, OLD], [])
    assert secrets_of(webhook, NOW) == ([NEW], [])
    assert secrets_of(None, NOW) == ([], [])


def test_a_secret_that_is_missing_is_told_by_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NEW_SECRET", raising=False)
    known, (reason,) = secrets_of(WebhookSecrets(Credential("NEW_SECRET")), NOW)
    assert known == []
    assert "NEW_SECRET" in reason


def test_a_previous_secret_needs_the_moment_at_which_it_ends() -> None:
    with pytest.raises(ValueError, match="together"):
        WebhookSecrets(Credential("NEW_SECRET"), Credential("OLD_SECRET"))


def read(kind: TrackerKind, body: Any, **headers: str) -> Any:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return delivery_of(kind, "acme/actions", named, json.encode(body))


ISSUE: Final = {"issue": {"number": 7}, "repository": {"full_name": "acme/renamed"}}


def test_github_speaks_of_an_issue_by_the_names_of_its_repository() -> None:
    delivery = read(TrackerKind.GITHUB, ISSUE, x_github_event="issues", x_github_delivery="d-1")
    assert (delivery.name, delivery.event) == ("d-1", "issues")
    assert delivery.keys == ("acme/actions#7", "acme/renamed#7")


@pytest.mark.parametrize("event", ["ping", "issue_comment", "push", "repository"])
def test_other_events_of_github_speak_of_no_ticket(event: str) -> None:
    assert read(TrackerKind.GITHUB, ISSUE, x_github_event=event).keys == ()


def test_github_may_send_the_same_as_a_form() -> None:
    body = b"payload=%7B%22issue%22%3A%7B%22number%22%3A7%7D%7D"
    headers = {
        "x-github-event": "issues",
        "content-type": "application/x-www-form-urlencoded; charset=utf-8",
    }
    assert delivery_of(TrackerKind.GITHUB, "a/b", headers, body).keys == ("a/b#7", "#7")


def test_jira_speaks_of_an_issue_by_its_keys_before_and_after_a_move() -> None:
    body = {
        "webhookEvent": "jira:issue_updated",
        "issue": {"key": "NEW-3"},
        "changelog": {
            "items": [
                {"field": "Key", "fromString": "OLD-9", "toString": "NEW-3"},
                {"field": "status", "fromString": "To Do", "toString": "Done"},
            ]
        },
    }
    delivery = read(TrackerKind.JIRA, body, x_atlassian_webhook_identifier="w-1")
    assert (delivery.name, delivery.event) == ("w-1", "jira:issue_updated")
    assert delivery.keys == ("NEW-3", "OLD-9")


def test_a_delivery_without_a_name_gets_one_of_its_own() -> None:
    one, two = read(TrackerKind.JIRA, {}), read(TrackerKind.JIRA, {})
    assert one.name != two.name
    assert one.event == "unnamed"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff", b"payload=1", b"[" * 5_000])
def test_a_body_that_is_no_object_is_kept_unread(kind: TrackerKind, body: bytes) -> None:
    delivery = delivery_of(kind, "a/b", {}, body)
    assert (delivery.event, delivery.keys, delivery.unread) == ("unread", (), body)
    long = delivery_of(kind, "a/b", {}, b"x" * 1_000_000)
    assert long.unread == b"x" * UNREAD_BYTES_MAX


VALUES: Final = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["issue", "number", "key", "changelog", "items", "repository"]), inner
        )
    ),
    max_leaves=8,
)


@given(VALUES, st.sampled_from(KINDS), st.sampled_from(["issues", "x" * 300, "\0\ud800"]))
def test_whatever_is_signed_is_read_within_bounds(
    body: object, kind: TrackerKind, event: str
) -> None:
    delivery = read(kind, {"issue": body, "changelog": body}, x_github_event=event)
    assert len(delivery.event) <= NAME_CHARS_MAX
    assert len(delivery.keys) <= KEYS_MAX
    delivery.event.encode()
