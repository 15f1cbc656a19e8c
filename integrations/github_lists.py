"""Lists of GitHub's issues, a page at a time; pull requests are among them.

GitHub refuses the number of a page beyond some thousand issues. The header `Link` tells the next
one by a cursor; numbers serve where something in between keeps that header.
"""

from collections.abc import AsyncIterator, Mapping
from http import HTTPStatus
from typing import Any, Final

from integrations import github_shapes as shapes
from integrations.answers import Answer
from integrations.github import NAME, GitHubApi
from integrations.listed import Listed
from integrations.tracker import ListTooLong, TrackerUnavailable

PAGE_SIZE: Final = 100
PAGES_MAX: Final = 1_000


def made_by(login: str | None, direction: str) -> dict[str, str]:
    """What an account made; for an App, which has none, what anybody did."""
    query = {"state": "all", "sort": "created", "direction": direction}
    return query if login is None else query | {"creator": login}


async def pages(
    api: GitHubApi,
    path: str,
    query: Mapping[str, str],
    listed: Listed | None = None,
    pages_max: int | None = None,
) -> AsyncIterator[list[Any]]:
    """Page through a list; no page where it was `listed` so.

    Raises:
        TrackerUnavailable: GitHub did not tell.
        ListTooLong: There are more than `pages_max` pages, or PAGES_MAX.
    """
    listed, asked = listed or Listed(), first(query)
    for number in range(min(pages_max or PAGES_MAX, PAGES_MAX)):
        answer = await page(api, path, asked, listed.etag_of(asked))
        if answer.status == HTTPStatus.NOT_MODIFIED:
            return
        if number == 0:
            listed.note(asked, answer.headers.get("etag"))
        if pages_max and shapes.last_page(answer.headers.get("link", "")) > pages_max:
            break
        yield answer.body
        further = following(asked, answer)
        if further is None:
            return
        asked = further
    raise ListTooLong("list_too_long", f"{NAME} lists too many issues to be sure.")


def first(query: Mapping[str, str]) -> dict[str, str]:
    """What to ask for the first page of a list."""
    return {**query, "per_page": str(PAGE_SIZE), "page": "1"}


async def page(
    api: GitHubApi, path: str, asked: Mapping[str, str], etag: str | None = None
) -> Answer:
    """One page; its body is a list, unless it is the one of the `etag`.

    Raises:
        TrackerUnavailable: GitHub did not tell.
    """
    answer = await api.read(path, asked, etag=etag)
    if answer.status != HTTPStatus.NOT_MODIFIED and not isinstance(answer.body, list):
        raise TrackerUnavailable("unavailable", f"{NAME} answered with something else.")
    return answer


def following(asked: Mapping[str, str], answer: Answer) -> dict[str, str] | None:
    """What to ask for the page after one; None after the last.

    Raises:
        TrackerUnavailable: GitHub told the same page again.
    """
    links = answer.headers.get("link")
    if links and (told := shapes.next_page(links)) is not None:
        further = {name: said for name, said in asked.items() if name != "page"} | told
        if further == asked:
            raise TrackerUnavailable("unavailable", f"{NAME} told the same page again.")
        return further
    if links or len(answer.body) < PAGE_SIZE or "page" not in asked or "after" in asked:
        return None
    return {**asked, "page": str(int(asked["page"]) + 1)}
