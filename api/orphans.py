"""Children that are not to outlive the process that started them, however it ended."""

import ctypes
import os
import signal
import sys
from collections.abc import Callable
from typing import Final

PR_SET_PDEATHSIG: Final = 1  # Source: linux/prctl.h


def ended_with_parent(number: signal.Signals) -> Callable[[], None] | None:
    """What a child runs between fork and exec, to get a signal when its parent dies.

    After a change of user, which would undo it. None where the system has no such thing.
    """
    if sys.platform != "linux":
        return None
    prctl, parent = ctypes.CDLL(None).prctl, os.getpid()

    def run() -> None:
        prctl(PR_SET_PDEATHSIG, number)
        if os.getppid() != parent:
            os._exit(1)

    return run
