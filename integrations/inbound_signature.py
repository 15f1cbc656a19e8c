"""Whether what came in was sent by whoever knows the tracker's secret.

GitHub signs the raw body in `X-Hub-Signature-256`, Jira in `X-Hub-Signature`. A Jira Data Center
that cannot sign sends the secret itself as the password of basic authentication, never in the
address. Every secret that counts is compared in constant time, whatever the others gave, and a
tracker without a secret is compared with one that nobody knows: all refusals take as long.
"""

import base64
import binascii
import hmac
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from domain.tracker import Credential, TrackerKind, WebhookSecrets
from integrations.credentials import resolve
from integrations.tracker import TrackerRejected

HEADERS: Final = {
    TrackerKind.GITHUB: "x-hub-signature-256",
    TrackerKind.JIRA: "x-hub-signature",
}
PREFIX: Final = "sha256="
BASIC: Final = "basic "
HEADER_CHARS_MAX: Final = 1_024

_NOBODY_KNOWS: Final = secrets.token_bytes(32)  # of this process


def is_signed(
    kind: TrackerKind, headers: Mapping[str, str], body: bytes, known: Sequence[bytes]
) -> bool:
    """Whether one of the secrets `known` signed `body`. `headers` has lower-case names."""
    signature = headers.get(HEADERS[kind], "")[:HEADER_CHARS_MAX].encode(errors="replace")
    password = _password(headers) if kind is TrackerKind.JIRA and not signature else b""
    found = False
    for secret in known or (_NOBODY_KNOWS,):
        expected = (PREFIX + hmac.digest(secret, body, "sha256").hex()).encode()
        found |= hmac.compare_digest(expected, signature)
        found |= hmac.compare_digest(secret, password)
    return found


def secrets_of(
    webhook: WebhookSecrets | None, now: datetime, credentials_dir: Path | None = None
) -> tuple[list[bytes], list[str]]:
    """The secrets that count at a moment, and why others that should count cannot be read."""
    known, missing = [], []
    for reference in _references(webhook, now):
        try:
            secret = resolve(env=reference.env, file=reference.file, folder=credentials_dir)
            known.append(secret.encode())
        except TrackerRejected as error:
            missing.append(error.reason)
    return known, missing


def _references(webhook: WebhookSecrets | None, now: datetime) -> list[Credential]:
    if webhook is None:
        return []
    until = webhook.previous_until
    if webhook.previous is None or until is None or now >= until:
        return [webhook.secret]
    return [webhook.secret, webhook.previous]


def _password(headers: Mapping[str, str]) -> bytes:
    """The password of basic authentication, whoever the user is; empty where there is none."""
    said = headers.get("authorization", "")[:HEADER_CHARS_MAX]
    if not said.lower().startswith(BASIC):
        return b""
    try:
        return base64.b64decode(said[len(BASIC) :], validate=True).partition(b":")[2]
    except (binascii.Error, ValueError):
        return b""
