"""Links by definition, `[words][1]` with `[1]: https://a.example` elsewhere, written out in full.

A definition counts in the whole document that its text goes into, where another text has its own.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

from markdown_it import MarkdownIt
from markdown_it.common.utils import normalizeReference

# As long as ten texts of the greatest length: a long address that is used often can be gigabytes.
IN_FULL_CHARS_MAX: Final = 655_360
# An escaped sign and a span of code, which hold no link; else words in brackets, with their label.
USE: Final = re.compile(
    r"\\.|(?<!`)`++[^`]*+`++|\[(?P<words>[^\[\]]*)\](?:\[(?P<label>[^\[\]]*)\])?(?!\()"
)

Definitions = Mapping[str, Mapping[str, Any]]  # by label: `href`, `title`, and its lines as `map`


def definitions_in(env: Mapping[str, Any]) -> Definitions:
    """What the environment of a parser holds after it read a text."""
    found: Definitions = env.get("references", {})
    return found


def swells(text: str, definitions: Definitions) -> bool:
    """Whether the text may be too long with each of its links in full."""
    longest = max((len(one["href"]) + len(one["title"]) for one in definitions.values()), default=0)
    return text.count("[") * longest > IN_FULL_CHARS_MAX


def in_full(markdown: MarkdownIt, text: str) -> str:
    """The text without definitions; as it was, where it would show something else without them."""
    env: dict[str, Any] = {}
    tokens = markdown.parse(text, env)
    definitions = definitions_in(env)
    if not definitions or swells(text, definitions):
        return text
    lines = text.split("\n")
    for one in (*definitions.values(), *env.get("duplicate_refs", ())):
        first, end = one["map"]
        lines[first:end] = [""] * (end - first)
    alone = USE.sub(lambda use: link(use, definitions), "\n".join(lines)).strip("\n")
    shown = markdown.renderer.render(tokens, markdown.options, env)
    return alone if markdown.render(alone) == shown else text


def link(use: re.Match[str], definitions: Definitions) -> str:
    label = use["label"] or use["words"]
    found = definitions.get(normalizeReference(label)) if label else None
    if found is None:
        return use[0]
    title = re.sub(r'([\\"])', r"\\\1", found["title"])
    return f"[{use['words']}](<{found['href']}>" + (f' "{title}")' if title else ")")
