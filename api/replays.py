"""The first answer to a keyed POST, given again: to a person, as far as they may know of it now.

The person may have lost sight of what the answer tells since it was given. The thing that was asked
for, or made, is then not there; links to other incidents are left out.
"""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from msgspec import Raw, json
from msgspec.structs import replace

from api.idempotency import Reply
from api.references import Prefix, References
from api.visibility import check_known, hidden_from
from domain.action import ACTION
from domain.decider import Decider
from domain.incident import INCIDENT
from domain.postmortem import POSTMORTEM
from eventstore.repository import Repository

Thing = tuple[Prefix, Decider[Any, Any, Any]]

# What belongs to an incident, by the name of the parameter that stands for it in a path.
THINGS: Final[dict[str, Thing]] = {
    "incident": (Prefix.INCIDENT, INCIDENT),
    "postmortem": (Prefix.POSTMORTEM, POSTMORTEM),
    "action": (Prefix.ACTION, ACTION),
}


# Where the answer that is an incident tells of others.
LISTS: Final = ("related", "similar")


async def known_reply(
    repository: Repository,
    references: References,
    told: Reply,
    viewer: tuple[str, ...] | None,
    path: Mapping[str, Any],
) -> Reply:
    """Return the answer `told` to a request with these parameters in its path.

    Raises:
        NotFound: `viewer` may not know any more of what it is about; see Call.viewer.
    """
    if viewer is None:
        return told
    for parameter, name in {**path, **made(told)}.items():
        if parameter in THINGS:
            prefix, decider = THINGS[parameter]
            await check_known(repository, decider, references.resolve(prefix, name), viewer)
    return replace(told, body=await known_part(repository, told.body, viewer))


def made(told: Reply) -> Mapping[str, str]:
    """What the request made, by the name that it has in a path."""
    if told.location is None:
        return {}
    collection, name = told.location.split("/")[-2:]
    return {collection.removesuffix("s"): name}


async def known_part(repository: Repository, body: Raw, viewer: tuple[str, ...]) -> Raw:
    """The body as it was, or without the incidents that the person may not know of."""
    document = json.decode(body)
    lists: list[list[Any]] = [document[name] for name in LISTS if name in document]
    ends = {other_in(one) for listed in lists for one in listed}
    hidden = await hidden_from(repository, ends, viewer)
    if not hidden:
        return body
    for listed in lists:
        listed[:] = [one for one in listed if other_in(one) not in hidden]
    return Raw(json.encode(document))


def other_in(one: dict[str, Any]) -> UUID:
    """The incident that a link leads to, or that is like the one declared."""
    return UUID(one.get("incident_id") or one["id"])
