"""Text of ours in somebody else's tracker: made harmless, cut to size, kept inside our own block.

Postmortems quote prompts, injected text and user input. None of it may ping a person, refer to or
close another ticket, load a remote image or run a macro. U+2060 (word joiner) after a trigger
character breaks the trigger in Markdown and in code alike and is not seen by a reader.
"""

import re
import unicodedata
from collections.abc import Callable
from typing import Final

JOINER: Final = "\u2060"
ELLIPSIS: Final = "…"
CUT_NOTE: Final = "\n\n… (shortened here; the whole text is in Twiceshy)"

# Control characters except line feed and tab, and the marks that reorder text on screen.
_UNSEEN: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
# GitHub pings `@name` after anything that is no letter or digit; an address, a@b, stays whole.
_MENTION: Final = re.compile(r"(?<![A-Za-z0-9])@")
_MARKDOWN: Final = re.compile(
    r"<|#(?=\d)|&(?=#?\w+;)|!(?=\[)|GH-(?=\d)|/(?:issues|pull|discussions)/(?=\d)", re.IGNORECASE
)
_WIKI: Final = re.compile(r"[{}\[\]!]")


def plain(text: str) -> str:
    """Normalise line ends and letters, and drop what cannot be seen."""
    return _UNSEEN.sub("", unicodedata.normalize("NFC", _lines(text)))


def one_line(text: str, *, chars_max: int) -> str:
    """Make a title: one line, single spaces, no pings, at most `chars_max` characters."""
    line = _MENTION.sub(f"@{JOINER}", " ".join(plain(text).split()))
    if length(line) <= chars_max:
        return line
    while length(line) > chars_max - 1:
        line = line[: len(line) - max((length(line) - chars_max) // 2, 1)]
    return line.rstrip() + ELLIPSIS


def length(text: str) -> int:
    """Characters as the trackers count them: in UTF-16, where most emoji are two."""
    return len(text.encode("utf-16-le", errors="replace")) // 2


def markdown(text: str) -> str:
    """Make text harmless in GitHub's Markdown."""
    return _MENTION.sub(f"@{JOINER}", _MARKDOWN.sub(lambda hit: hit[0] + JOINER, plain(text)))


def wiki(text: str) -> str:
    """Make text harmless in Jira's wiki markup (API v2, Cloud and Data Center).

    A backslash is written as an entity, since two of them are a line break and end the escape.
    """
    escaped = _WIKI.sub(lambda hit: f"\\{hit[0]}{JOINER}", plain(text).replace("\\", "&#92;"))
    return _MENTION.sub(f"@{JOINER}", escaped)


def fitted(text: str, escape: Callable[[str], str], *, chars_max: int) -> str:
    """Escape text, shortened so that the result has at most `chars_max` characters."""
    kept, escaped = text, escape(text)
    while length(escaped) > chars_max:
        kept = kept[: max(len(kept) * (chars_max - len(CUT_NOTE)) // length(escaped) - 1, 0)]
        escaped = escape(kept).rstrip() + CUT_NOTE
    return escaped


def quoted(text: str, prefix: str = "> ") -> str:
    """Put a prefix before each line, so that an open code fence ends with the quotation."""
    return "\n".join(f"{prefix}{line}".rstrip() for line in text.split("\n"))


def block_in(body: str, begin: str, end: str) -> str | None:
    """Find our block in a ticket's body; None when either of its ends is missing."""
    span = _span(body, begin, end)
    return None if span is None else _lines(body)[span[0] : span[1]]


def with_block(body: str, block: str, begin: str, end: str) -> str:
    """Put our block where the old one stands, or after everything when there is none."""
    theirs, span = _lines(body), _span(body, begin, end)
    if span is None:
        return f"{theirs.rstrip()}\n\n{block}" if theirs.strip() else block
    return theirs[: span[0]] + block + theirs[span[1] :]


def same(left: str, right: str) -> bool:
    """Compare two texts as a tracker may return them: line ends and outer white space aside."""
    return _settled(left) == _settled(right)


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _settled(text: str) -> str:
    return "\n".join(line.rstrip() for line in plain(text).strip().split("\n"))


def _span(body: str, begin: str, end: str) -> tuple[int, int] | None:
    text = _lines(body)
    stop = text.find(end)
    start = text.rfind(begin, 0, stop) if stop >= 0 else -1
    return (start, stop + len(end)) if start >= 0 else None
