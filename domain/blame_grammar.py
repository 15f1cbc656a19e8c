"""Rules as a person writes them, made into regular expressions over tags (see blame_text.py).

`<a|b>` is a word of either kind, `<^a b>` of none, `<=word>` that word; the rest is as in any
regular expression. Of each rule it is also known which words it cannot do without, so that most
rules need not be tried at all.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, cached_property
from itertools import chain
from typing import Final

from domain.blame_text import TAGS, tag

ALL: Final = frozenset(TAGS.values())
SIGNS: Final[Mapping[str, set[str]]] = {kind: set() for kinds in TAGS for kind in kinds}
for _kinds, _sign in TAGS.items():  # the tags of each kind
    for _kind in _kinds:
        SIGNS[_kind].add(_sign)
# Many sentences have some of these words: a rule is better known by another of its words.
COMMON_WORDS: Final = """
    thing Thing walked walking 7 . , : ( ) the a this to of and in on for with from by at as that
    was is were are be had has it its we an after when which not no off up out back over one did
    made took set turned let left gave looked error errors waiting
"""
COMMON: Final = frozenset(map(tag, COMMON_WORDS.split()))
COMMON_COST: Final = 30
NAMES: Final = tag("Tom") + tag("Tom's")  # which any word may turn out to be
NAMES_COST: Final = 1_000
NEEDS_MAX: Final = 3
Need = frozenset[str]  # tags, of which a match holds at least one
STRAY: Final = re.compile(r"(?<!\(\?)<|=[a-z]+|[a-z]+\|")
PIECE: Final = re.compile(
    r"""
      (?P<sign>\[\^?[^\]]+\])
    | (?P<look>\(\?<?[=!])
    | (?P<group>\(\?:|\(\?P<\w+>)
    | (?P<bar>\|)
    | (?P<optional>[?*]|\{0,\d*\})
    | (?P<close>\))
    """,
    re.VERBOSE,
)


class Rule:
    """A rule that is compiled, which takes milliseconds, when it is first tried: most never are.

    Raises:
        LookupError: at once, where the rule is misspelled; see `translated`.
    """

    def __init__(self, rule: str) -> None:
        self._translated = translated(rule)

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        return re.compile(self._translated, re.VERBOSE)


def grammar(rule: str) -> re.Pattern[str]:
    """Compile at once what is tried on every sentence."""
    return Rule(rule).compiled


def alternatives(rules: Iterable[str], before: str) -> re.Pattern[str]:
    """Compile rules into one pattern: the first that fits wins, and `lastindex` is its number.

    The groups stand at the ends, so that a look at the first word rules out most of the rules.
    """
    ways = (f"{translated(rule)}()" for rule in rules)
    return re.compile(f"{translated(before)}(?:{'|'.join(ways)})", re.VERBOSE)


def hint(rule: str) -> re.Pattern[str]:
    """One tag that the rule needs, to look for before the rule itself."""
    return re.compile(f"[{''.join(needed(rule)[0])}]")


def translated(rule: str) -> str:
    """The rule with tags for its kinds of words.

    Raises:
        LookupError: something is left that is neither a kind of words nor of a regular expression.
    """
    found = re.sub(r"<([^<>]+)>", lambda kind: tag_class(kind[1]), rule)
    if left := STRAY.search(found):
        raise LookupError(f"{left[0]!r} in {rule!r} is no kind of words")
    return found


@cache
def tag_class(wanted: str) -> str:
    if wanted.startswith("^"):
        return f"[^{characters(wanted[1:].split())}]"
    return f"[{characters(''.join(wanted.split()).split('|'))}]"


def characters(wanted: list[str]) -> str:
    """Those tags whose kinds hold one of these.

    Raises:
        LookupError: no word is of such a kind, so that the rule is misspelled.
    """
    return "".join(sorted(set[str]().union(*(SIGNS[kind] for kind in wanted))))


def needed(rule: str) -> tuple[Need, ...]:
    """What the rule cannot do without, as NEEDS_MAX needs, the rarest first."""
    found = sorted(needs(PIECE.finditer(translated(rule))), key=cost)
    return (*found, *[ALL] * NEEDS_MAX)[:NEEDS_MAX]


def needs(pieces: Iterator[re.Match[str]]) -> list[Need]:
    """All that is needed by what stands between two parentheses."""
    ways: list[list[list[Need]]] = [[]]
    for piece in pieces:
        match piece.lastgroup:
            case "sign":
                ways[-1].append([signs(piece[0])])
            case "group":
                ways[-1].append(needs(pieces))
            case "look":
                needs(pieces)
            case "bar":
                ways.append([])
            case "optional":
                ways[-1].pop()
            case _:
                break
    return either([[*chain.from_iterable(way)] for way in ways])


def either(ways: list[list[Need]]) -> list[Need]:
    """Of several ways to say it each needs something of its own: a match holds one of those."""
    if len(ways) == 1:
        return ways[0]
    return [frozenset().union(*(min(way, key=cost, default=ALL) for way in ways))]


@cache
def signs(written: str) -> Need:
    """The tags that a character class or one word of a rule stands for."""
    written = translated(written)
    found = frozenset(written.strip("[^]"))
    return ALL - found if written.startswith("[^") else found


def cost(need: Need) -> int:
    return len(need) + COMMON_COST * len(need & COMMON) + NAMES_COST * len(need & {*NAMES})
