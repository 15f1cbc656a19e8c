"""The page of a postmortem in a real browser: on screens, on paper, and against hostile texts."""

import io
from itertools import pairwise
from typing import Final

import pytest
from pypdf import PdfReader

from tests.api.nodes import Node
from tests.api.world import begun, hours_later, noted
from tests.browser import tales
from tests.browser.reader import (
    DESKTOP,
    DESKTOP_DARK,
    PHONE,
    PHONE_DARK,
    Read,
    Reader,
    Screen,
    Tale,
)

INK, PAPER = "rgb(27, 31, 36)", "rgb(253, 252, 250)"
OVERFLOWS: Final = "document.documentElement.scrollWidth > window.innerWidth"
HEADINGS: Final = "[...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(h => +h.tagName[1])"
ELSEWHERE: Final = """
    [...document.querySelectorAll("main *, header *, footer *")]
        .filter(e => /^(script|img|iframe|object|embed|form|input|style|link|meta|base)$/i
            .test(e.tagName) || [...e.attributes].some(a => /^(on|style$|src$)/i.test(a.name)))
        .map(e => e.outerHTML)
"""
LINKS: Final = """
    [...document.querySelectorAll("main a[href], header a[href]")]
        .filter(a => !a.getAttribute("href").startsWith("#"))
        .map(a => [a.protocol, a.rel])
"""


@pytest.mark.parametrize("tale", [tales.real, tales.empty, tales.rough, tales.long])
@pytest.mark.parametrize("screen", [DESKTOP, PHONE_DARK])
async def test_the_page_is_shown_without_a_complaint_and_asks_for_nothing_more(
    reader: Reader, tale: Tale, screen: Screen
) -> None:
    async with reader.opens(tale, screen) as read:
        await read.page.wait_for_load_state("networkidle")
        assert read.complaints == []
        assert await read.noticed() == []
        assert read.requests == [read.page.url]
        assert not await read.value(OVERFLOWS)


@pytest.mark.parametrize("tale", [tales.real, tales.empty, tales.rough])
@pytest.mark.parametrize("screen", [DESKTOP, DESKTOP_DARK, PHONE, PHONE_DARK])
async def test_the_page_can_be_read_by_everybody(
    reader: Reader, tale: Tale, screen: Screen
) -> None:
    async with reader.opens(tale, screen) as read:
        assert await read.violations() == []
        headings = await read.value(HEADINGS)
        assert headings.count(1) == 1
        assert all(lower - higher <= 1 for higher, lower in pairwise(headings))


async def test_what_could_not_be_read_by_everybody_would_be_found(reader: Reader) -> None:
    async with reader.opens(tales.empty) as read:
        await read.value("document.querySelector('h1').outerHTML = '<p>A title.</p>'")
        await read.value("document.querySelector('main').style.color = '#ccc'")
        found = " ".join(await read.violations())
        assert "page-has-heading-one" in found
        assert "color-contrast" in found


async def test_hostile_texts_run_nothing_load_nothing_and_lead_nowhere(
    reader: Reader,
) -> None:
    async with reader.opens(tales.rough) as read:
        await read.page.locator("main a[href]").first.hover()
        await read.page.keyboard.press("Tab")
        assert await read.noticed() == []
        assert await read.value(ELSEWHERE) == []
        links = await read.value(LINKS)
        assert links
        assert {protocol for protocol, _ in links} == {"https:"}
        assert {rel for _, rel in links} == {"noopener nofollow"}
        assert await read.page.locator("h1").count() == 1
        assert "{{ 7 * 7 }}" in await read.page.locator("#root_cause + .prose").inner_text()
        assert await read.value("getComputedStyle(document.body).display") == "block"
        assert read.requests == [read.page.url]


async def test_the_policy_itself_would_stop_a_script(reader: Reader) -> None:
    """The second wall, tried alone: what no text gets into the page is put there."""
    async with reader.opens(tales.empty) as read:
        await read.value(
            """() => {
                const script = document.createElement("script");
                script.textContent = "alert(1)";
                const image = new Image();
                image.src = "https://evil.example/x.png";
                document.body.append(script, image);
            }"""
        )
        await read.page.wait_for_function("window.noticed.length >= 2")
        assert {what for what, *_ in await read.noticed()} == {"script-src-elem", "img-src"}


async def test_the_first_tab_stop_leads_past_the_header(reader: Reader) -> None:
    async with reader.opens(tales.real) as read:
        await read.page.keyboard.press("Tab")
        skip = read.page.locator(":focus")
        assert await skip.inner_text() == "To the text"
        assert await skip.is_visible()
        await skip.press("Enter")
        assert read.page.url.endswith("#main")


async def printed(read: Read, paper: str) -> list[str]:
    """The text of each page that comes out of the printer."""
    document = PdfReader(io.BytesIO(await read.page.pdf(format=paper)))
    return [page.extract_text() for page in document.pages]


@pytest.mark.parametrize(("paper", "pages"), [("A4", 3), ("Letter", 3)])
async def test_a_real_postmortem_prints_on_a_few_numbered_pages(
    reader: Reader, paper: str, pages: int
) -> None:
    async with reader.opens(tales.real) as read:
        texts = await printed(read, paper)
    assert len(texts) == pages
    for number, text in enumerate(texts, 1):
        assert f"{number} / {pages}" in text
    assert "Lessons learned" in texts[-1]
    assert "To the text" not in "".join(texts)


async def test_the_version_is_printed_at_the_head_where_no_page_is_made_for_it(
    reader: Reader,
) -> None:
    async with reader.opens(tales.real) as read:
        foot = (await read.page.locator("footer").inner_text()).strip()
        first, *others = await printed(read, "Letter")
    assert "Version " in first
    assert foot not in " ".join(others)


async def test_a_phone_shows_short_facts_side_by_side(reader: Reader) -> None:
    async with reader.opens(tales.real, PHONE) as read:
        tops = await read.value(
            "[...document.querySelectorAll('.facts > div:not(.wide)')]"
            ".map(e => Math.round(e.getBoundingClientRect().top))"
        )
    assert len(set(tops)) < len(tops)


async def test_an_entry_is_printed_on_one_page_and_its_links_are_legible(
    reader: Reader, node: Node
) -> None:
    incident, postmortem = await begun(node.client)
    for number in range(40):
        lines = f"begin-{number}. {'It goes on. ' * 40} end-{number}."
        evidence = [{"label": "chart", "url": f"https://example.com/chart-{number}"}]
        at = hours_later(number - 100)
        await noted(node.client, incident["id"], lines, occurred_at=at, evidence=evidence)
    async with reader.reads(postmortem) as read:
        texts = await printed(read, "A4")
    assert len(texts) > 5
    for number in range(40):
        for text in texts:
            assert (f"begin-{number}." in text) == (f"end-{number}." in text)
        assert f"https://example.com/chart-{number}" in "".join(texts)


async def test_nothing_is_dark_on_paper(reader: Reader) -> None:
    colors = "[getComputedStyle(document.body).color, getComputedStyle(document.body).{}]"
    async with reader.opens(tales.real, DESKTOP_DARK) as read:
        dark = await read.value(colors.format("backgroundColor"))
        await read.page.emulate_media(media="print")
        paper = await read.value(colors.format("backgroundColor"))
        scheme = await read.value("getComputedStyle(document.documentElement).colorScheme")
    assert INK not in dark
    assert PAPER not in dark
    assert paper == [INK, "rgba(0, 0, 0, 0)"]
    assert scheme == "light"
