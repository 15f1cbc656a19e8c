"""A reader of a postmortem's page, who notices whatever the page does beside being read."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final, Literal, NamedTuple

import httpx
from playwright.async_api import Browser, Page

from tests.api.nodes import KEY, Node
from tests.browser.chromium import AXE

Document = dict[str, Any]
Tale = Callable[[httpx.AsyncClient], Awaitable[Document]]


class Screen(NamedTuple):
    width: int
    height: int
    scheme: Literal["light", "dark"]


DESKTOP: Final = Screen(1_100, 900, "light")
DESKTOP_DARK: Final = Screen(1_100, 900, "dark")
PHONE: Final = Screen(390, 844, "light")
PHONE_DARK: Final = Screen(390, 844, "dark")
# What is tried by scripts in a page; `noticed` stays empty where none ran.
WATCH: Final = """
    window.noticed = [];
    for (const name of ["alert", "confirm", "prompt", "open"])
        window[name] = (...said) => window.noticed.push([name, ...said]);
    document.addEventListener("securitypolicyviolation",
        (event) => window.noticed.push([event.violatedDirective, event.blockedURI]));
"""


@dataclass
class Read:
    """A page that was opened: what it asked for, what it complained of, what went wrong."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    async def noticed(self) -> list[Any]:
        """Dialogs, windows and violations of the policy, as the page itself met them."""
        found: list[Any] = await self.page.evaluate("window.noticed")
        return found

    async def value(self, script: str) -> Any:
        return await self.page.evaluate(script)

    async def violations(self) -> list[str]:
        """What axe-core finds wrong, one line for each element."""
        await self.page.evaluate(AXE.read_text())
        found = await self.page.evaluate("axe.run(document)")
        return [
            json.dumps([rule["id"], rule["help"], node["html"][:200], node["failureSummary"]])
            for rule in found["violations"]
            for node in rule["nodes"]
        ]


class Reader:
    """Opens postmortems of one node in one browser; each tale is told once, when it is wanted."""

    def __init__(self, browser: Browser, node: Node) -> None:
        self._browser, self._node = browser, node
        self._told: dict[Tale, Document] = {}

    @asynccontextmanager
    async def opens(self, tale: Tale, screen: Screen = DESKTOP) -> AsyncIterator[Read]:
        if tale not in self._told:
            self._told[tale] = await tale(self._node.client)
        async with self.reads(self._told[tale], screen) as read:
            yield read

    @asynccontextmanager
    async def reads(
        self, postmortem: Mapping[str, Any], screen: Screen = DESKTOP
    ) -> AsyncIterator[Read]:
        """Open the postmortem's page as a browser asks for it, with a key."""
        context = await self._browser.new_context(
            viewport={"width": screen.width, "height": screen.height},
            color_scheme=screen.scheme,
            reduced_motion="reduce",
            extra_http_headers={"Authorization": f"Bearer {KEY}"},
        )
        try:
            await context.add_init_script(WATCH)
            read = Read(await context.new_page())
            read.page.on("request", lambda request: read.requests.append(request.url))
            read.page.on("console", lambda message: read.complaints.append(message.text))
            read.page.on("pageerror", lambda error: read.complaints.append(str(error)))
            answer = await read.page.goto(f"{self._node.url}{postmortem['links']['self']}")
            assert answer is not None
            assert answer.status == 200
            assert answer.headers["content-type"] == "text/html; charset=utf-8"
            yield read
        finally:
            await context.close()
