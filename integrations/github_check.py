"""A read-only look at a repository: what can be used, and in words what to mend."""

from collections.abc import Mapping
from typing import Any, Final

from integrations.github import GitHubApi
from integrations.github_due import DueField
from integrations.tracker import Check, TrackerRejected

ASSIGNABLE: Final = frozenset({200, 204})


async def checks_of(
    api: GitHubApi,
    project: str,
    repository: Any,
    accounts: Mapping[str, str],
    *,
    due: DueField,
) -> tuple[Check, ...]:
    """Look at a repository as GitHub described it, at its due dates, and at who can be assigned."""
    told = repository if isinstance(repository, dict) else {}
    rights = told.get("permissions")
    may = rights if isinstance(rights, dict) else {}
    is_app = await api.is_app()
    return (
        Check("repository", passed=True, detail=project),
        _check(
            "issues_enabled",
            told.get("has_issues") is not False,
            "The repository has no issues.",
            "Switch issues on in the repository's settings.",
        ),
        _check(
            "not_archived",
            told.get("archived") is not True,
            "The repository is archived, so that nothing in it can be written.",
            "Unarchive it, or point the tracker at another repository.",
        ),
        _check(
            "may_write_issues",
            rights is None or bool(may.get("push") or may.get("triage") or is_app),
            "The account may not write issues there; GitHub would drop labels and assignees.",
            "Give the token's account at least the role Triage, and the token `issues: write`.",
        ),
        *await due.checks(may_set=rights is None or bool(may.get("push") or is_app)),
        *[await _assignable(api, project, who, login) for who, login in accounts.items()],
    )


async def _assignable(api: GitHubApi, project: str, who: str, login: str) -> Check:
    try:
        path = f"/repos/{project}/assignees/{login}"
        await api.send("GET", path, statuses=ASSIGNABLE)
    except TrackerRejected:
        return Check(
            "assignable",
            passed=False,
            detail=f"{who} is {login} on GitHub, who cannot be assigned to issues there.",
            remedy="Give the account access to the repository, or correct the login in the roster.",
        )
    return Check("assignable", passed=True, detail=f"{who}: {login}")


def _check(name: str, passed: bool, detail: str, remedy: str) -> Check:  # noqa: FBT001 - the verdict
    return (
        Check(name, passed=True)
        if passed
        else Check(name, passed=False, detail=detail, remedy=remedy)
    )
