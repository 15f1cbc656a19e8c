"""A text as the blame rules see it: one tag per word, so that a rule is a regular expression.

Every word belongs to some kinds (see blame_lexicon.py). Each set of kinds that occurs has one
character, its tag, and a page becomes a string of tags. Code, addresses of
pages and long quotations count as one word of no kind: what they say was not said by the writer.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from typing import Final

from msgspec import Struct

from domain.blame_lexicon import LEXICON, shape
from domain.blame_names import EVERYDAY, GIVEN, IMPERSONAL, TEAMS, TOOL_LIKE

# Linear in the text: no two parts that stand side by side match the same character, or the first
# is possessive or bounded.
PARTS: Final = re.compile(
    r"""
    ([ ]?)
    ( [A-Za-z]++(?=[ ,\n]) | ,
    | ```[\s\S]*?(?:```|\Z) | `[^`\n]+` | <!--[\s\S]*?(?:-->|\Z)
    | https?://\S+ | \n[ \t]*+>[^\n]*
    | "[^"\n]{25,}" | “[^“”\n]{25,}”
    | [\w.+-]{1,64}+@[\w-]+(?:\.[\w-]+)++ | @\w[\w.-]*
    | (?:e\.g|i\.e|etc|vs|cf|approx|Dr|Mr|Mrs|Ms|a\.m|p\.m)\.
    | \d[\d.,:%]*\d | \w+(?:['-]\w+)*+(?:(?<=s)'(?=\ ))?
    | [.!?]++(?=[\s"'”)\]*_]|\Z)
    | \n[ \t]*+(?=[\n*+•|\#-]|\d{1,2}[.):]|\Z) | [|•]
    | \]\([^()\s]{0,500}+\) | [;:()\[\]"“”=\u2013—] | (?<=\s)-+(?=\s)
    )
    """,
    re.VERBOSE,
)
PIECES_CHARS_MAX: Final = 400
TOKEN_CHARS_MAX: Final = 80  # what a longer one is, its beginning tells; some are kept
SPLIT_CHARS_MAX: Final = 4_000
REACHING: Final = re.compile('[`"“<>]')
CLOCK: Final = re.compile(r"\d{1,2}:\d\d")
LEAD: Final = "\n\n"  # so that a page begins as its lines do

PUNCTUATION: Final = {
    ",": "comma",
    ";": "semi",
    ":": "colon",
    "=": "colon",
    "(": "open",
    "[": "open",
    ")": "close",
    "]": "close",
    '"': "quote",
    "“": "quote",
    "”": "quote",
    "\u2013": "dash",
    "—": "dash",
}
GROUPED: Final = TEAMS | {word for word in LEXICON if "department" in LEXICON[word]}
FAULT: Final = frozenset({"fault.past", "fault.part", "ed", "part"})
POSSESSIVE: Final = (
    *("name", "role", "role.loose", "role.qualified", "roles", "team", "org", "someone", "user"),
)


class Page(Struct, frozen=True):
    """`tags` holds one character for each of `tokens`.

    `parts` is the whole text in pieces: before each token what is none, and a space or nothing.
    """

    text: str
    parts: list[str]
    tokens: list[str]
    tags: str

    def spans(self, places: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
        """Where a first to a last token stand in the text, for such places in order and apart."""
        done, at = 0, -len(LEAD)
        for first, last in places:
            begin, end = 3 * first + 2, 3 * last + 3
            start = at + width(self.parts[done:begin])
            done, at = end, start + width(self.parts[begin:end])
            yield max(0, start), at


def width(parts: list[str]) -> int:
    return len("".join(parts))


def page(text: str, people: Collection[str]) -> Page:
    known = roster(tuple(people))
    parts = apart(framed(text))
    tokens = parts[2::3]
    if max(map(len, tokens), default=0) > TOKEN_CHARS_MAX:
        tokens = [token[:TOKEN_CHARS_MAX] for token in tokens]
    return Page(text, parts, tokens, "".join([known.get(one) or tag(one) for one in tokens]))


def apart(text: str) -> list[str]:
    """As PARTS.split, but nobody waits for more than a few thousand characters at a time.

    A split is one call, during which no other thread runs.
    """
    if len(text) <= SPLIT_CHARS_MAX:
        return PARTS.split(text)
    parts, end = list[str](), 0
    for part in PARTS.finditer(text):
        parts += (text[end : part.start()], part[1], part[2])
        end = part.end()
    return [*parts, text[end:]]


def pieces(text: str) -> list[str] | None:
    """Pieces that, each read alone, have every tag that the text has; None where none are known.

    No token reaches over white space, but for ends of lines, which every piece has, and for what
    begins with a quotation mark or the like.
    """
    return None if len(text) > PIECES_CHARS_MAX or REACHING.search(text) else text.split()


def tags_of(piece: str) -> str:
    """The tags of a piece of text in which nobody is known by name."""
    return "".join([tag(token[:TOKEN_CHARS_MAX]) for token in PARTS.split(framed(piece))[2::3]])


def framed(text: str) -> str:
    """The text between line feeds, of the same length otherwise, with typewriter's apostrophes."""
    straight = text.replace("\u2019", "'").replace("\u2018", "'")
    return f"{LEAD}{straight}\n"


@lru_cache(maxsize=256)
def roster(people: tuple[str, ...]) -> dict[str, str]:
    """The tag of a name for every way of writing one of these people."""
    team = TAGS[frozenset({"org"})]
    name, possessive = TAGS[frozenset({"name"})], TAGS[frozenset({"name.s"})]
    written = {way for person in people for way in ways(person)}
    teams = {word for person in people if is_group(person) for word in person.split()}
    return (
        dict.fromkeys((word for word in teams if word[0].isupper() and is_unknown(word)), team)
        | dict.fromkeys(written, name)
        | {f"{way}'s": possessive for way in written}
    )


def is_unknown(word: str) -> bool:
    return word.lower() not in LEXICON and word not in GIVEN


def ways(person: str) -> Iterator[str]:
    """Names and parts of names, e-mail addresses and handles, as a text may spell them."""
    local = person.strip("@").partition("@")[0]
    if is_group(person):
        return
    yield from (person, person.lower()) if "@" in person.strip("@") else (person,)
    for part in {*re.split(r"[\s,()<>]+", local), *re.split(r"[\s._+,()<>-]+", local)}:
        yield from parts(part)
        yield from parts(unaccented(part))
    yield f"@{local.lower()}"


def is_group(person: str) -> bool:
    """Whether an entry of a roster is an office, or a team by its name: "Search Quality"."""
    words = re.split(r"[\s._+,()<>-]+", person.strip("@").partition("@")[0])
    named = {word.lower() for word in words}
    if "@" in person or not GIVEN.isdisjoint(words):
        return IMPERSONAL.issuperset(named)
    return IMPERSONAL.issuperset(named) or not GROUPED.isdisjoint(named)


def unaccented(word: str) -> str:
    """Lucía as a keyboard without accents has her: Lucia."""
    letters = unicodedata.normalize("NFKD", word)
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def parts(part: str) -> Iterator[str]:
    """One name in the ways it is spelled, unless it is rather an office's or a tool's."""
    if len(part) < 2 or part.lower() in IMPERSONAL | TOOL_LIKE or part.isdigit():  # noqa: PLR2004
        return
    yield from (part.capitalize(), part, f"@{part.lower()}", part.upper())
    if part.lower() not in LEXICON and part.lower() not in EVERYDAY:
        yield part.lower()


@lru_cache(maxsize=8192)
def tag(token: str) -> str:
    """The tag of a token that is not on the roster."""
    return TAGS.get(kinds(token), WORD)


def kinds(token: str) -> frozenset[str]:
    word = token.strip("_")
    if word in PUNCTUATION:
        return frozenset({PUNCTUATION[word]})
    if word not in GIVEN and (known := LEXICON.get(word) or LEXICON.get(word.lower())):
        return known | {"org"} if word[0].isupper() and "department" in known else known
    if word.endswith("s'"):
        return possessive(kinds(word[:-1]))
    if word.endswith("'s"):
        return possessive(kinds(word[:-2]))
    return unknown(word)


def possessive(owner: frozenset[str]) -> frozenset[str]:
    owners = {f"{kind}.s" for kind in POSSESSIVE if kind in owner}
    return frozenset(owners or {"thing.s"})


def unknown(token: str) -> frozenset[str]:
    """The kinds of a token that the lexicon does not hold, by how it looks."""
    match token[:1]:
        case first if first.isdigit() or "_" in token:
            return frozenset({"number", "clock"} if CLOCK.match(token) else {"number"})
        case "`" | "<" | '"' | "“":
            return frozenset({"opaque"})
        case "\n" | "." | "!" | "|" | "•" | "":
            return frozenset({"question", "stop"} if "?" in token else {"stop"})
        case "?":
            return frozenset({"question", "stop"})
        case "]":
            return frozenset({"close"})
        case "-":
            return frozenset({"dash"})
        case "@":
            return frozenset({"opaque" if token[1:].lower() in IMPERSONAL else "name"})
        case _:
            return spelled(token)


def spelled(token: str) -> frozenset[str]:
    if "@" in token:
        return frozenset({"opaque" if token.partition("@")[0].lower() in IMPERSONAL else "name"})
    if "://" in token:
        return frozenset({"opaque"})
    if token in GIVEN:
        return frozenset({"name"})
    if token.lower().startswith("mis") and past(token.lower()[3:].lstrip("-")):
        return FAULT
    if token.lower().startswith(("re", "over", "under", "un")) and any(
        past(token.lower().removeprefix(prefix)) for prefix in ("re", "over", "under", "un")
    ):
        return frozenset({"past"})
    return shape(token.lower()) or frozenset({"proper" if token[0].isupper() else "word"})


def past(word: str) -> bool:
    return word.endswith("ed") or "past" in LEXICON.get(word, ())


def tags() -> dict[frozenset[str], str]:
    """One character for each set of kinds that a token can have."""
    single = [
        *PUNCTUATION.values(),
        *(
            "stop",
            "dash",
            "opaque",
            "name",
            "name.s",
            "number",
            "proper",
            "word",
            "past",
            "thing.s",
        ),
    ]
    sets = {frozenset({kind}) for kind in single} | set(LEXICON.values())
    sets |= {kinds | {"org"} for kinds in sets if "department" in kinds}
    sets |= {possessive(kinds) for kinds in sets}
    sets |= {frozenset({"question", "stop"}), shape("walked"), shape("walking"), shape("sadly")}
    sets |= {FAULT, frozenset({"number", "clock"})}
    ordered = sorted(sets, key=sorted)
    return {kinds: chr(0x100 + number) for number, kinds in enumerate(ordered)}


TAGS: Final = tags()
WORD: Final = TAGS[frozenset({"word"})]
