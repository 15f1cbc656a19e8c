"""A read-only look at a Jira project: what can be used, and in words what to mend."""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote

from integrations import jira_shapes as shapes
from integrations.answers import dicts
from integrations.jira import JiraApi
from integrations.tracker import Check, TrackerRejected

RIGHTS: Final = ("BROWSE_PROJECTS", "CREATE_ISSUES", "EDIT_ISSUES", "TRANSITION_ISSUES")
# What a create of ours holds, or what Jira fills in by itself.
GIVEN: Final = frozenset(
    {"summary", "project", "issuetype", "description", "labels", "reporter"}
    | {"duedate", "assignee", "priority"}
)


async def checks_of(
    api: JiraApi, project: str, issue_type: str, accounts: Mapping[str, str]
) -> tuple[Check, ...]:
    """Look at a project, its type of issue with screen and workflow, and who can be assigned.

    Raises:
        TrackerRejected, TrackerUnavailable: Not even the project is shown.
    """
    key = quote(project, safe="")
    await api.read(f"/project/{key}")
    kinds = shapes.issue_types(await _meta(api, key))
    kind = next((one for one in kinds if shapes.name(one) == issue_type), None)
    named = ", ".join(map(shapes.name, kinds))
    return (
        Check("project", passed=True, detail=project),
        await _deployment(api),
        *await _rights(api, key),
        _check(
            "issue_type",
            kind is not None,
            f"The project has no issue type {issue_type}; it has: {named}.",
            "Name one of them as the tracker's `fields.issue_type`.",
        ),
        *(_screen(await _fields(api, key, kind)) if kind is not None else ()),
        await _workflow(api, key, issue_type),
        *[await _assignable(api, key, who, account) for who, account in accounts.items()],
    )


async def _deployment(api: JiraApi) -> Check:
    """Whether it is of the kind that it is called as: each has searches that the other has not."""
    told = await _first_told(api, "/serverInfo")
    said = told.get("deploymentType") if isinstance(told, dict) else None
    kind = "cloud" if said == "Cloud" else "data_center"
    return _check(
        "deployment",
        not isinstance(said, str) or (kind == "cloud") == api.is_cloud,
        f"This is Jira {said}, and is called as if it were not.",
        f"Set the tracker's `fields.deployment` to `{kind}`.",
    )


async def _meta(api: JiraApi, key: str) -> Any:
    """Types of issues, from where this Jira tells them: the first address is gone since 9."""
    old = f"/issue/createmeta?projectKeys={key}&expand=projects.issuetypes.fields"
    new = f"/issue/createmeta/{key}/issuetypes"
    return await _first_told(api, new, old)


async def _fields(api: JiraApi, key: str, kind: Mapping[str, Any]) -> Mapping[str, Any]:
    if isinstance(kind.get("fields"), dict):
        return dict(kind["fields"])
    path = f"/issue/createmeta/{key}/issuetypes/{quote(str(kind.get('id')), safe='')}"
    told = await _first_told(api, path)
    listed = told.get("fields") or told.get("values") or () if isinstance(told, dict) else ()
    return {str(one.get("fieldId") or one.get("key")): one for one in dicts(listed)}


async def _first_told(api: JiraApi, *paths: str) -> Any:
    """The first of some answers that is told; None where none is."""
    for path in paths:
        try:
            return (await api.read(path)).body
        except TrackerRejected:
            continue
    return None


async def _rights(api: JiraApi, key: str) -> tuple[Check, ...]:
    told = await _first_told(api, f"/mypermissions?projectKey={key}&permissions={','.join(RIGHTS)}")
    rights = told.get("permissions") if isinstance(told, dict) else None
    if not isinstance(rights, dict):
        return ()
    lacking = [
        right
        for right in RIGHTS
        if isinstance(rights.get(right), dict) and not rights[right].get("havePermission")
    ]
    return (
        _check(
            "permissions",
            not lacking,
            f"The account lacks: {', '.join(lacking)}.",
            "Give them to the token's account in the project's permission scheme.",
        ),
    )


def _screen(fields: Mapping[str, Any]) -> tuple[Check, ...]:
    lacking = [name for name in shapes.required(fields) if name not in GIVEN]
    return (
        _check(
            "required_fields",
            not lacking,
            f"An issue there needs fields that ours have not: {', '.join(lacking)}.",
            "Make them optional for this issue type, give them a default, or take another type.",
        ),
        _check(
            "labels_on_screen",
            not fields or "labels" in fields,
            "Labels are not on the create screen; without them a ticket cannot be found again.",
            "Put the field Labels on the project's create and edit screens.",
        ),
        _check(
            "due_date_on_screen",
            not fields or "duedate" in fields,
            "The due date is not on the create screen; it is told in the text only.",
            "Put the field Due date on the project's create and edit screens.",
        ),
    )


async def _workflow(api: JiraApi, key: str, issue_type: str) -> Check:
    """Whether the workflow has both an open status and a closed one."""
    told = await _first_told(api, f"/project/{key}/statuses")
    kinds = dicts(told)
    statuses = [one.get("statuses") for one in kinds if shapes.name(one) == issue_type]
    found = {shapes.category(status) for listed in statuses for status in listed or ()}
    return _check(
        "statuses",
        not found or ("done" in found and len(found) > 1),
        "The issue type's workflow has no closed status, or no open one.",
        "Give the workflow a status of the category Done, and a way back from it.",
    )


async def _assignable(api: JiraApi, key: str, who: str, account: str) -> Check:
    name = "accountId" if api.is_cloud else "username"
    path = f"/user/assignable/search?project={key}&{name}={quote(account, safe='')}"
    told = await _first_told(api, path)
    found = [shapes.account(one) for one in told] if isinstance(told, list) else []
    return _check(
        "assignable",
        account in found,
        f"{who} is {account} in Jira, to whom issues of the project cannot be assigned.",
        "Let the account be assigned issues in the project, or correct it in the roster.",
    )


def _check(name: str, passed: bool, detail: str, remedy: str) -> Check:  # noqa: FBT001 - the verdict
    return (
        Check(name, passed=True)
        if passed
        else Check(name, passed=False, detail=detail, remedy=remedy)
    )
