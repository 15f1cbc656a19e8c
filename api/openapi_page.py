"""The description as the page shows it: references followed, grouped by tag, schemas in words."""

from collections.abc import Iterator
from typing import Any, Final

from msgspec import Struct

Described = dict[str, Any]

METHODS: Final = ("get", "post", "put", "patch", "delete")
SUCCESS: Final = range(200, 300)


class Row(Struct, frozen=True):
    """A parameter or a field. `kind` is its type in words, `links` the schemas it refers to."""

    name: str
    place: str
    required: bool
    kind: str
    links: tuple[str, ...]
    description: str


class Example(Struct, frozen=True):
    summary: str
    description: str
    value: Any


class Body(Struct, frozen=True):
    """What is sent or answered: its media type, its schema, and examples.

    `others` are the media types in which the same comes as text.
    """

    media_type: str
    others: tuple[str, ...]
    kind: str
    links: tuple[str, ...]
    examples: tuple[Example, ...]


class Answer(Struct, frozen=True):
    status: str
    description: str
    headers: tuple[str, ...]
    body: Body


class Operation(Struct, frozen=True):
    id: str
    method: str
    path: str
    summary: str
    description: str
    scope: str | None
    parameters: tuple[Row, ...]
    request: Body | None
    answers: tuple[Answer, ...]
    problems: tuple[Answer, ...]


class Group(Struct, frozen=True):
    name: str
    description: str
    operations: tuple[Operation, ...]


class Schema(Struct, frozen=True):
    name: str
    description: str
    values: tuple[str, ...]
    fields: tuple[Row, ...]


def groups(described: Described) -> tuple[Group, ...]:
    found = tuple(operations(described))
    return tuple(
        Group(
            tag["name"],
            tag["description"],
            tuple(operation for name, operation in found if name == tag["name"]),
        )
        for tag in described["tags"]
    )


def operations(described: Described) -> Iterator[tuple[str, Operation]]:
    """Every operation with its tag, in the order of the description."""
    for path, methods in described["paths"].items():
        for method in METHODS:
            if method in methods:
                said = methods[method]
                yield said["tags"][0], operation(described, path, method, said)


def operation(described: Described, path: str, method: str, said: Described) -> Operation:
    answers = tuple(
        answer(status, followed(described, response))
        for status, response in said["responses"].items()
    )
    return Operation(
        id=said["operationId"],
        method=method.upper(),
        path=path,
        summary=said["summary"],
        description=said["description"],
        scope=said.get("x-scope"),
        parameters=tuple(parameter(followed(described, p)) for p in said["parameters"]),
        request=body(said["requestBody"]["content"]) if "requestBody" in said else None,
        answers=tuple(a for a in answers if int(a.status) in SUCCESS),
        problems=tuple(a for a in answers if int(a.status) not in SUCCESS),
    )


def followed(described: Described, value: Described) -> Described:
    """What `value` is, or what its reference leads to."""
    if "$ref" not in value:
        return value
    found = described
    for name in value["$ref"].removeprefix("#/").split("/"):
        found = found[name]
    return found


def parameter(said: Described) -> Row:
    kind, links = in_words(said["schema"])
    required = said.get("required", False)
    return Row(said["name"], said["in"], required, kind, links, said["description"])


def answer(status: str, said: Described) -> Answer:
    return Answer(status, said["description"], tuple(said["headers"]), body(said["content"]))


def body(content: Described) -> Body:
    (media_type, said), *others = content.items()
    kind, links = in_words(said["schema"])
    examples = said.get("examples", {}).items()
    shown = tuple(
        Example(e.get("summary", name), e.get("description", ""), e["value"])
        for name, e in examples
    )
    return Body(media_type, tuple(name for name, _ in others), kind, links, shown)


def schemas(described: Described) -> tuple[Schema, ...]:
    return tuple(schema(*item) for item in described["components"]["schemas"].items())


def schema(name: str, said: Described) -> Schema:
    required = said.get("required", ())
    fields = tuple(field(n, s, n in required) for n, s in said.get("properties", {}).items())
    return Schema(name, said.get("description", ""), tuple(said.get("enum", ())), fields)


def field(name: str, said: Described, required: bool) -> Row:  # noqa: FBT001
    kind, links = in_words(said)
    arms = (said, *said.get("anyOf", ()))
    description = next((arm["description"] for arm in arms if "description" in arm), "")
    return Row(name, "body", required, kind, links, description)


def in_words(said: Described) -> tuple[str, tuple[str, ...]]:
    """A schema in words, and the names of the schemas that it refers to, for links."""
    if "$ref" in said:
        name = said["$ref"].rpartition("/")[2]
        return "", (name,)
    if "anyOf" in said:
        return of_arms([in_words(arm) for arm in said["anyOf"]])
    if said.get("type") == "array":
        kind, links = in_words(said.get("items", {}))
        return f"list of {kind}".strip(), links
    if isinstance(said.get("additionalProperties"), dict):
        kind, links = in_words(said["additionalProperties"])
        return f"object of {kind}".strip(), links
    return simple(said), ()


def of_arms(arms: list[tuple[str, tuple[str, ...]]]) -> tuple[str, tuple[str, ...]]:
    links = tuple(link for _, of_arm in arms for link in of_arm)
    return " or ".join(kind for kind, _ in arms if kind), links


def simple(said: Described) -> str:
    if "enum" in said:
        return " or ".join(f"“{value}”" for value in said["enum"])
    kind = said.get("format") or said.get("type", "anything")
    limits = [f"{word} {said[key]}" for key, word in LIMITS if key in said]
    if "default" in said:
        limits.append(f"by default {said['default']}")
    return ", ".join([str(kind), *limits])


LIMITS: Final = (
    ("minimum", "at least"),
    ("maximum", "at most"),
    ("minLength", "length at least"),
    ("maxLength", "length at most"),
)
