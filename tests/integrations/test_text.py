"""Hostile text, judged by renderers of others: CommonMark, and the Jira stand-in's wiki markup."""

import html
import re
from datetime import date
from typing import Final
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jira820.render import render_wiki  # type: ignore[import-untyped]
from markdown_it import MarkdownIt

from domain.tracker import TrackerKind
from integrations import text
from integrations.destination import Destination
from integrations.markers import comment, label, marker_for
from integrations.standard import open_tracker
from integrations.tracker import Content, Tracker
from tests.integrations.house import OPEN

ACTION: Final = UUID(int=7)
MARKER: Final = marker_for(b"secret", ACTION)
COMMONMARK: Final = MarkdownIt("commonmark", {"html": True})

PINGS: Final = re.compile(r"(?<![A-Za-z0-9])@[A-Za-z0-9]")
REFERS: Final = re.compile(r"#\d|\bGH-\d|/(?:issues|pull|discussions)/\d", re.IGNORECASE)
HARMS: Final = re.compile(r"<(?:img|script|iframe|style|svg|input)\b", re.IGNORECASE)
REMOTE: Final = re.compile(r"<img src=.(?:[a-z][a-z0-9+.-]*:|/)", re.IGNORECASE)

PIECES: Final = st.sampled_from(
    [
        *"@#<>&;!()[]{}\\*_`~|/:-\n\r\t\x00\u202e '\"",
        "bob",
        "12",
        "org/team",
        "fixes #12",
        "GH-12",
        "&#64;",
        "&commat;",
        "&lt;",
        "<!--",
        "-->",
        "<img src=http://e/x.png>",
        "![x](http://e/x.png)",
        "![x][y]",
        "https://github.com/o/r/issues/12",
        "[~bob]",
        "{code}",
        "{html}",
        "!http://e/x.png!",
        "```",
        "> ",
        "# ",
        "\u2060",
        "é",
        "漢",
        "😀",
        "closes ",
        "@team/x",
        "{quote}",
        "[x|http://e]",
        "\n\n",
    ]
)
HOSTILE: Final = st.lists(PIECES, max_size=30).map("".join)


def adapter(kind: TrackerKind) -> Tracker:
    return open_tracker(
        Destination(kind, "https://tracker.example", "o/r", secret=lambda: "x", door=OPEN)
    )


GITHUB, JIRA = adapter(TrackerKind.GITHUB), adapter(TrackerKind.JIRA)


def content(title: str, details: str) -> Content:
    return Content(ACTION, "ACT-7", title, details, (("Owner", details),), date(2031, 2, 3))


def seen_by_a_reader(rendered: str) -> str:
    """The text that GitHub searches for mentions and references: what stands between the tags."""
    return html.unescape(re.sub(r"<!--.*?-->|<[^>]*>", "\x01", rendered, flags=re.DOTALL))


@given(HOSTILE)
def test_nothing_in_markdown_pings_refers_or_loads(details: str) -> None:
    rendered = COMMONMARK.render(GITHUB.draft(content("t", details), MARKER).block)
    seen = seen_by_a_reader(rendered)
    assert not PINGS.search(seen)
    assert not REFERS.search(seen)
    assert not HARMS.search(rendered)


@given(HOSTILE)
def test_nothing_in_wiki_markup_pings_or_runs_a_macro(details: str) -> None:
    rendered = render_wiki(JIRA.draft(content("t", details), MARKER).block)
    assert not REMOTE.search(rendered)
    assert "user-hover" not in rendered
    assert "<pre" not in rendered


@given(HOSTILE, HOSTILE)
def test_a_block_is_found_again_whatever_is_in_and_around_it(inside: str, around: str) -> None:
    begin, end = "<!-- begin -->", comment(MARKER)
    block = f"{begin}\n{text.markdown(inside)}\n{end}"
    body = text.with_block(text.markdown(around), block, begin, end)
    found = text.block_in(body, begin, end)
    assert found is not None
    assert text.same(found, block)
    assert text.with_block(body, block, begin, end) == body


@given(HOSTILE, st.integers(2, 300))
def test_a_title_is_one_short_line_that_pings_nobody(title: str, chars_max: int) -> None:
    line = text.one_line(title, chars_max=chars_max)
    assert text.length(line) <= chars_max
    assert "\n" not in line
    assert not PINGS.search(line)


@given(HOSTILE, st.integers(100, 400))
def test_what_is_too_long_is_cut_and_says_so(details: str, chars_max: int) -> None:
    cut = text.fitted(details * 9, text.wiki, chars_max=chars_max)
    assert text.length(cut) <= chars_max
    assert cut == text.wiki(details * 9) or cut.endswith(text.CUT_NOTE)


@given(st.text(max_size=400), st.integers(2, 300))
def test_a_title_fits_as_the_trackers_count(title: str, chars_max: int) -> None:
    assert text.length(text.one_line(title, chars_max=chars_max)) <= chars_max


def test_a_title_loses_no_more_than_it_must() -> None:
    line = text.one_line("😀" * 200, chars_max=255)
    assert text.length(line) >= 253
    assert line.endswith("😀…")


def test_a_text_without_triggers_stays_as_it_is() -> None:
    plain = "Cap the retries at 3 (ana@example.com), see https://example.com/a?b=1&c=2 #later"
    assert text.markdown(plain) == plain


@pytest.mark.parametrize("tracker", [GITHUB, JIRA])
def test_a_title_of_nothing_falls_back_to_the_reference(tracker: Tracker) -> None:
    assert tracker.draft(content(" \x00\u202e ", ""), MARKER).title == "ACT-7"


def test_a_forged_end_inside_the_text_does_not_end_the_block() -> None:
    forged = f"before {comment(MARKER)} after"
    block = GITHUB.draft(content("t", forged), MARKER).block
    assert block.count(comment(MARKER)) == 1
    assert block.endswith(comment(MARKER))


def test_a_marker_belongs_to_one_action_and_one_installation() -> None:
    spelled = {
        label(marker_for(secret, action))
        for secret in (b"one", b"two")
        for action in (UUID(int=1), UUID(int=2))
    }
    assert len(spelled) == 4
    assert all(re.fullmatch(r"twiceshy-[0-9a-f]{40}", one) for one in spelled)
