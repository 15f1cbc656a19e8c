"""API keys of any kind, put where the service looks for them."""

import hashlib
import secrets
from uuid import uuid4

import asyncpg


async def key_with(
    dsn: str, *scopes: str, expired: str = "1 hour", revoked: bool = False, key: str = ""
) -> str:
    """A key with these scopes, `key` or a new one; `expired` is when it ends, from now."""
    key = key or new_key()
    conn = await asyncpg.connect(dsn)
    await conn.execute(
        "insert into api_keys (name, digest, scopes, expires_at, revoked_at)"
        " values ($1, $2, $3, now() + $4::text::interval, case when $5 then now() end)",
        str(uuid4()),
        digest_of(key),
        list(scopes),
        expired,
        revoked,
    )
    await conn.close()
    return key


async def revoke(dsn: str, key: str) -> None:
    conn = await asyncpg.connect(dsn)
    await conn.execute("update api_keys set revoked_at = now() where digest = $1", digest_of(key))
    await conn.close()


def new_key() -> str:
    """A token that is no key so far."""
    return f"twy_{secrets.token_urlsafe(16)}"


def digest_of(key: str) -> bytes:
    return hashlib.sha256(key.encode()).digest()
