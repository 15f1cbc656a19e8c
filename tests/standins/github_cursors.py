"""What GitHub does with long lists, and its stand-in does not: refuse numbers, and tell cursors."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from urllib.parse import parse_qsl, urlencode, urlsplit

from tests.standins.wire import Forward, Layer, Request, Response

LINK = re.compile(r'<([^>]*)>; rel="(\w+)"')
REFUSAL = (
    b'{"message": "Pagination with the page parameter is not supported for large datasets, '
    b'please use cursor based pagination (after/before)", "status": "422"}'
)


def cursors(numbers_max: int) -> Layer:
    """Refuse the numbers of pages beyond `numbers_max`, but for cursors of this layer's making."""

    async def layer(request: Request, forward: Forward) -> Response:
        place, asked = urlsplit(request.path), dict(parse_qsl(urlsplit(request.path).query))
        if request.method != "GET" or not place.path.endswith("/issues"):
            return await forward(request)
        if (cursor := asked.pop("after", None)) is not None:
            asked["page"] = _page_of(cursor)
        elif int(asked.get("page", "1")) > numbers_max:
            return Response(422, {"content-type": "application/json"}, REFUSAL)
        answer = await forward(request.to("GET", f"{place.path}?{urlencode(asked)}"))
        return Response(answer.status, answer.headers | _links(answer.headers), answer.body)

    return layer


def _links(headers: dict[str, str]) -> dict[str, str]:
    """The link to the next page alone, by a cursor: beside cursors GitHub tells no last page."""
    for url, relation in LINK.findall(headers.get("link", "")):
        if relation == "next":
            base, _, query = url.partition("?")
            asked = dict(parse_qsl(query))
            asked["after"] = urlsafe_b64encode(f"cursor:{asked.pop('page')}".encode()).decode()
            return {"link": f'<{base}?{urlencode(asked)}>; rel="next"'}
    return {"link": ""}


def _page_of(cursor: str) -> str:
    return urlsafe_b64decode(cursor).decode().removeprefix("cursor:")
