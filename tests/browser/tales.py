"""Postmortems to look at: a real one from examples/, and one that does its worst."""

from typing import Any, Final

import httpx

from examples.incidents import Incident, incidents
from tests.api.world import begun, declared, hours_later, made, moved, noted, planned, written

Document = dict[str, Any]

WORD: Final = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
RIGHT_TO_LEFT: Final = "نص عربي طويل مع كلمات English مختلطة، ثم أرقام 12345."
HOSTILE: Final = """\
# Heading <script>alert("heading")</script>

<script>alert("block")</script>

<img src=x onerror=alert("image")> <svg onload=alert("svg")></svg>
<a href="javascript:alert('raw')">raw</a>
<p onclick=alert(1) style="position:fixed;inset:0">over</p>

[js](javascript:alert("link")) <javascript:alert("auto")>
[data](data:text/html,<script>alert(1)</script>)
![remote](https://evil.example/pixel.png) ![data](data:image/svg+xml,<svg/onload=alert(1)>)

<style>body { display: none } @import url(https://evil.example/x.css);</style>
<meta http-equiv="refresh" content="0;url=https://evil.example/">
<link rel=stylesheet href=https://evil.example/x.css> <base href=https://evil.example/>
<iframe src=https://evil.example/></iframe> <object data=https://evil.example/></object>
<form action=https://evil.example/><input name=x autofocus onfocus=alert("focus")></form>

</div></section></main></body><h1>broken out</h1> {{ 7 * 7 }} {% include "x" %}

[link](https://evil.example/"onmouseover="alert(1)) <https://evil.example/'onclick='alert(1)>

| a | b |
|---|---|
| <td onclick=alert(1)> | `<script>` |

```html" onload="alert(1)
<script>alert("code")</script>
"""
FEW, MANY = 20, 300


def incident(key: str) -> Incident:
    return next(one for one in incidents() if one.key == key)


async def real(client: httpx.AsyncClient, key: str = "replit-2025") -> Document:
    """A real incident with all that examples/ tells of it, up to a draft of its postmortem."""
    told = incident(key)
    name = (await made(client.post("/v1/incidents", json=told.declare)))["reference"]
    for post in told.record:
        await made(client.post(f"/v1/incidents/{name}/{post.post}", json=post.body))
    postmortem = (await made(client.get(f"/v1/incidents/{name}")))["postmortem_id"]
    for version, (section, body) in enumerate(told.sections.items(), 1):
        await written(client, postmortem, section, body, version)
    for action in told.actions:
        await made(client.post(f"/v1/incidents/{name}/actions", json=action))
    return await made(client.get(f"/v1/postmortems/{postmortem}"))


async def empty(client: httpx.AsyncClient) -> Document:
    """Nothing but what a declaration brings."""
    _, postmortem = await begun(client)
    return postmortem


async def rough(client: httpx.AsyncClient, entries: int = FEW) -> Document:
    """The longest words, other directions, hostile Markdown, everywhere."""
    declared_as = await declared(
        client,
        title=f"</title><script>alert('title')</script> {'W' * 90} {RIGHT_TO_LEFT}",
        severity="sev3",
        system={"feature": (WORD * 3)[:200], "model": "m" * 200},
        lead=f"{'a' * 200}@example.com",
        visibility="restricted",
    )
    name = declared_as["id"]
    texts = (HOSTILE, WORD * 3, RIGHT_TO_LEFT, f"`{'c' * 300}`\n\n    {'z' * 300}", "Seen.")
    for number in range(entries):
        hour = number / 7 if number < entries / 2 else number
        kind = ("note", "noticed", "note", "mitigated", "first_signal")[number % 5]
        text, at = texts[number % len(texts)], hours_later(hour - 400)
        await noted(client, name, text, kind=kind, occurred_at=at)
    for to in ("contain", "diagnose", "contain"):
        await moved(client, name, to, reason=HOSTILE[:1_500], occurred_at=hours_later(-380))
    postmortem = await made(client.post(f"/v1/incidents/{name}/postmortem", json={}))
    sections = {"root_cause": HOSTILE, "what_worked": RIGHT_TO_LEFT * 40, "lessons_learned": WORD}
    for version, (section, body) in enumerate(sections.items(), 1):
        await written(client, postmortem["id"], section, body, version)
    await planned(client, name, title=(WORD * 3)[:200], owner=f"{'o' * 200}@example.com")
    await planned(client, name, title="<b>x</b> [y](javascript:alert(1))", details=HOSTILE)
    return await made(client.get(f"/v1/postmortems/{postmortem['id']}"))


async def long(client: httpx.AsyncClient) -> Document:
    """The same, with a timeline without an end."""
    return await rough(client, MANY)
