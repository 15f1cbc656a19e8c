"""The environment is read once, strictly, and a refusal never repeats a value."""

import pytest

from api.settings import META, Settings, SettingsRefused, load, variable_of


def test_an_empty_environment_gives_the_defaults() -> None:
    assert load({"PATH": "/bin"}) == Settings()


def test_values_are_read_in_their_own_types() -> None:
    settings = load(
        {
            "TWICESHY_PORT": "0",
            "TWICESHY_MIRROR_SETTLE_SECONDS": "0.5,1,2",
            "TWICESHY_ESCALATION_DAYS": "2,2,30",
            "TWICESHY_LOG_FORMAT": "json",
        }
    )
    assert (settings.port, settings.mirror_settle_seconds) == (0, (0.5, 1.0, 2.0))
    assert settings.log_format == "json"
    assert settings.escalation_days == (2, 2, 30)


def test_an_empty_variable_counts_as_an_absent_one() -> None:
    assert load({"TWICESHY_DATABASE_URL": "", "TWICESHY_PORT": ""}) == Settings()


@pytest.mark.parametrize("name", ["TWICESHY_PROT", "TWICESHY_port", "TWICESHY_", "TWICESHY_X"])
def test_an_unknown_name_is_refused(name: str) -> None:
    with pytest.raises(SettingsRefused, match=f"{name} is not a setting"):
        load({name: ""})


def test_a_misspelt_name_is_answered_with_the_nearest() -> None:
    with pytest.raises(SettingsRefused, match=r"Did you mean TWICESHY_DATABASE_URL\?"):
        load({"TWICESHY_DATABSE_URL": "postgresql://h/d"})


def test_a_name_that_only_begins_like_a_setting_is_no_misspelt_one() -> None:
    with pytest.raises(SettingsRefused, match="The README lists them all"):
        load({"TWICESHY_FOO": "1"})


@pytest.mark.parametrize("address", ["https://h", "http://h:8000/", "https://h/a/b@c"])
def test_people_may_reach_the_service_below_a_path(address: str) -> None:
    assert load({"TWICESHY_PUBLIC_URL": address}).public_url == address


@pytest.mark.parametrize(
    ("name", "bad"),
    [
        ("TWICESHY_PORT", "65536"),
        ("TWICESHY_PORT", "http"),
        ("TWICESHY_DATABASE_URL", "mysql://user:s3cret@h/d"),
        ("TWICESHY_BOOTSTRAP_API_KEY", "s3cret"),
        ("TWICESHY_BOOTSTRAP_API_KEY", "s3cret with spaces in it"),
        ("TWICESHY_BOOTSTRAP_API_KEY", "twy_with-the-end-of-its-line\n"),
        ("TWICESHY_PUBLIC_URL", "https://user:s3cret@h"),
        ("TWICESHY_PUBLIC_URL", "https://h/twiceshy\n"),
        ("TWICESHY_LOG_FORMAT", "xml"),
        ("TWICESHY_LOG_LEVEL", "loud"),
        ("TWICESHY_CONNECTIONS_MAX", "1000"),
        ("TWICESHY_CALENDAR", "lunar"),
        ("TWICESHY_HOLIDAYS", "Germany"),
        ("TWICESHY_MIRROR_POLL_SECONDS", "nan"),
        ("TWICESHY_MIRROR_SETTLE_SECONDS", "1,,2"),
        ("TWICESHY_MIRROR_SETTLE_SECONDS", "-1"),
        ("TWICESHY_ESCALATION_DAYS", "2,4"),
        ("TWICESHY_ESCALATION_DAYS", "0,3,7"),
        ("TWICESHY_ESCALATION_DAYS", "1,7,3"),
        ("TWICESHY_POSTMORTEM_OVERDUE_DAYS", "9,8"),
        ("TWICESHY_ESCALATION_REPEAT_DAYS", "0"),
    ],
)
def test_a_bad_value_is_answered_with_what_the_variable_takes(name: str, bad: str) -> None:
    with pytest.raises(SettingsRefused) as refusal:
        load({name: bad})
    assert str(refusal.value).startswith(f"{name} takes ")
    assert bad not in str(refusal.value)


def test_every_setting_says_what_it_is_for_and_what_it_takes() -> None:
    for field in Settings.__struct_fields__:
        assert META[field].description, variable_of(field)
        assert (META[field].extra or {})["takes"], variable_of(field)


def test_a_reminder_cannot_come_after_the_day_it_reminds_of() -> None:
    with pytest.raises(SettingsRefused, match="TWICESHY_POSTMORTEM_REMINDER_DAYS"):
        load({"TWICESHY_POSTMORTEM_DUE_DAYS": "3"})
    settings = load({"TWICESHY_POSTMORTEM_DUE_DAYS": "3", "TWICESHY_POSTMORTEM_REMINDER_DAYS": "2"})
    assert (settings.postmortem_due_days, settings.postmortem_reminder_days) == (3, 2)


@pytest.mark.parametrize("place", ["XX", "DE-ZZ", "XX-BE"])
def test_a_place_whose_holidays_nobody_knows_is_refused(place: str) -> None:
    with pytest.raises(SettingsRefused, match="TWICESHY_HOLIDAYS takes a country") as refusal:
        load({"TWICESHY_CALENDAR": "business", "TWICESHY_HOLIDAYS": place})
    assert place not in str(refusal.value)


def test_holidays_count_in_the_business_calendar_alone() -> None:
    with pytest.raises(SettingsRefused, match="TWICESHY_CALENDAR=business"):
        load({"TWICESHY_HOLIDAYS": "DE-BE"})
    settings = load({"TWICESHY_CALENDAR": "business", "TWICESHY_HOLIDAYS": "DE-BE"})
    assert (settings.calendar, settings.holidays) == ("business", "DE-BE")
