"""JSON Schemas of all that is sent and answered, as msgspec itself checks it."""

import inspect
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, get_args, get_origin

from msgspec import UNSET, Struct
from msgspec.json import schema_components
from msgspec.structs import fields

Schema = dict[str, Any]

PREFIX: Final = "#/components/schemas/"


def schema_of(kind: Any) -> Schema:
    """The schema of a type: a reference, where it is a Struct or an enumeration."""
    (schema,), _ = schema_components((kind,), ref_template=PREFIX + "{name}")
    return dict(schema)


def components(kinds: Sequence[Any]) -> dict[str, Schema]:
    """The schemas that those of `kinds` refer to, by name, under the names that msgspec gives."""
    _, found = schema_components(kinds, ref_template=PREFIX + "{name}")
    for struct in structs_in(kinds):
        complete(found[schema_of(struct)["$ref"].removeprefix(PREFIX)], struct)
    for schema in found.values():
        schema.pop("title", None)
        if "enum" in schema:
            schema["type"] = "string"
        if "description" in schema:
            schema["description"] = inspect.cleandoc(schema["description"])
    return found


def structs_in(kinds: Sequence[Any]) -> list[Any]:
    """Every Struct among `kinds` and in their fields; generic ones with their arguments."""
    found: dict[Any, None] = {}
    waiting = list(kinds)
    while waiting:
        kind = waiting.pop()
        origin = get_origin(kind) or kind
        if isinstance(origin, type) and issubclass(origin, Struct) and kind not in found:
            found[kind] = None
            waiting.extend(field.type for field in fields(kind))
        waiting.extend(get_args(kind))
    return list(found)


def complete(schema: Schema, kind: Any) -> None:
    """Say what msgspec leaves out: which fields are always sent, and which of them are moments."""
    config = (get_origin(kind) or kind).__struct_config__
    if not config.forbid_unknown_fields and not config.omit_defaults:
        left_out = {field.encode_name for field in fields(kind) if field.default is UNSET}
        schema["required"] = [name for name in schema["properties"] if name not in left_out]
        for field in schema["properties"].values():
            field.pop("default", None)
    for field in schema["properties"].values():
        if "enum" in field:
            field["type"] = "string"
    for field in fields(kind):
        if field.type is datetime or datetime in get_args(field.type):
            mark_moment(schema["properties"][field.encode_name])


def mark_moment(schema: Schema) -> None:
    for arm in schema.get("anyOf", (schema,)):
        if arm.get("type") == "string":
            arm["format"] = "date-time"


def clean_names(names: Sequence[str]) -> dict[str, str]:
    """Names as callers see them: `Items_IncidentDocument_` is their `IncidentList`."""
    short = {n: n.removesuffix("Document") for n in names if not n.startswith("Items_")}
    taken = set(names)
    clean = {n: n if s in taken and s != n else s for n, s in short.items()}
    of_lists = (n for n in names if n.startswith("Items_"))
    return clean | {n: clean[n.removeprefix("Items_").removesuffix("_")] + "List" for n in of_lists}


def renamed(value: Any, names: dict[str, str]) -> Any:
    """Make every reference in `value` one to the clean name."""
    if isinstance(value, dict):
        reference = value.get("$ref")
        if isinstance(reference, str) and reference.startswith(PREFIX):
            name = reference.removeprefix(PREFIX)
            return {**value, "$ref": PREFIX + names.get(name, name)}
        return {key: renamed(item, names) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [renamed(item, names) for item in value]
    return value


def without_null(schema: Schema) -> Schema:
    """The schema of what is given, where leaving it out is the only way to give nothing."""
    arms = [arm for arm in schema.get("anyOf", ()) if arm != {"type": "null"}]
    if len(arms) == 1:
        return {**{k: v for k, v in schema.items() if k not in {"anyOf", "default"}}, **arms[0]}
    if None in schema.get("enum", ()):
        return {**schema, "enum": [value for value in schema["enum"] if value is not None]}
    return schema
