"""GitHub's own description of its API, and what an HTTP request is measured by it.

The package `@octokit/openapi` carries the description that GitHub publishes. Its paths name a
repository by owner and name; GitHub answers by number as well, which is where it redirects a
renamed repository to. Such a path is therefore measured as the named one.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

import msgspec
from openapi_core import Config, OpenAPI
from openapi_core.datatypes import RequestParameters
from openapi_core.exceptions import OpenAPIError
from werkzeug.datastructures import Headers, ImmutableMultiDict

from tests.standins.node import PACKAGES
from tests.standins.wire import Request, headers_of

FILE: Final = PACKAGES / "@octokit" / "openapi" / "generated" / "api.github.com.json"
HOST: Final = "https://api.github.com"
# What this service calls. Reading all 800 paths would take a minute, and prove no more.
PATHS: Final = (
    "/app/installations/{installation_id}/access_tokens",
    "/orgs/{org}/issue-fields",
    "/repos/{owner}/{repo}",
    "/repos/{owner}/{repo}/assignees/{assignee}",
    "/repos/{owner}/{repo}/issues",
    "/repos/{owner}/{repo}/issues/{issue_number}",
    "/repos/{owner}/{repo}/issues/{issue_number}/issue-field-values",
    "/repos/{owner}/{repo}/issues/{issue_number}/issue-field-values/{issue_field_id}",
    "/repos/{owner}/{repo}/issues/{issue_number}/labels",
    "/repos/{owner}/{repo}/issues/{issue_number}/labels/{name}",
    "/user",
)
NUMBERED: Final = re.compile(r"^/repositories/\d+(?=/|$)")


class Sent:
    """A request as it passed the proxy, in the words of openapi-core."""

    content_type = "application/json"

    def __init__(self, request: Request) -> None:
        place = urlsplit(request.path)
        self.method = request.method.lower()
        self.host_url = HOST
        self.path = NUMBERED.sub("/repos/owner/repo", place.path)
        self.body = request.body or None
        self.parameters = RequestParameters(
            query=ImmutableMultiDict(parse_qsl(place.query, keep_blank_values=True)),
            header=Headers(dict(headers_of(request.head))),
        )

    def __str__(self) -> str:
        return f"{self.method.upper()} {self.path}"


@cache
def described() -> Mapping[str, Any]:
    """The description, with the paths that are used here and no others."""
    whole: dict[str, Any] = msgspec.json.decode(FILE.read_bytes())
    return {**whole, "paths": {path: whole["paths"][path] for path in PATHS}}


@cache
def contract() -> OpenAPI:
    trusted: Any = None  # the description itself is not what is tested
    return OpenAPI.from_dict(dict(described()), config=Config(spec_validator_cls=trusted))


def complaints(request: Request) -> Iterator[str]:
    """What GitHub's description does not allow about a request, fields that it lacks included."""
    sent = Sent(request)
    try:
        contract().validate_request(sent)
    except OpenAPIError as error:
        yield f"{sent}: {error!r} {error.__cause__!r}"
        return
    yield from (f"{sent}: {name} is not described" for name in _unknown(sent))


def _unknown(sent: Sent) -> Iterator[str]:
    """Names in the query and in the body that the operation does not take."""
    operation = contract().spec / "paths" / _template(sent.path) / sent.method
    told = operation.read_value()
    parameters = [_followed(one) for one in told.get("parameters", ())]
    known = {one["name"] for one in parameters if one["in"] == "query"}
    yield from (name for name in sent.parameters.query if name not in known)
    if sent.body is not None:
        schema = told["requestBody"]["content"]["application/json"]["schema"]
        body = msgspec.json.decode(sent.body)
        fields = _fields(schema)
        yield from (name for name in body if name not in fields)


def _fields(schema: Mapping[str, Any]) -> set[str]:
    """Fields of a body, whichever of its forms it has."""
    forms = (*schema.get("oneOf", ()), *schema.get("anyOf", ()))
    return set(schema.get("properties", ())).union(*map(_fields, forms))


def _template(path: str) -> str:
    return next(
        template
        for template in sorted(PATHS, key=lambda one: one.count("{"))
        if re.fullmatch(re.sub(r"{\w+}", "[^/]+", template), path)
    )


def _followed(parameter: Mapping[str, Any]) -> Mapping[str, Any]:
    if "$ref" not in parameter:
        return parameter
    name = parameter["$ref"].rpartition("/")[2]
    found: Mapping[str, Any] = described()["components"]["parameters"][name]
    return found
