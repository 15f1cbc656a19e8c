"""What people wrote stands inside a document of ours and reaches nowhere beyond."""

import re
from collections.abc import Callable
from html import unescape
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api import markup
from api.markup import CLEANER, contained, escaped, html, is_closed

PIECES: Final = st.sampled_from(
    [
        *("#", "a", "`", "```", "~~~", "<", "<b>", "<!--", "-->", "<?", "<![CDATA[", "<script>"),
        *("</div>", ">", "-", "1.", "[a]", "(b)", "![c](d)", "|", "---", "===", "\\", "&", "*"),
        *("_", "<x@y.example>", "<http://a.example>", "[a]: b", "[c]: <d> 'e'", "[f][c]"),
        *(" ", "    ", "\n", "\n\n", "\t", "\r", "\r\n", "é", "\0"),
    ]
)
TEXTS: Final = st.lists(PIECES, max_size=14).map("".join)


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<svg onload=alert(1)>",
        "<style>*{display:none}</style>",
        "<iframe src=https://evil.example></iframe>",
        '<meta http-equiv="refresh" content="0">',
        "</section></main><h1>out</h1>",
        "<!-- ",
        '<a href="https://evil.example" onclick="alert(1)">x</a>',
    ],
)
def test_html_in_a_text_is_text(text: str) -> None:
    tags = re.findall(r"<(/?\w+)", html(text, 2))
    assert set(tags) <= {"p", "/p"}
    assert "<" not in re.sub(r"\\<", "", contained(text, 2))


@pytest.mark.parametrize(
    "target",
    ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "vbscript:x", "file:///x"],
)
@pytest.mark.parametrize("form", ["[x]({})", "![x]({})", "<{}>", "[x][1]\n\n[1]: {}"])
def test_a_link_that_is_no_address_in_the_web_leads_nowhere(form: str, target: str) -> None:
    assert "href" not in html(form.format(target), 2)


def test_a_link_says_that_we_do_not_vouch_for_it() -> None:
    shown = html("[x](https://a.example 'y')", 2)
    assert 'href="https://a.example"' in shown
    assert 'rel="noopener nofollow"' in shown
    assert "href" not in html("[x](/v1/incidents)", 2)


def test_an_image_is_a_link_so_that_nothing_is_loaded() -> None:
    shown = html("![a *chart*](https://a.example/x.png)", 2)
    assert "<img" not in shown
    assert '<a href="https://a.example/x.png" rel="noopener nofollow">image: a *chart*</a>' in shown
    assert "image: https://a.example/x.png" in html("![](https://a.example/x.png)", 2)


def test_the_cleaner_alone_lets_nothing_through_that_runs_or_loads() -> None:
    evil = (
        '<p style="color:red" class="x" id="y" onclick="z()">a<script>b</script><img src=c>'
        '<a href="javascript:d()">e</a><svg><a href="https://f.example">g</a></svg></p>'
        "<form action=https://h.example><input name=i></form><style>j</style><base href=k>"
    )
    assert not re.findall(r"script|style|class|id=|on\w+=|src|svg|form|base", CLEANER.clean(evil))


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("# a\n\n### b\n\n# c", ["h3", "h4", "h3"]),
        ("###### a\n\n# b\n\n## c", ["h3", "h3", "h4"]),
        ("a\n===\n\nb\n---", ["h3", "h4"]),
        ("- x\n\n  # in a list", ["h3"]),
    ],
)
def test_headings_begin_below_the_section_and_leave_out_no_step(text: str, tags: list[str]) -> None:
    assert re.findall(r"<(h\d)", html(text, 2)) == tags


def test_a_heading_is_never_deeper_than_there_are() -> None:
    assert re.findall(r"<(h\d)", html("# a\n\n## b\n\n### c", 5)) == ["h6", "h6", "h6"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("# a\n\n## b #", "### a\n\n#### b #"),
        ("a\n===\nb", "### a\n\nb"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("\n\na\n\n", "a"),
        ("a <b>c</b>", "a \\<b>c\\</b>"),
        ("a <b>c\n<b>d</b> <b>", "a \\<b>c\n\\<b>d\\</b> \\<b>"),
        ("| <i> | <i> |\n|---|---|\n| <i> |", "| \\<i> | \\<i> |\n|---|---|\n| \\<i> |"),
        ("<div>\n*x*\n</div>", "\\<div>\n*x*\n\\</div>"),
        ("```\nopen", "````text\n```\nopen\n````"),
        ("| a |\n|---|\n| b |", "| a |\n|---|\n| b |"),
        ("<https://a.example>", "<https://a.example>"),
        ("[it][1] and [A]\n\n[1]: /b\n[a]: /c 'd'", '[it](</b>) and [A](</c> "d")'),
        ("`[1]` and [1][]\n\n[1]: /b\n[1]: /c", "`[1]` and [1](</b>)"),
        ("![x][1]\n\n[1]: /b\n\nc", "![x](</b>)\n\n\n\nc"),
        ("[1]: /b", ""),
        ("> [1]: /b\n\n[1]", "```text\n> [1]: /b\n\n[1]\n```"),
        ("[a] and [b][a]", "[a] and [b][a]"),
    ],
)
def test_a_text_stays_markdown_and_ends_where_it_ends(text: str, shown: str) -> None:
    assert contained(text, 2) == shown


def test_an_address_that_is_used_often_does_not_swell_the_page() -> None:
    text = f"[1]: https://{'a' * 20_000}.example\n\n" + "[1] " * 5_000
    for form in (html, contained):
        assert len(form(text, 2)) < 2 * len(text)


def test_a_text_full_of_tags_grows_by_a_sign_for_each() -> None:
    text = "a <b>\n" * 10_000
    assert contained(text, 2) == text.replace("<", "\\<").rstrip("\n")


@pytest.mark.parametrize("form", [html, contained])
def test_a_long_text_is_worked_on_once(form: Callable[[str, int], str]) -> None:
    text = f"# {form.__name__}\n\n" + "words " * 1_000
    assert form(text, 2) is form(text, 2)
    assert form(text, 3) != form(text, 2)


@given(TEXTS)
def test_no_text_swallows_what_follows_it(text: str) -> None:
    assert is_closed(contained(text, 2))


@given(TEXTS)
def test_whatever_is_written_only_known_elements_come_out(text: str) -> None:
    shown = html(text, 2)
    assert set(re.findall(r"<([a-z0-9]+)", shown)) <= markup.TAGS
    for tag in re.findall(r"<a [^>]*>", shown):
        assert 'rel="noopener nofollow"' in tag


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("# a", "\\# a"),
        ("1. a", "1\\. a"),
        ("- a", "\\- a"),
        ("2026-03-01", "2026-03-01"),
        ("a_b *c*", "a\\_b \\*c\\*"),
        ("a\n\nb", "a b"),
    ],
)
def test_plain_text_is_escaped_where_it_would_be_markdown(text: str, written: str) -> None:
    assert escaped(text) == written


@given(TEXTS)
def test_plain_text_is_shown_as_it_is(text: str) -> None:
    shown = markup.MARKDOWN.renderInline(escaped(text))
    assert unescape(shown) == " ".join(text.split()).replace("\0", "\ufffd")
