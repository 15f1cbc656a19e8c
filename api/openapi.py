"""The description of this interface, made from the handlers: OpenAPI 3.1.

Paths, parameters and types come from the handlers, schemas from msgspec, which checks by the same
rules, and examples from exchanges with the service itself.
"""

from typing import Any, Final

import msgspec
import yaml

from api import (
    openapi_answers,
    openapi_examples,
    openapi_parameters,
    openapi_problems,
    openapi_security,
)
from api.openapi_operations import Operation, operations, paths, types_in
from api.openapi_problems import Problem
from api.openapi_schemas import Schema, clean_names, components, renamed, schema_of
from domain.catalog import TOPICS

VERSION: Final = "1.0.0"

INTRODUCTION: Final = """\
The system of record for AI failures: an AI failure happens once.

- What a tracker sends to its webhook is signed and needs no key. Everything else below `/v1` needs
  `Authorization: Bearer <api key>`; with `On-Behalf-Of` a request is a
  person's, who is shown nothing that this person may not know of.
- A resource answers to its `id` and to its `reference`, such as `INC-12`, wherever an id is taken.
- `ETag` carries a resource's `version`; a write with `If-Match` is refused with 412 when stale,
  and one with `If-None-Match: *` where the resource is there already. Reads are answered in full,
  whatever `If-None-Match` says: no version tells of the day, and of what is shown from elsewhere.
- A POST with an `Idempotency-Key` has one effect, however often it is sent.
- A write answers its `Event-Position`; a read with `min_position` waits until it can show it.
- A list answers `items` and `next_cursor`; send that as `cursor`, with the same filters, for the
  next page.
- Errors are RFC 9457 problems with a stable `code`; docs/errors.md lists them all. Unknown fields
  and parameters are refused, and headers and parameters that take one value but came twice.
- HEAD is answered as GET without the body, OPTIONS with `Allow`. Methods that a path lacks are
  answered with 405.
- Times are RFC 3339 in UTC, dates are `YYYY-MM-DD`. Text fields are Markdown where they say so.
"""

INFO: Final = {
    "title": "Twiceshy",
    "version": VERSION,
    "summary": "The system of record for AI failures",
    "description": INTRODUCTION,
    "license": {"name": "MIT", "identifier": "MIT"},
}

TAGS: Final = {
    "Incidents": "An AI failure, from its first signal along the playbook until it is closed.",
    "Postmortems": "What a team learned from one incident: seven sections, every edit kept.",
    "Actions": "Changes that keep a failure from happening again, and their tickets.",
    "Trackers": "Jira projects and GitHub repositories into which actions are mirrored.",
    "Roster": "People and teams: who is here, who may know what, who is to read what.",
    "Readers": "Who has read which postmortem, thanks to the authors, and recognition.",
    "History": "The log of events that everything else is made of.",
    "Operations": "For operators and tools. Public: no key is needed.",
}


def specification() -> str:
    """The description as YAML, as it is committed in openapi.yaml."""
    return yaml.dump(description(), Dumper=Plain, sort_keys=False, allow_unicode=True, width=100)


class Plain(yaml.SafeDumper):
    """YAML without anchors: what is said twice is written twice."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002  the name is PyYAML's
        return True


def description() -> dict[str, Any]:
    """The whole description, as plain values."""
    found = list(operations())
    schemas = schemas_of(found)
    names = clean_names(list(schemas))
    whole = {
        "openapi": "3.1.0",
        "info": INFO,
        "servers": [{"url": "/", "description": "This installation."}],
        "tags": [{"name": name, "description": text} for name, text in TAGS.items()],
        "security": [{"apiKey": []}],
        "paths": paths(found),
        "components": {
            "securitySchemes": openapi_security.SCHEMES,
            "parameters": openapi_parameters.shared(),
            "headers": openapi_answers.headers(),
            "responses": openapi_problems.responses(list(openapi_examples.exchanges())),
            "schemas": dict(sorted((names[name], schema) for name, schema in schemas.items())),
        },
    }
    plain: dict[str, Any] = renamed(msgspec.to_builtins(whole), names)
    return plain


def schemas_of(found: list[Operation]) -> dict[str, Schema]:
    """The schema of every type that is sent or answered, and of every event."""
    schemas = components([*types_in(found), Problem, *TOPICS.values()])
    schemas["Envelope"]["properties"]["data"] = {
        "description": "What happened, as docs/events.md tells for each type.",
        "anyOf": [schema_of(event) for event in TOPICS.values()],
    }
    return schemas
