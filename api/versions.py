"""Stream versions as entity tags (RFC 9110, 8.8.3): version 7 travels as `"7"`.

A rendering has a tag of its own, as every representation must; it begins with the version, too, so
that any of them can be sent in If-Match.
"""

import re
from typing import Final

from api.errors import problem

TAG: Final = re.compile(r'"([0-9]{1,9})(?:-[a-z]+-[0-9a-f]{16})?"')


def etag(version: int, rendering: str | None = None) -> str:
    return f'"{version}"' if rendering is None else f'"{version}-{rendering}"'


def expected_version(
    if_match: str | None, if_none_match: str | None, *, required: bool = False
) -> int | None:
    """Return the version that the caller's If-Match pins; 0 for If-None-Match: *.

    Raises:
        ProblemDetailsException: 400 for another form, 428 where it is required and absent.
    """
    if if_none_match is not None:
        if if_none_match.strip() == "*" and if_match is None:
            return 0
        raise problem(
            400, "A write takes one version in If-Match, or * in If-None-Match, not both."
        )
    if if_match is None:
        if required:
            raise problem(428, 'Send the version you edited in If-Match, as in If-Match: "3".')
        return None
    match = TAG.fullmatch(if_match.strip())
    if match is None:
        raise problem(400, 'If-Match takes one version in quotes, as in If-Match: "3".')
    return int(match[1])
