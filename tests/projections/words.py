"""Who and what an organization of the tests is made of."""

from typing import Final

PEOPLE: Final = tuple(f"{name}@example.com" for name in ("ana", "ben", "cem", "dia", "eva"))
GUESTS: Final = ("fay@example.com", "gus@example.com")
TEAMS: Final = ("risk", "evals", "support")
FEATURES: Final = ("support assistant", "draft assistant", "search", "triage")
LABELS: Final = ("eu", "billing", "enterprise", "beta")
WORDS: Final = ("assistant", "invented", "refund", "policy", "tokens", "doubled", "overnight")
