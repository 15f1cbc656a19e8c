"""All that is wrong with a body, at once.

Decoding stops at the first error, so a body that was refused is walked again, field by field, with
the same rules.
"""

from collections.abc import Iterable
from typing import Any, Final, get_args

import msgspec
from msgspec import Meta, Struct, UnsetType

Errors = Iterable[tuple[str, str]]

DEPTH_MAX: Final = 20
PATTERN_REFUSED: Final = "Expected `str` matching regex"


def errors_in(body: bytes, expected: Any) -> list[tuple[str, str]]:
    """Return (JSON pointer, sentence) pairs for `body`, which did not decode as `expected`."""
    try:
        value = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return [("", f"the body is not JSON: {error}")]
    return list(walk(value, expected, "", DEPTH_MAX))


def walk(value: Any, expected: Any, pointer: str, depth: int) -> Errors:
    kind = struct_in(expected)
    if kind is None or not isinstance(value, dict) or depth == 0:
        yield from leaf(value, expected, pointer)
        return
    found = list(fields(value, kind, pointer, depth))
    yield from found or leaf(value, expected, pointer)


def fields(value: dict[str, Any], kind: type[Struct], pointer: str, depth: int) -> Errors:
    known = {field.encode_name: field for field in msgspec.structs.fields(kind)}
    for name in value.keys() - known.keys():
        yield f"{pointer}/{escaped(name)}", "unknown field"
    for name, field in known.items():
        if name in value:
            yield from walk(value[name], field.type, f"{pointer}/{name}", depth - 1)
        elif field.required:
            yield f"{pointer}/{name}", "missing"


def leaf(value: Any, expected: Any, pointer: str) -> Errors:
    try:
        msgspec.convert(value, expected)
    except (msgspec.ValidationError, RecursionError) as error:
        text, _, path = str(error).partition(" - at `$")
        yield pointer + json_pointer(path.rstrip("`")), in_words(text, expected)


def in_words(text: str, expected: Any) -> str:
    """Say what a text takes in words, instead of by its pattern."""
    if not text.startswith(PATTERN_REFUSED):
        return text
    return f"takes {description}" if (description := described(expected)) else text


def described(expected: Any) -> str | None:
    """Return the description of the first pattern in an annotation."""
    for part in getattr(expected, "__metadata__", ()):
        if isinstance(part, Meta) and part.pattern and part.description:
            return part.description
    found = (described(part) for part in get_args(expected))
    return next((description for description in found if description), None)


def struct_in(expected: Any) -> type[Struct] | None:
    """Return the Struct that an annotation is about, alone or beside None and UNSET."""
    if isinstance(expected, type) and issubclass(expected, Struct):
        return expected
    arms = [a for a in get_args(expected) if a not in {type(None), UnsetType}]
    return struct_in(arms[0]) if len(arms) == 1 else None


def json_pointer(path: str) -> str:
    """Turn msgspec's `.evidence[2].url` into `/evidence/2/url` (RFC 6901)."""
    return path.replace("[", "/").replace("]", "").replace(".", "/")


def escaped(name: str) -> str:
    return name[:100].replace("~", "~0").replace("/", "~1")
