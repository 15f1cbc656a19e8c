"""The face of Jira Cloud over the stand-in for Data Center: what the two do not have in common.

Cloud knows people by accountId alone, has removed the old search, pages the new one by tokens and
without a total, tells the fields of an issue elsewhere, and limits the writes to one issue.

Source: developer.atlassian.com/cloud/jira/platform: rest/v2 (issue search, GDPR strict mode),
changelog CHANGE-2046, rate-limiting. tests/contracts measures its answers by a client's schemas.
"""

import re
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode, urlsplit
from uuid import NAMESPACE_DNS, uuid5

from msgspec import DecodeError, json

from tests.standins.wire import Forward, Request, Response, headers_of

API: Final = "/rest/api/2"
NAMES: Final = ("admin", "alice", "octocat")
PAGE_MAX: Final = 100
ISSUE: Final = re.compile(rf"{API}/issue/([^/]+)(/transitions)?")
META: Final = re.compile(rf"{API}/issue/createmeta/([^/]+)/issuetypes(?:/([^/]+))?")
REMOVED: Final = (
    "The requested API has been removed. Please migrate to the /rest/api/3/search/jql API. A full "
    "migration guideline is available at https://developer.atlassian.com/changelog/#CHANGE-2046"
)
ONLY_ID: Final = (
    "'accountId' must be the only user identifying query parameter in GDPR strict mode."
)
QUERY: Final = "The query parameter '{}' is not supported in GDPR strict mode."
UNBOUNDED: Final = "Unbounded JQL queries are not allowed here. Please add a search restriction."


def account_id(name: str) -> str:
    """Whom Data Center knows by a name."""
    return f"712020:{uuid5(NAMESPACE_DNS, name)}"


BY_ID: Final = {account_id(name): name for name in NAMES}


@dataclass
class JiraCloud:
    """One site. `page_max` is what a page holds at most, whatever was asked for.

    `writes_max` writes to one issue are taken in `writes_seconds`. With `any_token` a token that is
    not of this layer's making begins anew.
    """

    page_max: int = PAGE_MAX
    writes_max: int = 1_000_000
    writes_seconds: float = 2.0
    any_token: bool = False
    _writes: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    async def __call__(self, request: Request, forward: Forward) -> Response:
        answer = self._refused(request) or await self._answer(request, forward)
        budget = {"x-ratelimit-limit": "350", "x-ratelimit-remaining": "349"}
        return Response(answer.status, budget | answer.headers, _people_in(answer.body))

    def _refused(self, request: Request) -> Response | None:
        place, asked = urlsplit(request.path), dict(parse_qsl(urlsplit(request.path).query))
        if not headers_of(request.head).get("authorization", "").startswith("Basic "):
            return _said(401, {"message": "Client must be authenticated to access this resource."})
        if place.path == f"{API}/search":
            return _errors(410, REMOVED)
        named = {"username", "userKey", "key"} & set(asked)
        if named and "/user" in place.path:
            return _errors(400, QUERY.format(min(named)))
        written = ISSUE.fullmatch(place.path)
        if request.method in {"PUT", "POST"} and written is not None:
            return self._limited(written[1])
        return None

    def _limited(self, key: str) -> Response | None:
        """Refuse one write too many to an issue, as the limit per issue does."""
        now = time.time()
        lately = [at for at in self._writes[key] if at > now - self.writes_seconds]
        self._writes[key] = [*lately, now]
        if len(lately) < self.writes_max:
            return None
        seconds = int(self.writes_seconds) or 1
        end = datetime.now(UTC) + timedelta(seconds=seconds)
        told = {
            "retry-after": str(seconds),
            "x-ratelimit-remaining": "0",
            "x-ratelimit-reset": end.strftime("%Y-%m-%dT%H:%MZ"),
            "ratelimit-reason": "jira-per-issue-on-write",
        }
        return _errors(429, "Rate limit exceeded.", told)

    async def _answer(self, request: Request, forward: Forward) -> Response:
        place, asked = urlsplit(request.path), dict(parse_qsl(urlsplit(request.path).query))
        if place.path == f"{API}/search/jql":
            return await self._search(request, forward, asked)
        if (meta := META.fullmatch(place.path)) is not None:
            return await _meta(request, forward, meta[1], meta[2])
        if request.method in {"PUT", "POST"} and request.body:
            return await _written(request, forward)
        return await _told(request, forward, place.path.removeprefix(API), asked)

    async def _search(self, request: Request, forward: Forward, asked: dict[str, str]) -> Response:
        jql, token = asked.get("jql", ""), asked.get("nextPageToken")
        if not jql or jql.lower().startswith("order by"):
            return _errors(400, UNBOUNDED)
        begin = 0 if token is None or self.any_token else _begin(token, jql)
        if begin is None:
            return _errors(400, "The nextPageToken is invalid or has expired.")
        most = min(int(asked.get("maxResults", "50")), self.page_max)
        there = {
            "jql": jql,
            "startAt": begin,
            "maxResults": most,
            "fields": asked.get("fields", ""),
        }
        answer = await forward(request.to("GET", f"{API}/search?{urlencode(there)}"))
        if answer.status != 200:
            return answer
        found = json.decode(answer.body)
        issues = found["issues"]
        if "fields" not in asked:  # ids alone, where no field was asked for
            issues = [{"id": one["id"], "key": one["key"], "self": one["self"]} for one in issues]
        end = begin + len(issues)
        if end >= found["total"]:
            return _said(200, {"issues": issues, "isLast": True})
        token = _token(end, jql)
        return _said(200, {"issues": issues, "nextPageToken": token, "isLast": False})


async def _told(request: Request, forward: Forward, path: str, asked: dict[str, str]) -> Response:
    if path == "/user/assignable/search":
        name = BY_ID.get(asked.get("accountId", ""))
        return _said(200, [_person(name)] if name else [])
    if path == "/mypermissions":
        return _rights(asked.get("permissions"))
    answer = await forward(request)
    if path != "/serverInfo" and not path.startswith("/project/"):
        return answer
    return _said(answer.status, _completed(path, json.decode(answer.body)))


def _completed(path: str, told: Any) -> Any:
    """What Cloud tells beside, or does not tell, of a site and its projects."""
    if path == "/serverInfo":
        return {**told, "deploymentType": "Cloud"}
    if path.endswith("/statuses"):
        return [{"self": f"https://site.example{path}", **kind} for kind in told]
    versions = told.get("versions", ())  # without what is not set
    dated = [{k: v for k, v in one.items() if v is not None} for one in versions]
    return {**told, "versions": dated}


async def _written(request: Request, forward: Forward) -> Response:
    """A write with its people named as the stand-in knows them."""
    said = json.decode(request.body)
    fields = said.get("fields") or {}
    errors: dict[str, str] = {}
    for name in {"assignee", "reporter"} & set(fields):
        if fields[name] is not None:
            errors |= _renamed(fields, name)
    errors |= _malformed(fields)
    if errors:
        return _said(400, {"errorMessages": [], "errors": errors})
    return await forward(request.saying(json.encode(said)))


def _renamed(fields: dict[str, Any], name: str) -> dict[str, str]:
    """Put the stand-in's name for a person into a field; what is wrong with it."""
    told = fields[name]
    if set(told) - {"accountId", "id"}:
        return {name: ONLY_ID}
    known = BY_ID.get(told.get("accountId") or told.get("id"))
    if known is None:
        return {name: f"Specify a valid value for {name}"}
    fields[name] = {"name": known}
    return {}


def _malformed(fields: dict[str, Any]) -> dict[str, str]:
    errors: dict[str, str] = {}
    summary = fields.get("summary", "x")
    if not summary or "\n" in summary or len(summary) > 255:
        errors["summary"] = "Summary must be one line of at most 255 characters."
    if len(fields.get("description") or "") > 32_767:
        errors["description"] = "The entered text is too long."
    if any(" " in label or len(label) > 255 for label in fields.get("labels") or ()):
        errors["labels"] = "The label contains spaces which is invalid."
    return errors


async def _meta(request: Request, forward: Forward, project: str, kind: str | None) -> Response:
    old = f"{API}/issue/createmeta?projectKeys={project}&expand=projects.issuetypes.fields"
    told = json.decode((await forward(request.to("GET", old))).body)
    kinds = told["projects"][0]["issuetypes"] if told["projects"] else []
    if kind is None:
        plain = [{name: one[name] for name in one if name != "fields"} for one in kinds]
        return _said(
            200, {"issueTypes": plain, "maxResults": 50, "startAt": 0, "total": len(plain)}
        )
    chosen = next((one for one in kinds if str(one["id"]) == kind), None)
    if chosen is None:
        return _errors(404, "The issue type was not found or the user does not have permission.")
    fields = [
        {"fieldId": name, "key": name, "hasDefaultValue": False, "operations": ["set"], **field}
        for name, field in chosen["fields"].items()
    ]
    return _said(200, {"fields": fields, "maxResults": 50, "startAt": 0, "total": len(fields)})


def _rights(wanted: str | None) -> Response:
    if wanted is None:
        return _errors(400, "The 'permissions' query parameter is required.")
    rights = {
        name: {
            "id": str(n),
            "key": name,
            "name": name,
            "type": "PROJECT",
            "description": "",
            "havePermission": True,
        }
        for n, name in enumerate(wanted.split(","))
    }
    return _said(200, {"permissions": rights})


def _people_in(body: bytes) -> bytes:
    """An answer in which nobody has a name of Data Center."""
    try:
        return json.encode(_by_account(json.decode(body))) if body else body
    except DecodeError:
        return body


def _by_account(told: Any) -> Any:
    if isinstance(told, list):
        return [_by_account(one) for one in told]
    if not isinstance(told, dict):
        return told
    if {"name", "displayName", "emailAddress"} <= set(told):
        return _person(told["name"])
    return {name: _by_account(one) for name, one in told.items()}


def _person(name: str) -> dict[str, Any]:
    account = account_id(name)
    return {
        "self": f"https://site.example/rest/api/2/user?accountId={account}",
        "accountId": account,
        "accountType": "atlassian",
        "displayName": name.title(),
        "active": True,
        "timeZone": "UTC",
    }


def _token(begin: int, jql: str) -> str:
    return urlsafe_b64encode(f"{_of(jql)} {begin}".encode()).decode()


def _begin(token: str, jql: str) -> int | None:
    """Where a page begins; None where the token is not of this search."""
    asked, _, begin = urlsafe_b64decode(token).decode().partition(" ")
    return int(begin) if asked == _of(jql) else None


def _of(jql: str) -> str:
    return sha256(jql.encode()).hexdigest()[:12]


def _errors(status: int, message: str, headers: dict[str, str] | None = None) -> Response:
    return _said(status, {"errorMessages": [message], "errors": {}}, headers)


def _said(status: int, body: object, headers: dict[str, str] | None = None) -> Response:
    content = {"content-type": "application/json;charset=UTF-8"}
    return Response(status, content | (headers or {}), json.encode(body))
