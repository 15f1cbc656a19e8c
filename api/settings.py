"""Process settings. The only module that knows the environment exists.

One field is one variable: `data_dir` is TWICESHY_DATA_DIR. Each field's Meta carries what the
variable is for (`description`) and what it takes (`extra["takes"]`); the README's table and the
refusals are held against these.
"""

import difflib
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Final, Literal, get_type_hints

import msgspec
from msgspec import Meta

from api.workdays import is_known

PREFIX: Final = "TWICESHY_"
Days = Annotated[int, Meta(ge=1, le=365)]


SECONDS_TAKEN: Final = "one to ten numbers from 0 to 86400 with commas between, as 15,60,180"


class SettingsRefused(Exception):
    """A variable that is unknown or malformed. The text names it, and never repeats its value."""


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Every setting of the process. An empty variable counts as an absent one."""

    host: Annotated[
        str,
        Meta(
            min_length=1,
            description="Address the process listens on.",
            extra={"takes": "a host name or an address"},
        ),
    ] = "127.0.0.1"
    port: Annotated[
        int,
        Meta(
            ge=0,
            le=65535,
            description="Port the process listens on; 0 picks a free one.",
            extra={"takes": "a whole number from 0 to 65535"},
        ),
    ] = 8000
    data_dir: Annotated[
        str | None,
        Meta(
            description="Folder for the embedded database and the bootstrap key. Absent: `.data` "
            "in the current folder; as root, where that is closed to the database's account, "
            "/var/lib/twiceshy.",
            extra={"takes": "the path of a folder"},
        ),
    ] = None
    database_url: Annotated[
        Annotated[str, Meta(pattern="^postgres(ql)?://")] | None,
        Meta(
            description="PostgreSQL to use, tested with 18. Absent: an embedded one in the data "
            "folder.",
            extra={"takes": "an address that begins with postgresql://"},
        ),
    ] = None
    bootstrap_api_key: Annotated[
        Annotated[str, Meta(pattern=r"^[!-~]{16,200}\Z")] | None,
        Meta(
            description="First API key. Absent: made at the first start, printed once, kept in "
            "`bootstrap-api-key` in the data folder.",
            extra={"takes": "16 to 200 printable ASCII characters without spaces"},
        ),
    ] = None
    log_format: Annotated[
        Literal["console", "json"],
        Meta(
            description="Form of the log on standard error: lines for people, or JSON.",
            extra={"takes": "console or json"},
        ),
    ] = "console"
    log_level: Annotated[
        Literal["debug", "info", "warning", "error"],
        Meta(
            description="Least severe entry that is logged.",
            extra={"takes": "debug, info, warning or error"},
        ),
    ] = "info"
    connections_max: Annotated[
        int,
        Meta(
            ge=2,
            le=100,
            description="Database connections held by this process for the log, and as many again "
            "for the lists.",
            extra={"takes": "a whole number from 2 to 100"},
        ),
    ] = 8
    postmortem_due_days: Annotated[
        int,
        Meta(
            ge=1,
            le=365,
            description="Days from mitigation to the day the postmortem is due.",
            extra={"takes": "a whole number from 1 to 365"},
        ),
    ] = 7
    postmortem_reminder_days: Annotated[
        int,
        Meta(
            ge=0,
            le=365,
            description="Days from mitigation to the day to remind of the postmortem.",
            extra={"takes": "a whole number from 0 to 365"},
        ),
    ] = 5
    calendar: Annotated[
        Literal["calendar", "business"],
        Meta(
            description="Which days count for the postmortem: all, or those on which people work.",
            extra={"takes": "calendar or business"},
        ),
    ] = "calendar"
    holidays: Annotated[
        Annotated[str, Meta(pattern="^[A-Z]{2}(-[A-Za-z0-9]{1,10})?$")] | None,
        Meta(
            description="Whose weekends and holidays the business calendar keeps. Absent: "
            "Saturdays and Sundays alone.",
            extra={"takes": "a country of ISO 3166, or a part of one, as DE or DE-BE"},
        ),
    ] = None
    escalation_days: Annotated[
        tuple[Days, Days, Days],
        Meta(
            description="Days overdue on which an action calls on its owner, on the incident's "
            "lead, on the manager.",
            extra={"takes": "three numbers from 1 to 365 that do not fall, as 1,3,7"},
        ),
    ] = (1, 3, 7)
    postmortem_overdue_days: Annotated[
        tuple[Days, Days],
        Meta(
            description="Days overdue on which an unpublished postmortem calls on its lead, on "
            "the lead's manager.",
            extra={"takes": "two numbers from 1 to 365 that do not fall, as 1,3"},
        ),
    ] = (1, 3)
    escalation_repeat_days: Annotated[
        int,
        Meta(
            ge=1,
            le=365,
            description="Days after which each of them is called on again, for as long as it is "
            "overdue.",
            extra={"takes": "a whole number from 1 to 365"},
        ),
    ] = 7
    public_url: Annotated[
        Annotated[str, Meta(pattern=r"^https?://[^\s/?#@]+(/[^\s?#]*)?\Z")] | None,
        Meta(
            description="Address under which people reach the API; tickets link to their actions "
            "there. Absent: no links.",
            extra={"takes": "an address that begins with http:// or https://, without a password"},
        ),
    ] = None
    credentials_dir: Annotated[
        Annotated[str, Meta(pattern="^/")] | None,
        Meta(
            description="Folder in which alone files named by trackers as credentials are read. "
            "Absent: wherever this process may read.",
            extra={"takes": "the path of a folder, from /"},
        ),
    ] = None
    mirror_poll_seconds: Annotated[
        float,
        Meta(
            ge=0.05,
            le=86400,
            description="Seconds between two looks at each tracker for changes made there.",
            extra={"takes": "a number from 0.05 to 86400"},
        ),
    ] = 120
    mirror_search_seconds: Annotated[
        float,
        Meta(
            ge=1,
            le=2592000,
            description="Seconds from the beginning of one search of each tracker for second "
            "tickets of an action to the beginning of the next.",
            extra={"takes": "a number from 1 to 2592000"},
        ),
    ] = 86400
    mirror_settle_seconds: Annotated[
        tuple[Annotated[float, Meta(ge=0, le=86400)], ...],
        Meta(
            min_length=1,
            max_length=10,
            description="Seconds after an unconfirmed creation at which the mirror looks for the "
            "ticket before it may create again.",
            extra={"takes": SECONDS_TAKEN},
        ),
    ] = (15, 60, 180)
    mirror_settle_jira_seconds: Annotated[
        tuple[Annotated[float, Meta(ge=0, le=86400)], ...],
        Meta(
            min_length=1,
            max_length=10,
            description="The same for Jira, whose search misses what is new for longer.",
            extra={"takes": SECONDS_TAKEN},
        ),
    ] = (15, 60, 180, 600)


META: Final[Mapping[str, Meta]] = {
    field: hint.__metadata__[-1]
    for field, hint in get_type_hints(Settings, include_extras=True).items()
}

LISTS: Final = {
    field.name for field in msgspec.structs.fields(Settings) if isinstance(field.default, tuple)
}


def load(environ: Mapping[str, str]) -> Settings:
    """The settings that `environ` holds, defaults for the rest.

    Raises:
        SettingsRefused: a TWICESHY_* name is unknown, or its value is not one it takes.
    """
    known = {variable_of(field): field for field in META}
    ours = {name: text for name, text in environ.items() if name.startswith(PREFIX)}
    for name in sorted(ours.keys() - known.keys()):
        raise SettingsRefused(f"{name} is not a setting. {_hint(name, known)}")
    settings = Settings(
        **{known[name]: _value(known[name], text) for name, text in ours.items() if text}
    )
    check_reminder(settings)
    check_holidays(settings)
    check_rising(settings)
    return settings


def check_reminder(settings: Settings) -> None:
    """Let a reminder pass that comes before the day the postmortem is due, or on it.

    Raises:
        SettingsRefused: it comes later.
    """
    if settings.postmortem_reminder_days > settings.postmortem_due_days:
        raise SettingsRefused(
            f"{variable_of('postmortem_reminder_days')} takes at most the days of "
            f"{variable_of('postmortem_due_days')}; set both."
        )


def check_holidays(settings: Settings) -> None:
    """Let a place pass whose holidays are known, where they count.

    Raises:
        SettingsRefused: they do not.
    """
    if settings.holidays is None:
        return
    name = variable_of("holidays")
    if settings.calendar != "business":
        raise SettingsRefused(f"{name} needs {variable_of('calendar')}=business; set both.")
    if not is_known(settings.holidays):
        takes = (META["holidays"].extra or {})["takes"]
        raise SettingsRefused(f"{name} takes {takes}; of this one no holidays are known.")


def check_rising(settings: Settings) -> None:
    """Let days pass on which nobody is called on before who is nearer to the work.

    Raises:
        SettingsRefused: they fall.
    """
    for field in ("escalation_days", "postmortem_overdue_days"):
        days = getattr(settings, field)
        if list(days) != sorted(days):
            raise SettingsRefused(
                f"{variable_of(field)} takes {(META[field].extra or {})['takes']}."
            )


def variable_of(field: str) -> str:
    return PREFIX + field.upper()


def _value(field: str, text: str) -> Any:
    raw = text.split(",") if field in LISTS else text
    try:
        return getattr(msgspec.convert({field: raw}, Settings, strict=False), field)
    except msgspec.ValidationError:
        takes = (META[field].extra or {})["takes"]
        raise SettingsRefused(f"{variable_of(field)} takes {takes}.") from None


def _hint(name: str, known: Iterable[str]) -> str:
    """The nearest of `known`, by what follows the prefix that all of them share."""
    wanted, fields = name.removeprefix(PREFIX).upper(), [one.removeprefix(PREFIX) for one in known]
    close = difflib.get_close_matches(wanted, fields, n=1, cutoff=0.7)
    return f"Did you mean {PREFIX}{close[0]}?" if close else "The README lists them all."
