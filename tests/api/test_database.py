"""What database the service takes, and what it says about one that it does not."""

import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, LiteralString
from uuid import uuid4

import psycopg
import pytest
from psycopg.sql import SQL, Identifier

from api.database import DatabaseRefused, prepare
from api.embedded import THROWAWAY, EmbeddedPostgres
from api.embedded_files import binaries, database_account
from api.embedded_process import child_options
from tests.api.test_cli import command

READY_SECONDS_MAX: Final = 60.0
ADMIN: Final = "postgres@"


@pytest.fixture
def empty_dsn(server_dsn: str) -> Iterator[str]:
    with made(server_dsn) as dsn:
        yield dsn


@pytest.fixture
def own_server(memory_folder: Path) -> Iterator[EmbeddedPostgres]:
    """A server that has never seen the service, so that the role is not there."""
    server = EmbeddedPostgres(memory_folder / "data", THROWAWAY)
    server.start()
    yield server
    server.stop()


@contextmanager
def made(server_dsn: str, options: LiteralString = "") -> Iterator[str]:
    """An empty database, which nobody migrated."""
    name = f"empty_{uuid4().hex}"
    execute(server_dsn, SQL("create database {} " + options).format(Identifier(name)))
    yield server_dsn.replace("/postgres?", f"/{name}?")
    execute(server_dsn, SQL("drop database {} with (force)").format(Identifier(name)))


@contextmanager
def user(dsn: str, *rights: LiteralString) -> Iterator[str]:
    """The DSN of a new user in the database of `dsn`, once `rights` were given ({0} and {1} are the
    user and the database)."""
    name = f"user of tests {uuid4().hex}"
    with psycopg.connect(dsn, autocommit=True) as admin:
        names = Identifier(name), Identifier(admin.info.dbname)
        for statement in ("create role {0} login", *rights):
            admin.execute(SQL(statement).format(*names))
        yield dsn.replace(ADMIN, name.replace(" ", "%20") + "@")
        for statement in (
            "alter role {0} superuser createrole",
            "reassign owned by {0} to postgres",
            "drop owned by {0} cascade",
            "drop role {0}",
        ):
            admin.execute(SQL(statement).format(*names))


def execute(dsn: str, statement: psycopg.sql.Composed) -> None:
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(statement)


async def refusal(dsn: str) -> str:
    with pytest.raises(DatabaseRefused) as refused:
        await prepare(dsn)
    assert "\n" not in str(refused.value)
    return str(refused.value)


def told(refused: str) -> str:
    """The statements that the sentence tells an administrator to run."""
    assert refused.startswith("The user user of tests ")
    _, statements, end = refused.split("`")
    assert end == "."
    return statements


async def follow(advice: str, dsn: str) -> None:
    with psycopg.connect(dsn, autocommit=True) as admin:
        admin.execute(advice.encode())


@pytest.mark.parametrize(("number", "version"), [("90624", "9.6.24"), ("140019", "14.19")])
async def test_a_server_that_is_too_old_is_named(fresh_dsn: str, number: str, version: str) -> None:
    with psycopg.connect(fresh_dsn, autocommit=True) as admin:
        admin.execute(
            SQL(
                "create function public.current_setting(asked text) returns text language sql as "
                "$$ select case asked when 'server_version' then {} when 'server_version_num' "
                "then {} else pg_catalog.current_setting(asked) end $$"
            ).format(f"{version} (some system's own)", number)
        )
        database = Identifier(admin.info.dbname)
        admin.execute(
            SQL("alter database {} set search_path = public, pg_catalog").format(database)
        )
    said = f"PostgreSQL {version} is too old: name a server of 15 or newer "
    assert said in await refusal(fresh_dsn)


async def test_a_standby_is_told_apart(own_server: EmbeddedPostgres) -> None:
    own_server.stop()
    (own_server.pgdata / "standby.signal").touch()
    with follower(own_server):
        assert "its primary" in await refusal(own_server.dsn)


@contextmanager
def follower(server: EmbeddedPostgres) -> Iterator[None]:
    """The server of that folder, started as a standby, which never says that it is ready."""
    account, folder = database_account(), str(server.pgdata)
    options = [f"--{name}={value}" for name, value in THROWAWAY.items()]
    with (
        (server.folder / "postgres.log").open("ab") as log,
        subprocess.Popen(
            [str(binaries(account) / "postgres"), "-D", folder, "-k", folder, "-h", "", *options],
            stdout=log,
            stderr=log,
            **child_options(account),
        ) as process,
    ):
        try:
            deadline = time.monotonic() + READY_SECONDS_MAX
            while not answers(server.dsn):
                assert process.poll() is None
                assert time.monotonic() < deadline
            yield
        finally:
            process.send_signal(signal.SIGINT)


def answers(dsn: str) -> bool:
    try:
        psycopg.connect(dsn).close()
    except psycopg.OperationalError:
        return False
    return True


async def test_a_database_that_is_read_only_is_told_apart(empty_dsn: str) -> None:
    with psycopg.connect(empty_dsn, autocommit=True) as admin:
        name = Identifier(admin.info.dbname)
        admin.execute(SQL("alter database {} set default_transaction_read_only = on").format(name))
    assert "default_transaction_read_only off" in await refusal(empty_dsn)


async def test_an_encoding_without_every_letter_is_refused(server_dsn: str) -> None:
    options: LiteralString = "encoding 'LATIN1' locale_provider libc locale 'C' template template0"
    with made(server_dsn, options) as dsn:
        assert "encoding LATIN1, which" in await refusal(dsn)


async def test_an_extension_that_is_not_installed_is_named(empty_dsn: str) -> None:
    with psycopg.connect(empty_dsn, autocommit=True) as admin:
        admin.execute(
            SQL("alter database {} set extension_control_path = '/nowhere'").format(
                Identifier(admin.info.dbname)
            )
        )
    assert "extension pg_trgm: install" in await refusal(empty_dsn)


async def test_the_right_to_make_roles_and_a_database_are_enough(
    own_server: EmbeddedPostgres,
) -> None:
    owned = "alter database {1} owner to {0}"
    with user(own_server.dsn, "alter role {0} createrole", owned) as dsn:
        await prepare(dsn)
        await prepare(dsn)


async def test_a_role_that_may_not_be_made_is_asked_for(own_server: EmbeddedPostgres) -> None:
    with user(own_server.dsn, "alter database {1} owner to {0}") as dsn:
        advice = told(await refusal(dsn))
        assert advice.startswith('create role twiceshy_app nologin; grant twiceshy_app to "user of')
        await follow(advice, own_server.dsn)
        await prepare(dsn)


@pytest.mark.parametrize(
    ("rights", "advised"),
    [
        (["alter database {1} owner to {0}"], ["grant twiceshy_app"]),
        (
            ["alter database {1} owner to {0}", "grant twiceshy_app to {0}"],
            ["grant twiceshy_app"],
        ),
        (
            [
                "grant create on schema public to {0}",
                "grant twiceshy_app to {0} with admin option",
            ],
            ["grant create on database"],
        ),
        (
            ["alter role {0} createrole"],
            ["grant create on database", "grant create on schema public", "grant twiceshy_app"],
        ),
    ],
)
async def test_who_follows_the_advice_on_rights_can_start(
    empty_dsn: str, rights: list[LiteralString], advised: list[str]
) -> None:
    with user(empty_dsn, *rights) as dsn:
        advice = told(await refusal(dsn))
        assert [
            part.partition(" to ")[0].partition(" empty_")[0] for part in advice.split("; ")
        ] == advised
        await follow(advice, empty_dsn)
        await prepare(dsn)


async def test_an_extension_that_is_there_need_not_be_made(empty_dsn: str) -> None:
    rights: list[LiteralString] = [
        "grant create on schema public to {0}",
        "grant twiceshy_app to {0} with admin option",
        "create extension pg_trgm",
    ]
    with user(empty_dsn, *rights) as dsn:
        await prepare(dsn)


async def test_a_user_who_may_not_act_as_the_service_is_told(empty_dsn: str) -> None:
    rights: list[LiteralString] = [
        "alter database {1} owner to {0}",
        "grant twiceshy_app to {0} with admin option",
    ]
    with user(empty_dsn, *rights) as dsn:
        await prepare(dsn)
        with psycopg.connect(dsn) as connection, psycopg.connect(empty_dsn) as admin:
            name = Identifier(connection.info.user)
            admin.execute(SQL("revoke twiceshy_app from {} cascade").format(name))
            admin.commit()
        advice = told(await refusal(dsn))
        assert advice.startswith("grant twiceshy_app to ")
        await follow(advice, empty_dsn)
        await prepare(dsn)


@pytest.mark.parametrize("given", [(), ("grant twiceshy_app to {0}",)])
def test_serve_of_a_user_without_ownership_names_the_owner(
    fresh_dsn: str, given: tuple[LiteralString, ...]
) -> None:
    with (
        user(fresh_dsn, *given) as dsn,
        command(
            "serve",
            TWICESHY_DATABASE_URL=dsn,
            TWICESHY_BOOTSTRAP_API_KEY="twy_a-key-of-the-database-tests",
        ) as process,
    ):
        _, complaint = process.communicate(timeout=READY_SECONDS_MAX)
    assert process.returncode == 1
    assert complaint.startswith("The database's tables belong to postgres, not to user of tests ")
    assert complaint.endswith("name their owner as the user in TWICESHY_DATABASE_URL.\n")
    assert complaint.count("\n") == 1
