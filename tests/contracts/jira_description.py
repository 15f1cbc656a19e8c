"""What Jira Cloud takes and answers, and what a request and an answer are measured by it.

The package `jira.js` is a client whose parameters and schemas are made from the description that
Atlassian publishes; a program asks it for both, for the operations that are used here. It speaks of
version 3 of the API, from which version 2 differs in rich text alone: a string there.
"""

import re
import subprocess
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

from jsonschema import Draft202012Validator
from msgspec import Struct, json

from tests.standins.node import NODE, PACKAGES
from tests.standins.wire import Request, Response

PROGRAM: Final = PACKAGES.parent / "jira_described.mjs"
# What this service calls; the first that fits a request is meant.
OPERATIONS: Final = (
    "searchAndReconsileIssuesUsingJql",
    "getCurrentUser",
    "getMyPermissions",
    "getServerInfo",
    "findAssignableUsers",
    "getAllStatuses",
    "getProject",
    "getCreateIssueMetaIssueTypes",
    "getCreateIssueMetaIssueTypeId",
    "createIssue",
    "getTransitions",
    "doTransition",
    "createOrUpdateRemoteIssueLink",
    "getIssue",
    "editIssue",
)
RICH: Final = frozenset({"description", "environment"})  # a string in version 2


class Operation(Struct):
    method: str
    path: str
    query: frozenset[str]
    body: frozenset[str]
    answer: dict[str, Any] | None


@cache
def described() -> Mapping[str, Operation]:
    """The operations by their names."""
    told = subprocess.run([NODE, PROGRAM, *OPERATIONS], capture_output=True, check=True)
    return json.decode(told.stdout, type=dict[str, Operation])


def operation_of(request: Request) -> str | None:
    path = urlsplit(request.path).path.replace("/rest/api/2/", "/rest/api/3/")
    for name in OPERATIONS:
        told = described()[name]
        pattern = re.sub(r"\{\w+\}", "[^/]+", told.path)
        if told.method == request.method and re.fullmatch(pattern, path):
            return name
    return None


def complaints(request: Request) -> Iterator[str]:
    """What Jira Cloud does not know about a request."""
    name = operation_of(request)
    if name is None:
        yield f"{request.method} {request.path} is not described"
        return
    told = described()[name]
    asked = {key for key, _ in parse_qsl(urlsplit(request.path).query, keep_blank_values=True)}
    said = set(json.decode(request.body)) if request.body else set()
    yield from (f"{name}: the query {one} is not described" for one in asked - told.query)
    yield from (f"{name}: the field {one} is not described" for one in said - told.body)


def complaints_of_answer(request: Request, answer: Response) -> Iterator[str]:
    """What Jira Cloud would not have answered, where the answer is a success."""
    name = operation_of(request)
    schema = described()[name].answer if name else None
    if answer.status not in range(200, 300) or schema is None:
        return
    for error in Draft202012Validator(schema).iter_errors(json.decode(answer.body)):
        if not RICH & {str(step) for step in error.absolute_path}:
            place = "/".join(map(str, error.absolute_path))
            yield f"{name}: {place}: {error.message[:200]}"
