"""What people are called by their work or their place, beyond the roles that the rules know.

Only the weighing of words asks for them (blame_tone.py). What programs are called as well (driver,
server, broker) is left out, and one of them with a capital may be a name: Baker, Mason.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final


def written(one: str) -> Iterator[tuple[str, str]]:
    """The ways an occupation is written, each with how it is weighed."""
    many = plural(one)
    yield one, "ROLE"
    yield f"{one}'s", "ROLE's"
    for word in (many, many.capitalize()):
        yield word, "ROLES"
        yield f"{word}'" if word.endswith("s") else f"{word}'s", "ROLES'"


def plural(one: str) -> str:
    if one.endswith("man"):
        return f"{one[:-3]}men"
    if one.endswith("fe"):
        return f"{one[:-2]}ves"
    if one.endswith("y") and one[-2] not in "aeiou":
        return f"{one[:-1]}ies"
    return f"{one}es" if one.endswith(("s", "sh", "ch", "x")) else f"{one}s"


LISTED: Final = Path(__file__).with_suffix(".txt").read_text("utf-8").split()
OCCUPATIONS: Final = {word: kind for one in LISTED for word, kind in written(one)}
