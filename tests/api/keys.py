"""API keys of any kind, put where the service looks for them."""

import hashlib
import secrets
from uuid import uuid4

import asyncpg


async def key_with(dsn: str, *scopes: str, expired: str = "1 hour", revoked: bool = False) -> str:
    """A key with these scopes; `expired` is when it ends, as an interval from now."""
    key = f"twy_{secrets.token_urlsafe(16)}"
    conn = await asyncpg.connect(dsn)
    await conn.execute(
        "insert into api_keys (name, digest, scopes, expires_at, revoked_at)"
        " values ($1, $2, $3, now() + $4::text::interval, case when $5 then now() end)",
        str(uuid4()),
        hashlib.sha256(key.encode()).digest(),
        list(scopes),
        expired,
        revoked,
    )
    await conn.close()
    return key
