"""Due dates in an issue field of the organization, where the tracker's `fields.due_on` names one.

The field is named as people read it, or by its number. A value is added, never sent with the issue:
`issue_field_values` of a PATCH takes the place of all that an issue has, other people's too.
Source: github/github-mcp-server#2551.
"""

import asyncio
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date
from typing import Any, Final

from integrations.answers import dicts
from integrations.github import NAME, OK, GitHubApi
from integrations.github_shapes import day
from integrations.tracker import Check, Draft, Ticket, TrackerRejected, TrackerUnavailable

SETTING: Final = "due_on"
DATE: Final = "date"
LOOK_SECONDS: Final = 60.0  # after which a field that was not there is looked for again
CLEARED: Final = frozenset({204})
HIDDEN: Final = frozenset({"permission_missing", "project_not_found"})


class DueField:
    """One field of one organization; without a name for it there is none."""

    def __init__(self, api: GitHubApi, project: str, fields: Mapping[str, str]) -> None:
        self._api = api
        self._organization = project.partition("/")[0]
        self._named = fields.get(SETTING, "").strip()
        self._number = int(self._named) if self._named.isdecimal() else None
        self._look_at = 0.0
        self._looking = asyncio.Lock()

    @property
    def is_named(self) -> bool:
        return bool(self._named)

    async def number(self) -> int | None:
        """The field's number; None where none is named, or GitHub shows no such field of dates.

        Raises:
            TrackerUnavailable: GitHub did not tell, which says nothing about the field.
        """
        async with self._looking:  # who asks meanwhile is to have the answer as well
            if self._named and self._number is None and time.monotonic() >= self._look_at:
                found = self._found(await self._listed() or ())
                self._look_at = time.monotonic() + LOOK_SECONDS
                self._number = found["id"] if found and _holds_days(found) else None
            return self._number

    def day_in(self, raw: Mapping[str, Any], told: date | None) -> tuple[date | None, bool]:
        """The day that an issue is due, and whether it can hold one; its text tells `told`."""
        if not self._named:
            return told, True
        values = raw.get("issue_field_values")
        mine = (one for one in dicts(values) if self._is_of(one))
        can_hold = self._number is not None and isinstance(values, list)
        return day(next(mine, {}).get("value")), can_hold

    def differs(self, draft: Draft, ticket: Ticket) -> bool:
        """Whether the field does not hold what it is to hold."""
        if not self._named or not ticket.has_due_date:
            return False
        return draft.due_on not in {None, ticket.due_on} or ticket.due_on in draft.withheld.days

    async def value_of(self, due_on: date | None) -> list[dict[str, object]]:
        """What a new issue is sent with."""
        number = await self.number() if due_on is not None else None
        if number is None or due_on is None:
            return []
        return [{"field_id": number, "value": due_on.isoformat()}]

    async def write(self, place: str, draft: Draft, ticket: Ticket) -> None:
        """Bring an issue's field in step; whether it was taken, the next look tells."""
        number = await self.number()
        if number is None or not self.differs(draft, ticket):
            return
        values = f"{place}/issue-field-values"
        with suppress(TrackerRejected):
            if draft.due_on is None:
                await self._api.send("DELETE", f"{values}/{number}", statuses=CLEARED)
                return
            body = {"issue_field_values": await self.value_of(draft.due_on)}
            await self._api.send("POST", values, body=body, statuses=OK)

    async def checks(self, *, may_set: bool) -> tuple[Check, ...]:
        """Look whether the field that is named can be used."""
        if not self._named:
            return ()
        listed = await self._listed()
        if listed is None and self._number is None:
            return (self._unlisted(),)
        if listed is not None and (wrong := self._wrong(listed)) is not None:
            return (wrong,)
        return (Check("due_date_field", passed=True, detail=self._named), _settable(may_set))

    def _wrong(self, listed: Sequence[Mapping[str, Any]]) -> Check | None:
        found = self._found(listed)
        if found is not None and _holds_days(found):
            return None
        days = ", ".join(str(one.get("name")) for one in listed if _holds_days(one)) or "none"
        what = f"The organization {self._organization} has no issue field {self._named}."
        if found is not None:
            what = f"The issue field {self._named} is of the type {found.get('data_type')}."
        return Check(
            "due_date_field",
            passed=False,
            detail=f"{what} Its fields of the type date: {days}.",
            remedy="Name one of those as the tracker's `fields.due_on`, or make one in the "
            "organization's settings.",
        )

    def _unlisted(self) -> Check:
        return Check(
            "due_date_field",
            passed=False,
            detail=f"GitHub shows no issue fields of {self._organization} to this credential.",
            remedy="Give the token `read:org`, or the organization permission Issue Fields (read); "
            "or name the field by its number, as a GitHub App must. Without an organization there "
            "are no such fields: take `fields.due_on` away.",
        )

    async def _listed(self) -> list[dict[str, Any]] | None:
        """The organization's fields; None where they are not shown."""
        try:
            answer = await self._api.read(f"/orgs/{self._organization}/issue-fields")
        except TrackerRejected as error:
            if error.code not in HIDDEN:
                raise
            return None
        if not isinstance(answer.body, list):
            raise TrackerUnavailable("unavailable", f"{NAME} answered with something else.")
        return dicts(answer.body)

    def _is_of(self, value: Mapping[str, Any]) -> bool:
        """Whether a value is the field's; GitHub need not tell the names of fields beside those."""
        if self._number is not None:
            return value.get("issue_field_id") == self._number
        return self._is(value, "issue_field_id", "issue_field_name")

    def _found(self, listed: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
        mine = (one for one in listed if self._is(one, "id", "name"))
        return next((one for one in mine if isinstance(one.get("id"), int)), None)

    def _is(self, one: Mapping[str, Any], number: str, name: str) -> bool:
        if self._named.isdecimal():
            return one.get(number) == int(self._named)
        return str(one.get(name) or "").casefold() == self._named.casefold()


def _settable(may_set: bool) -> Check:  # noqa: FBT001 - the verdict
    if may_set:
        return Check("may_set_due_date", passed=True)
    return Check(
        "may_set_due_date",
        passed=False,
        detail="The account may not set issue fields: GitHub asks for push access for that.",
        remedy="Give the token's account at least the role Write in the repository.",
    )


def _holds_days(field: Mapping[str, Any]) -> bool:
    return field.get("data_type") == DATE
