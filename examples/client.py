"""A caller of the public REST API, as any internal tool would write one."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any, Final

import httpx

AGAIN_MAX: Final = 5
WAIT_SECONDS: Final = 0.5
CALL_SECONDS_MAX: Final = 30.0
PAGE_SIZE: Final = 200
LATER: Final = frozenset({429, 503})
OTHER_BODY: Final = 422


class Refused(Exception):
    """Something is not as it is expected. The text is for the user, in a sentence."""


class ToldOtherwise(Refused):
    """The service did another request under the same Idempotency-Key before."""


class Client:
    """Sends every POST under a key of its own choice, so that trying again is safe.

    `sent` counts POSTs, `new` those that the service had not done before. `position` is that of the
    last event of all that was written.
    """

    def __init__(self, base_url: str, api_key: str) -> None:
        self.base_url = base_url.rstrip("/")
        self.sent = self.new = self.position = 0
        self._http = httpx.AsyncClient(
            base_url=self.base_url,
            headers={"Authorization": f"Bearer {api_key}"},
            timeout=CALL_SECONDS_MAX,
        )

    async def close(self) -> None:
        await self._http.aclose()

    async def post(self, path: str, body: Any, *, key: str, person: str | None = None) -> Any:
        """Send `body` under the Idempotency-Key `key`, on behalf of `person`.

        Raises:
            Refused: the service does not do it, or does not answer.
        """
        headers = {"Idempotency-Key": key} | _for(person)
        answer = await self._send("POST", path, json=body, headers=headers)
        self.sent += 1
        self.new += answer.headers.get("Idempotency-Replayed") != "true"
        return answer.json()

    async def put(
        self, path: str, body: Any, *, version: int | None = None, person: str | None = None
    ) -> Any:
        """Write over what stands, at `version` only where that is given. Raises Refused."""
        headers = _for(person) | ({} if version is None else {"If-Match": f'"{version}"'})
        return (await self._send("PUT", path, json=body, headers=headers)).json()

    async def patch(self, path: str, body: Any, *, person: str | None = None) -> Any:
        """Change the fields that `body` has; what is as it says stays so. Raises Refused."""
        return (await self._send("PATCH", path, json=body, headers=_for(person))).json()

    async def get(self, path: str, **query: Any) -> Any:
        """Raises Refused."""
        return (await self._send("GET", path, params=query)).json()

    async def text(self, path: str, form: str) -> str:
        """What stands there, in the form of that media type. Raises Refused."""
        return (await self._send("GET", path, headers={"Accept": form})).text

    async def pages(self, path: str, **query: Any) -> AsyncIterator[Any]:
        """Every item of a list, following its links from page to page. Raises Refused."""
        answer = await self._send("GET", path, params={"limit": PAGE_SIZE} | query)
        while True:
            for item in answer.json()["items"]:
                yield item
            following = answer.links.get("next")
            if following is None:
                return
            answer = await self._send("GET", following["url"])

    async def _send(self, verb: str, path: str, **said: Any) -> httpx.Response:
        answer = await self._call(verb, path, **said)
        for _ in range(AGAIN_MAX):
            if answer.status_code not in LATER:
                break
            await asyncio.sleep(float(answer.headers.get("Retry-After", WAIT_SECONDS)))
            answer = await self._call(verb, path, **said)
        if answer.is_error:
            kind = ToldOtherwise if answer.status_code == OTHER_BODY else Refused
            raise kind(f"{verb} {path} was answered with {_problem(answer)}")
        self.position = max(self.position, int(answer.headers.get("Event-Position", 0)))
        return answer

    async def _call(self, verb: str, path: str, **said: Any) -> httpx.Response:
        try:
            return await self._http.request(verb, path, **said)
        except httpx.TransportError as error:
            raise Refused(f"{self.base_url} does not answer ({type(error).__name__}).") from error


def _for(person: str | None) -> dict[str, str]:
    return {"On-Behalf-Of": person} if person else {}


def _problem(answer: httpx.Response) -> str:
    """What the service said, in one line; see RFC 9457."""
    if "problem+json" not in answer.headers.get("content-type", ""):
        return f"{answer.status_code}."
    problem = answer.json()
    details = [f"{e['pointer']}: {e['detail']}" for e in problem.get("errors", ())]
    return f"{answer.status_code}: " + "; ".join([problem.get("detail", ""), *details])
