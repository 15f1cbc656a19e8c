"""What people wrote, made fit to stand inside a document of ours: as HTML, and as Markdown.

Texts are CommonMark with tables and strikethrough; HTML in them stays text. Nothing in a text
reaches beyond it: no heading above its section's, no element or fence left open, no definition of a
link, nothing loaded.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from typing import Any, Final

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from api.link_definitions import definitions_in, in_full, swells

EXTENSIONS: Final = ["table", "strikethrough"]
MARKDOWN: Final = MarkdownIt("commonmark", {"html": False}).enable(EXTENSIONS)
# As those read Markdown to whom it is handed on: HTML counts, and can be left open.
FOREIGN: Final = MarkdownIt("commonmark", {"html": True}).enable(EXTENSIONS)
HEADING_MAX: Final = 6
LONG_CHARS_MIN: Final = 4_000
LONG_KEPT_MAX: Final = 32  # some 700 KB each at the most
TAGS: Final = {
    *("p", "br", "hr", "blockquote", "pre", "h3", "h4", "h5", "h6"),
    *("ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td"),
    *("a", "code", "em", "strong", "s", "del"),
}
CLEANER: Final = nh3.Cleaner(
    tags=TAGS,
    attributes={"a": {"href", "title"}, "ol": {"start"}},
    url_schemes={"http", "https", "mailto"},
    link_rel="noopener nofollow",
    url_relative="deny",
)
SIGNS: Final = re.compile(r"([\\`*_\[\]<>|~&$])")
SIGN_FIRST: Final = re.compile(r"^(\d+(?=[.)])|(?=[#+=-]))")
SENTINEL: Final = "the end of the text"


def html(text: str, level: int) -> Markup:
    """The text as HTML, its headings below `level`, each at most one deeper than the one before."""
    return (as_html if len(text) < LONG_CHARS_MIN else as_html_once)(text, level)


def contained(text: str, level: int) -> str:
    """The text as Markdown that ends where it ends, its headings below `level`, HTML as text.

    What would still reach beyond itself is shown as it is written, in a fence.
    """
    return (as_markdown if len(text) < LONG_CHARS_MIN else as_markdown_once)(text, level)


def as_html(text: str, level: int) -> Markup:
    env: dict[str, Any] = {}
    tokens = MARKDOWN.parse(text, env)
    if swells(text, definitions_in(env)):
        tokens = MARKDOWN.parse(fenced(text))
    lower(tokens, level)
    for token in tokens:
        token.children = [*without_images(token.children or ())] if token.children else None
    rendered = MARKDOWN.renderer.render(tokens, MARKDOWN.options, {})
    return Markup(CLEANER.clean(rendered))  # noqa: S704  that is what the cleaner is for


def lower(tokens: Sequence[Token], level: int) -> None:
    """Let the headings begin below `level` and leave out no step on the way down."""
    before = level
    for opening, closing in headings(tokens):
        before = min(level + int(opening.tag[1]), before + 1, HEADING_MAX)
        opening.tag = closing.tag = f"h{before}"


def headings(tokens: Sequence[Token]) -> Iterator[tuple[Token, Token]]:
    """The openings of headings with their ends, two tokens later."""
    for number, token in enumerate(tokens):
        if token.type == "heading_open":
            yield token, tokens[number + 2]


def without_images(tokens: Sequence[Token]) -> Iterator[Token]:
    """A link in the place of each image, so that reading the page asks no other host."""
    for token in tokens:
        if token.type != "image":
            yield token
            continue
        label = Token("text", "", 0, content=f"image: {token.content or token.attrs['src']}")
        link = Token("link_open", "a", 1, attrs={"href": token.attrs["src"]})
        yield from (link, label, Token("link_close", "a", -1))


def as_markdown(text: str, level: int) -> str:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    tokens = FOREIGN.parse("\n".join(lines))
    for token in tokens:
        if token.map is not None:
            rewrite(lines, token, level)
    for span, inner in tags(tokens):
        lines[slice(*span)] = without_tags("\n".join(lines[slice(*span)]), inner).split("\n")
    plain = in_full(FOREIGN, "\n".join(lines).strip("\n"))
    return plain if is_closed(plain) else fenced(plain)


# The longest texts take three seconds at the worst: they are read again, but not worked on again.
as_html_once: Final = lru_cache(LONG_KEPT_MAX)(as_html)
as_markdown_once: Final = lru_cache(LONG_KEPT_MAX)(as_markdown)


def rewrite(lines: list[str], token: Token, level: int) -> None:
    """Change the lines that `token` was read from, in place and not their number."""
    assert token.map is not None
    first, end = token.map
    if token.type == "heading_open" and token.level == 0:
        lines[first:end] = deeper(lines[first:end], token, level)
    elif token.type == "html_block":
        lines[first:end] = [line.replace("<", "\\<") for line in lines[first:end]]


def tags(tokens: Iterable[Token]) -> Iterator[tuple[Sequence[int], list[str]]]:
    """Lines that have HTML among their words, from and to, with the beginning of each tag.

    The cells of a row in a table come from the same line.
    """
    inline = (token for token in tokens if token.children)
    for span, together in groupby(inline, lambda token: token.map):
        children = (child for token in together for child in token.children or ())
        inner = [c.content.partition("\n")[0] for c in children if c.type == "html_inline"]
        if span and inner:
            yield span, inner


def without_tags(source: str, inner: Iterable[str]) -> str:
    """The lines with the tags in them as text, one after the other: each is looked for once."""
    done, parts = 0, list[str]()
    for tag in inner:
        found = source.find(tag, done)
        if found < 0:
            break
        parts += source[done:found], tag.replace("<", "\\<")
        done = found + len(tag)
    return "".join((*parts, source[done:]))


def deeper(lines: list[str], heading: Token, level: int) -> list[str]:
    """The lines of a heading with its mark lengthened by `level`."""
    underlined = heading.markup in {"=", "-"}
    words = " ".join(line.strip() for line in (lines[:-1] if underlined else lines))
    marks = "#" * min(level + int(heading.tag[1]), HEADING_MAX)
    return [f"{marks} {words.lstrip('#').strip()}", *[""] * (len(lines) - 1)]


def is_closed(text: str) -> bool:
    """Whether there is no HTML in the text, no definition, and what follows it begins anew."""
    env: dict[str, Any] = {}
    tokens = FOREIGN.parse(f"{text}\n\n# {SENTINEL}\n", env)
    if definitions_in(env):
        return False
    inner = (child for token in tokens for child in token.children or ())
    if any(token.type.startswith("html_") for token in (*tokens, *inner)):
        return False
    last = [(token.type, token.level, token.content) for token in tokens[-3:-1]]
    return last == [("heading_open", 0, ""), ("inline", 1, SENTINEL)]


def fenced(text: str) -> str:
    longest = max((len(ticks) for ticks in re.findall("`+", text)), default=0)
    fence = "`" * max(longest + 1, 3)
    return f"{fence}text\n{text}\n{fence}"


def escaped(text: str) -> str:
    """One line of plain text, so that Markdown shows it as it is."""
    line = " ".join(text.split())
    return SIGN_FIRST.sub(r"\1\\", SIGNS.sub(r"\\\1", line))
