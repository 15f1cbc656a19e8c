"""What GitHub does with issue fields of an organization, and its stand-in does not.

Kept at the proxy, by the numbers of the issues of one repository. As at GitHub, a PATCH of an issue
takes the place of all its values, and what somebody may not set is dropped without a word when an
issue is made, and refused by 403 when it is set by itself.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from msgspec import json

from tests.standins.wire import Forward, Request, Response

VALUES: Final = re.compile(r"/issues/(\d+)/issue-field-values(?:/(\d+))?$")
FIELDS: Final = re.compile(r"^/orgs/[^/]+/issue-fields$")
ISSUES: Final = re.compile(r"/issues(?:/\d+)?(?:\?|$)")
DUE, EFFORT, TEAM = 4711, 4712, 4713
ORGANIZATION: Final = (
    {"id": EFFORT, "name": "Effort", "data_type": "number"},
    {"id": DUE, "name": "Target date", "data_type": "date"},
    {"id": TEAM, "name": "Team", "data_type": "text"},
)


@dataclass
class IssueFields:
    """`shown` is whether the credential may list the fields, `settable` whether it may set any."""

    fields: tuple[Mapping[str, Any], ...] = ORGANIZATION
    shown: bool = True
    settable: bool = True
    enabled: bool = True  # for the repository
    named: bool = True  # beside each value, which GitHub need not do
    held: dict[int, dict[int, Any]] = field(default_factory=dict)

    async def __call__(self, request: Request, forward: Forward) -> Response:
        if FIELDS.search(request.path):
            return _said(200, list(self.fields)) if self.shown else _said(404, {})
        if (hit := VALUES.search(request.path)) is not None:
            return self._values(request, int(hit[1]), int(hit[2] or 0))
        answer = await forward(request)
        if not ISSUES.search(request.path) or answer.status not in {200, 201}:
            return answer
        return self._shown(request, answer)

    def set(self, key: str, number: int, value: object) -> None:
        """As a person does, in the browser."""
        self.held.setdefault(int(key.rpartition("#")[2]), {})[number] = value

    def of(self, key: str) -> dict[int, Any]:
        return self.held.get(int(key.rpartition("#")[2]), {})

    def _values(self, request: Request, issue: int, number: int) -> Response:
        mine = self.held.setdefault(issue, {})
        if request.method != "GET" and not self.settable:
            return _said(403, {"message": "Must have push access"})
        if request.method == "DELETE":
            return _said(404, {}) if mine.pop(number, None) is None else Response(204, {}, b"")
        if request.method == "POST":
            told = _told(request)
            if not told.keys() <= {one["id"] for one in self.fields}:
                return _said(422, {"message": "Validation Failed"})
            mine |= told
        return _said(200, self._listed(issue))

    def _shown(self, request: Request, answer: Response) -> Response:
        body = json.decode(answer.body)
        if self.settable and b'"issue_field_values"' in request.body:
            self.held[body["number"]] = _told(request)
        for issue in (body if isinstance(body, list) else [body]) if self.enabled else ():
            issue["issue_field_values"] = self._listed(issue["number"])
        return Response(answer.status, answer.headers, json.encode(body))

    def _listed(self, issue: int) -> list[dict[str, Any]]:
        named = {one["id"]: one for one in self.fields}
        return [
            {
                "issue_field_id": number,
                "data_type": named[number]["data_type"],
                "value": value,
                **({"issue_field_name": named[number]["name"]} if self.named else {}),
            }
            for number, value in self.held.get(issue, {}).items()
        ]


def _told(request: Request) -> dict[int, Any]:
    values = json.decode(request.body).get("issue_field_values", ())
    return {one["field_id"]: one["value"] for one in values}


def _said(status: int, body: object) -> Response:
    return Response(status, {"content-type": "application/json"}, json.encode(body))
