"""Every benchmark on one server, one after another: `make bench`.

python -m benchmarks [append|rebuild|http|mirror ...]
"""

import platform
import sys
from collections.abc import Callable, Mapping
from typing import Final

import psutil

from benchmarks import append, http, mirror, rebuild
from benchmarks.databases import server
from benchmarks.table import Row, render

BENCHMARKS: Final[Mapping[str, Callable[[str], list[Row]]]] = {
    "append": append.run,
    "rebuild": rebuild.run,
    "http": http.run,
    "mirror": mirror.run,
}


def main(names: list[str]) -> None:
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        raise SystemExit(f"There are: {', '.join(BENCHMARKS)}.")
    memory = psutil.virtual_memory().total / 2**30
    print(f"{platform.machine()}, {psutil.cpu_count()} CPUs, {memory:.0f} GiB,", end=" ")
    print(f"Python {platform.python_version()}\n")
    with server() as dsn:
        for name in names or BENCHMARKS:
            print(f"measuring {name} ...", file=sys.stderr)
            print(render(BENCHMARKS[name](dsn)), end="\n\n", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
