"""Every refusal has a stable code and says what is the matter."""

import re
from typing import Any

import pytest

from domain import errors
from domain.errors import (
    DomainError,
    NotFound,
    PublicationIncomplete,
    StreamContended,
    TransitionRefused,
    VersionConflict,
)


def tree(root: type[DomainError]) -> list[type[DomainError]]:
    return [root, *(found for child in root.__subclasses__() for found in tree(child))]


OURS = [error for error in tree(DomainError) if error.__module__ == errors.__name__]


def test_codes_are_stable_names_and_no_two_are_the_same() -> None:
    codes = [error.code for error in OURS]
    assert len(codes) == len(set(codes))
    assert all(re.fullmatch(r"[a-z]+(_[a-z]+)*", code) for code in codes)


def test_a_code_is_the_name_of_its_class() -> None:
    for error in OURS:
        assert error.code == re.sub(r"(?<=[a-z])(?=[A-Z])", "_", error.__name__).lower()


def test_the_tree_at_the_top_of_the_module_is_the_tree() -> None:
    drawing = (errors.__doc__ or "").partition("\n\n")[2]
    drawn = re.findall(r"^[│├└─ ]*([A-Z]\w+)", drawing, re.MULTILINE)
    assert sorted(drawn) == sorted(error.__name__ for error in OURS)


@pytest.mark.parametrize(
    ("error", "text", "fields"),
    [
        (NotFound("incident", "INC-9"), "there is no incident INC-9", {"name": "INC-9"}),
        (
            TransitionRefused("an action", "done", "cancelled"),
            "an action that is done cannot become cancelled",
            {"current": "done", "target": "cancelled"},
        ),
        (VersionConflict("INC-12", 4, 3), "INC-12 is at version 4", {"actual": 4, "expected": 3}),
        (
            StreamContended("INC-12", 5),
            "INC-12 was busy for 5 attempts; try again",
            {"attempts": 5},
        ),
        (
            PublicationIncomplete([("/actions", "none")]),
            "1 requirement(s) of publication are not met yet",
            {"missing": (("/actions", "none"),)},
        ),
    ],
)
def test_a_refusal_carries_its_values(error: Any, text: str, fields: dict[str, object]) -> None:
    assert str(error) == text
    assert {name: getattr(error, name) for name in fields} == fields
