"""What Jira does with `update` of an issue, and its stand-in does not: change labels one by one."""

from typing import Any

from msgspec import json

from tests.standins.wire import Forward, Request, Response


async def label_updates(request: Request, forward: Forward) -> Response:
    """Add and remove labels of an issue as it is at this moment."""
    said = json.decode(request.body) if request.method == "PUT" and request.body else {}
    changes = said.pop("update", {}).get("labels") if isinstance(said, dict) else None
    if not changes:
        return await forward(request)
    said.setdefault("fields", {})  # either may be there alone
    assert "labels" not in said["fields"], "Jira refuses a field that is in both"
    issue = json.decode((await forward(request.to("GET", request.path).saying(b""))).body)
    said["fields"]["labels"] = _changed(issue["fields"]["labels"], changes)
    return await forward(request.saying(json.encode(said)))


def _changed(labels: list[str], changes: list[dict[str, Any]]) -> list[str]:
    removed = {change["remove"] for change in changes if "remove" in change}
    added = [change["add"] for change in changes if "add" in change]
    return [name for name in dict.fromkeys([*labels, *added]) if name not in removed]
