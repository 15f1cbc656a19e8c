"""Bring a database to the present schema: apply migrations/NNNN_*.sql forward, each once.

Table `migrations` holds the name and digest of what was applied. Runs as the owner of the database,
never as the service's role.
"""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import asyncpg

from eventstore.sql import statements

SQL: Final = statements(__file__)
FOLDER: Final = Path(__file__).resolve().parent.parent / "migrations"


class MigrationChanged(Exception):
    """A file differs from what was applied under its name; write a new one instead."""


class MigrationUnknown(MigrationChanged):
    """What was applied is not among the files: they are older than the database."""


async def migrate(dsn: str, folder: Path = FOLDER) -> list[str]:
    """Apply what is missing, in order of the names, and return the names applied.

    One transaction for all, under an advisory lock: two callers take turns, and a failure leaves
    the database as it was.

    Raises:
        MigrationChanged: an applied file was edited.
        MigrationUnknown: an applied file is not there.
    """
    conn = await asyncpg.connect(dsn)
    try:
        async with conn.transaction():
            return await _apply_missing(conn, _files(folder))
    finally:
        await conn.close()


def _files(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.sql"))}


async def _apply_missing(conn: "asyncpg.Connection[Any]", files: Mapping[str, str]) -> list[str]:
    await conn.execute(SQL["take_turn"])
    await conn.execute(SQL["create_table"])
    applied = {row["name"]: row["digest"] for row in await conn.fetch(SQL["applied"])}
    _refuse_changed(files, applied)
    missing = [name for name in files if name not in applied]
    for name in missing:
        await conn.execute(files[name])
        await conn.execute(SQL["record"], name, _digest(files[name]))
    return missing


def _refuse_changed(files: Mapping[str, str], applied: Mapping[str, bytes]) -> None:
    for name, digest in applied.items():
        if name not in files:
            raise MigrationUnknown(name)
        if _digest(files[name]) != digest:
            raise MigrationChanged(name)


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()
