"""Start and stop the stand-ins that others wrote: `emulate` for GitHub, `jira820` for Jira.

Each binds 127.0.0.1 on a port that was free a moment ago, keeps its state in memory and ends with
the block that started it, or with the process.
"""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import yaml
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from api.orphans import ended_with_parent
from tests.standins.node import EMULATE, NODE

START_SECONDS_MAX: Final = 30.0
POLL_SECONDS: Final = 0.02

GITHUB_TOKEN: Final = "tok_admin_of_the_stand_in"
# More tokens of the same account: the stand-in, like GitHub, allows each 5,000 calls an hour.
GITHUB_ALIASES: Final = tuple(f"tok_admin_of_the_stand_in_{n}" for n in range(12))
GITHUB_STRANGER: Final = "tok_alice_of_the_stand_in"
REPOSITORY: Final = "acme/actions"
PROJECT: Final = "POST"


APP_ID, INSTALLATION_ID = 4711, 100
APP_KEY: Final = (
    rsa.generate_private_key(public_exponent=65_537, key_size=2_048)
    .private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    .decode()
)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@asynccontextmanager
async def github_stand_in(folder: Path, port: int, base_url: str) -> AsyncIterator[None]:
    """Serve GitHub's API. Its answers name `base_url`, which must be what the client calls."""
    seed = folder / f"emulate-{port}.yaml"
    seed.write_text(yaml.safe_dump(_github_seed(base_url)))
    command = [str(NODE), str(EMULATE), "start", "--service", "github", "--port", str(port)]
    command += ["--host", "127.0.0.1", "--base-url", base_url, "--seed", str(seed)]
    async with _served(command, port, os.environ):
        yield


@asynccontextmanager
async def jira_stand_in(folder: Path, port: int) -> AsyncIterator[None]:
    """Serve Jira Data Center's API."""
    config = folder / f"jira820-{port}.yaml"
    config.write_text(yaml.safe_dump(JIRA_SEED))
    told = {"JIRA820_HOST": "127.0.0.1", "JIRA820_PORT": str(port), "JIRA820_CONFIG": str(config)}
    async with _served([sys.executable, "-m", "jira820"], port, os.environ | told):
        yield


@asynccontextmanager
async def _served(
    command: Sequence[str], port: int, environment: "os._Environ[str] | dict[str, str]"
) -> AsyncIterator[None]:
    quiet = asyncio.subprocess.DEVNULL
    process = await asyncio.create_subprocess_exec(
        *command,
        env=dict(environment),
        stdin=quiet,
        stdout=quiet,
        stderr=quiet,
        preexec_fn=ended_with_parent(signal.SIGKILL),
    )
    try:
        async with asyncio.timeout(START_SECONDS_MAX):
            while not await _listens(port):
                if process.returncode is not None:
                    raise RuntimeError(f"{command[1]} ended with {process.returncode}")
                await asyncio.sleep(POLL_SECONDS)
        yield
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def _listens(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    return True


def _github_seed(base_url: str) -> dict[str, object]:
    admin = {"login": "octocat", "scopes": ["repo", "user", "admin:org"]}
    return {
        "tokens": {
            GITHUB_TOKEN: admin,
            GITHUB_STRANGER: {"login": "alice", "scopes": ["repo"]},
            **dict.fromkeys(GITHUB_ALIASES, admin),
        },
        "github": {
            "apps": [
                {
                    "app_id": APP_ID,
                    "slug": "twiceshy",
                    "name": "Twiceshy",
                    "private_key": APP_KEY,
                    "permissions": {"issues": "write", "metadata": "read"},
                    "installations": [{"installation_id": INSTALLATION_ID, "account": "acme"}],
                }
            ],
            "baseUrl": base_url,
            "users": [{"login": "octocat"}, {"login": "alice"}],
            "orgs": [
                {
                    "login": "acme",
                    "members": [
                        {"login": "octocat", "role": "admin"},
                        {"login": "alice", "role": "member"},
                    ],
                }
            ],
            "repos": [{"owner": "acme", "name": "actions", "auto_init": True}],
        },
    }


JIRA_SEED: Final = {
    "project_key": PROJECT,
    "project_name": "Postmortem actions",
    "modules": ["Web"],
    "epics_per_module": 0,
    "standalone_per_module": 0,
    "history_per_module": 0,
    "sprints_per_scrum_board": 0,
    "statuses": [
        ["To Do", "todo", "1"],
        ["In Progress", "inprogress", "3"],
        ["Done", "done", "10002"],
        ["Cancelled", "done", "10003"],
    ],
    "transition_scheme": {
        "To Do": ["In Progress", "Cancelled"],
        "In Progress": ["To Do", "Done"],
        "Done": ["To Do"],
        "Cancelled": ["To Do"],
    },
}
