"""Child processes of the embedded PostgreSQL: how they start, how they end, who they are."""

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from api.embedded_files import Account
from api.orphans import ended_with_parent


def child_options(account: Account | None) -> dict[str, Any]:
    """How every child is started: on its own, as `account`, and not to outlive its owner.

    A process group of its own keeps the terminal's Ctrl-C away from it.
    """
    options: dict[str, Any] = {
        "stdin": subprocess.DEVNULL,
        "cwd": "/",
        "process_group": 0,
        "preexec_fn": ended_with_parent(signal.SIGINT),
    }
    if account is not None:
        options |= {"user": account.uid, "group": account.gid, "extra_groups": []}
    return options


def initialise(
    binaries: Path, pgdata: Path, account: Account | None, lock: int, *, is_durable: bool
) -> str | None:
    """Run initdb on the empty folder `pgdata`; what it said, where it failed.

    It holds `lock`, a descriptor, as well: outliving a killed owner for a moment, it writes and at
    last removes files in `pgdata`, where the next owner must not be at work by then.
    """
    command = [str(binaries / "initdb"), "-D", str(pgdata), "-U", "postgres"]
    command += ["--encoding=UTF8", "--locale=C", "--auth-local=trust", "--auth-host=reject"]
    command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    done = subprocess.run(  # noqa: S603  our own binary, our own arguments
        command + ([] if is_durable else ["--no-sync"]),
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        pass_fds=(lock,),
        **child_options(account),
    )
    return done.stdout.decode(errors="replace") if done.returncode else None


def serves(pid: int, pgdata: Path) -> bool:
    """Whether the process `pid` is alive and a PostgreSQL on `pgdata`."""
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except FileNotFoundError:
        if sys.platform == "linux":
            return False
        asked = subprocess.run(  # noqa: S603
            ["/bin/ps", "-ww", "-o", "command=", "-p", str(pid)], check=False, capture_output=True
        )
        command = asked.stdout
    return os.fsencode(pgdata) in command


def end(process: subprocess.Popen[bytes], seconds_max: float) -> None:
    """Fast shutdown; then immediate, which costs a recovery at the next start; then kill."""
    steps = ((signal.SIGINT, 0.8), (signal.SIGQUIT, 0.15), (signal.SIGKILL, 0.05))
    for number, share in steps:
        with suppress(subprocess.TimeoutExpired):
            process.send_signal(number)
            process.wait(seconds_max * share)
            return
