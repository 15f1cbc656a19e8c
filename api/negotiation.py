"""Which of several media types an answer takes: RFC 9110, 12.5.1, by the request's Accept."""

import re
from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Any, Final

from litestar import Request
from msgspec import Struct

from api.errors import problem

ACCEPT_CHARS_MAX: Final = 2_000
NAME: Final = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
QUOTED: Final = r'"(?:[^"\\]|\\.)*"'
ITEM: Final = re.compile(rf"(?:[^,\"]|{QUOTED})+")
RANGE: Final = re.compile(rf"\s*({NAME})/({NAME})((?:\s*;\s*{NAME}=(?:{NAME}|{QUOTED}))*)\s*")
PARAMETER: Final = re.compile(rf";\s*({NAME})=({NAME}|{QUOTED})")
WEIGHT: Final = re.compile(r"0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?")
VARY: Final = {"Vary": "Accept"}
RENDERINGS: Final = "renderings"  # of a route, in which other forms than JSON it answers


class Form(StrEnum):
    """The media types of a rendering; the first is what `*/*` gets."""

    JSON = "application/json"
    MARKDOWN = "text/markdown"
    HTML = "text/html"


class Range(Struct, frozen=True):
    """One media range of an Accept header, with its weight from 0 to 1."""

    kind: str
    subtype: str
    weight: float

    def rank(self, offer: str) -> int:
        """How exactly it names `offer`: 3 by name, 2 by kind, 1 with all others, 0 not at all."""
        kind, _, subtype = offer.partition("/")
        if (self.kind, self.subtype) == (kind, subtype):
            return 3
        if (self.kind, self.subtype) == (kind, "*"):
            return 2
        return int((self.kind, self.subtype) == ("*", "*"))


def accepted(request: Request[Any, Any, Any]) -> Form:
    """Return the form in which the caller prefers the answer; between equals, the first of Form.

    Raises:
        ProblemDetailsException: 406, the caller takes none of them.
    """
    header = ",".join(request.headers.getall("accept", []))
    form = preferred(header, tuple(Form))
    if form is None:
        raise problem(
            406,
            f"This resource comes as {', '.join(Form)}; Accept names none of them.",
            headers=VARY,
            offered=list(Form),
        )
    return Form(form)


def preferred(accept: str, offers: Sequence[str]) -> str | None:
    """Return the offer with the greatest weight; the first where nothing is asked for."""
    if not accept.strip():
        return offers[0]
    ranges = tuple(ranges_in(accept[:ACCEPT_CHARS_MAX]))
    weights = {offer: weight(ranges, offer) for offer in offers}
    best = max(offers, key=weights.__getitem__)
    return best if weights[best] > 0 else None


def weight(ranges: Sequence[Range], offer: str) -> float:
    """The weight of the range that names `offer` most exactly; 0 where none does."""
    best = max(ranges, key=lambda one: (one.rank(offer), one.weight), default=None)
    return best.weight if best is not None and best.rank(offer) else 0.0


def ranges_in(accept: str) -> Iterator[Range]:
    """The ranges that can be understood; a caller who sends others means nothing by them."""
    for item in ITEM.findall(accept):
        match = RANGE.fullmatch(item)
        if match is not None and (found := weight_in(match[3])) is not None:
            yield Range(match[1].lower(), match[2].lower(), found)


def weight_in(parameters: str) -> float | None:
    """The parameter q, 1 where there is none; None where it is no weight.

    Other parameters, such as charset, say how a type is written: every offer is UTF-8.
    """
    for name, value in PARAMETER.findall(parameters):
        if name.lower() == "q":
            return float(value) if WEIGHT.fullmatch(value) else None
    return 1.0
