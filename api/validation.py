"""All that is wrong with a body, at once.

Decoding stops at the first error, so a body that was refused is walked again, field by field, with
the same rules.
"""

from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from itertools import islice
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

import msgspec
from msgspec import Meta, Struct, UnsetType

Errors = Iterable[tuple[str, str]]

DEPTH_MAX: Final = 20
ERRORS_MAX: Final = 100
PATTERN_REFUSED: Final = "Expected `str` matching regex"
CHOICE_REFUSED: Final = "Invalid enum value"


def errors_in(body: bytes, expected: Any) -> list[tuple[str, str]]:
    """Return (JSON pointer, sentence) pairs for `body`, which did not decode as `expected`."""
    try:
        value = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return [("", f"the body is not JSON: {error}")]
    return list(islice(walk(value, expected, "", DEPTH_MAX), ERRORS_MAX))


def walk(value: Any, expected: Any, pointer: str, depth: int) -> Errors:
    """What is wrong with the parts of `value`; where they are right, what is wrong with it all."""
    found = False
    for error in parts(value, arm(value, core(expected)), pointer, depth):
        found = True
        yield error
    if not found:
        yield from leaf(value, expected, pointer)


def parts(value: Any, kind: Any, pointer: str, depth: int) -> Errors:
    if depth == 0:
        return
    if isinstance(value, dict) and isinstance(kind, type) and issubclass(kind, Struct):
        yield from fields(value, kind, pointer, depth)
    elif isinstance(value, dict) and get_origin(kind) is dict:
        yield from entries(value, *get_args(kind), pointer=pointer, depth=depth)
    elif isinstance(value, list) and get_origin(kind) is tuple:
        yield from items(value, get_args(kind)[0], pointer, depth)


def arm(value: Any, kind: Any) -> Any:
    """Of several kinds, the one whose fields an object is held to; else `kind` as it is."""
    if not isinstance(value, dict) or get_origin(kind) not in {Union, UnionType}:
        return kind
    structs = [one for one in get_args(kind) if isinstance(one, type) and issubclass(one, Struct)]
    return structs[0] if len(structs) == 1 else kind


def fields(value: dict[str, Any], kind: type[Struct], pointer: str, depth: int) -> Errors:
    known = {field.encode_name: field for field in msgspec.structs.fields(kind)}
    for name in sorted(value.keys() - known.keys()):
        yield f"{pointer}/{escaped(name)}", "unknown field"
    for name, field in known.items():
        if name in value:
            yield from walk(value[name], field.type, f"{pointer}/{name}", depth - 1)
        elif field.required:
            yield f"{pointer}/{name}", "missing"


def entries(
    value: Mapping[str, Any], key_type: Any, value_type: Any, *, pointer: str, depth: int
) -> Errors:
    for name, entry in value.items():
        there = f"{pointer}/{escaped(name)}"
        yield from leaf(name, key_type, there)
        yield from walk(entry, value_type, there, depth - 1)


def items(value: Sequence[Any], kind: Any, pointer: str, depth: int) -> Errors:
    for number, item in enumerate(value):
        yield from walk(item, kind, f"{pointer}/{number}", depth - 1)


def leaf(value: Any, expected: Any, pointer: str) -> Errors:
    try:
        msgspec.convert(value, expected)
    except (msgspec.ValidationError, RecursionError) as error:
        text, _, path = str(error).partition(" - at `$")
        yield pointer + json_pointer(path.rstrip("`")), in_words(text, expected)


def in_words(text: str, expected: Any) -> str:
    """Say what is taken, where `text` names but a pattern, or the value that is not."""
    taken = None
    if text.startswith(PATTERN_REFUSED):
        taken = described(expected)
    elif text.startswith(CHOICE_REFUSED):
        taken = ", ".join(choices(core(expected)))
    return f"takes {taken}" if taken else text


def choices(kind: Any) -> list[str]:
    """Return the values of an enumeration, of a Literal, or of what a list of either takes."""
    if get_origin(kind) is list:
        return choices(core(get_args(kind)[0]))
    if isinstance(kind, type) and issubclass(kind, Enum):
        return [str(member.value) for member in kind]
    return [str(value) for value in get_args(kind)] if get_origin(kind) is Literal else []


def described(expected: Any) -> str | None:
    """Return the description of the first pattern in an annotation."""
    for part in getattr(expected, "__metadata__", ()):
        if isinstance(part, Meta) and part.pattern and part.description:
            return part.description
    found = (described(part) for part in get_args(expected))
    return next((description for description in found if description), None)


def core(expected: Any) -> Any:
    """Return what an annotation is about: less its bounds, alone where None or UNSET may stand."""
    if get_origin(expected) is Annotated:
        return core(get_args(expected)[0])
    if get_origin(expected) in {Union, UnionType}:
        arms = [arm for arm in get_args(expected) if arm not in {NoneType, UnsetType}]
        return core(arms[0]) if len(arms) == 1 else expected
    return expected


def json_pointer(path: str) -> str:
    """Turn msgspec's `.evidence[2].url` into `/evidence/2/url` (RFC 6901)."""
    return path.replace("[", "/").replace("]", "").replace(".", "/")


def escaped(name: str) -> str:
    return name[:100].replace("~", "~0").replace("/", "~1")
