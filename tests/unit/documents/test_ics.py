"""The calendar file: read by a second library, dates of law right, weekly runs recurring."""

import datetime as dt
import os
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import icalendar
import pytest
import vobject  # type: ignore[import-untyped]

from bestplaced.documents.ics import ics
from bestplaced.documents.texts import texts_in
from bestplaced.engagement import Scope, year_calendar
from tests.engagements import engaged

STAMP = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)
UK: dict[str, Any] = {
    "country": "GB",
    "currency": "GBP",
    "calendar": {
        "year_end_month": 3,
        "legal_form": "limited_company",
        "pay_day": dt.date(2027, 1, 29),
        "vat_quarter_month": 3,
    },
}
US: dict[str, Any] = {
    "calendar": {
        "year_end_month": 12,
        "legal_form": "s_corporation",
        "pay_day": dt.date(2027, 1, 8),
        "deposits": "monthly",
    }
}


UK_SCOPE, US_SCOPE, BARE = engaged(**UK)[2], engaged(**US)[2], engaged()[2]


def written(scope: Scope, year: int = 2027) -> bytes:
    """Return the file of a hand-made engagement."""
    return ics(scope, year_calendar(scope, year), texts_in("en"), STAMP)


def parsed_of(file: bytes) -> Any:  # noqa: ANN401 - a component has many kinds of properties
    """Return a file as icalendar reads it."""
    return icalendar.Calendar.from_ical(file)


def days(file: bytes, title: str) -> list[str]:
    """Return the days on which a second library (vobject) sees an event, repetitions unrolled."""
    found = []
    read: Any = vobject.readOne(file.decode())
    for event in read.vevent_list:
        if title in event.summary.value:
            first = event.dtstart.value
            rules = event.getrruleset()
            found += [d.date().isoformat() for d in rules] if rules else [first.isoformat()]
    return sorted(found)


def test_uk_dates_of_2027_load_in_a_second_library_and_are_right() -> None:
    file = written(UK_SCOPE)
    # VAT quarters end 31 December, March, June, September: one month and seven days later are
    # Sunday 7 February -> Friday 5; Friday 7 May; Saturday 7 August -> Friday 6; Sunday
    # 7 November -> Friday 5
    assert days(file, "VAT return and payment") == [
        "2027-02-05",
        "2027-05-07",
        "2027-08-06",
        "2027-11-05",
    ]
    # the 22nd of May and August 2027 are Saturdays; no other 22nd is a weekend or bank holiday
    paye = days(file, "PAYE and National Insurance")
    assert len(paye) == 12
    assert {d for d in paye if not d.endswith("22")} == {"2027-05-21", "2027-08-20"}
    # year to 31 March 2027: tax by 1 January 2028, a holiday and Saturday -> Friday 31 December
    assert days(file, "Corporation tax, nine months") == ["2027-12-31"]


def test_us_dates_of_2027_load_in_a_second_library_and_are_right() -> None:
    file = written(US_SCOPE)
    # the last days of January and October 2027 are Sundays, of July a Saturday
    assert days(file, "Form 941") == ["2027-02-01", "2027-04-30", "2027-08-02", "2027-11-01"]
    assert days(file, "Form 1120-S") == ["2027-03-15"]  # a Monday
    # the 15th of May is a Saturday, of August a Sunday; 15 February is Washington's Birthday
    deposits = days(file, "monthly depositor")
    moved = {d for d in deposits if not d.endswith("15")}
    assert moved == {"2027-02-16", "2027-05-17", "2027-08-16"}


def test_every_date_of_the_calendar_stands_in_the_file_once_repetitions_unrolled() -> None:
    year = year_calendar(UK_SCOPE, 2027)
    wanted = Counter(entry.due.date.isoformat() for entry in year.dates)
    assert Counter(days(written(UK_SCOPE), "")) == wanted


def test_the_golden_text_of_the_calendar() -> None:
    """Each series once: first day, repetitions, words; ids and the stamp are left out."""
    lines: dict[str, str] = {}
    for event in icalendar.Calendar.from_ical(written(UK_SCOPE)).walk("VEVENT"):
        until = event.get("RRULE", {}).get("UNTIL", [""])[0]
        about = str(event["DESCRIPTION"]).replace("\n", " / ")
        repeated = f" weekly until {until}" if until else ""
        said = f"{event['SUMMARY']} | {about}"
        lines.setdefault(said, f"{event.decoded('DTSTART')}{repeated} | {said}")
    text = "\n".join(sorted(lines.values())) + "\n"
    path = Path(__file__).parents[2] / "fixtures" / "documents" / "calendar-gb.txt"
    if os.environ.get("RENEW_GOLDEN"):  # then read the difference
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


def test_weekly_dates_recur_and_dates_that_moved_stand_alone() -> None:
    parsed = parsed_of(written(US_SCOPE))
    events = [e for e in parsed.walk("VEVENT") if "13-week" in str(e["summary"])]
    recurring = [e for e in events if "rrule" in e]
    assert recurring
    assert len(events) < 20  # not one for each of 52 weeks
    assert all("Moved from" not in str(e["description"]) for e in recurring)


def test_days_have_no_time_zone_keep_no_time_busy_and_remind() -> None:
    parsed = parsed_of(written(UK_SCOPE))
    for event in parsed.walk("VEVENT"):
        start = event["dtstart"].dt
        assert type(start) is dt.date
        assert event["dtend"].dt - start == dt.timedelta(days=1)
        assert event["transp"] == "TRANSPARENT"
        assert all(a["trigger"].dt < dt.timedelta(0) for a in event.walk("VALARM"))
        assert list(event.walk("VALARM"))


def test_ids_are_unique_and_the_same_each_time() -> None:
    ids = [str(e["uid"]) for e in parsed_of(written(UK_SCOPE)).walk("VEVENT")]
    assert len(ids) == len(set(ids))
    assert written(UK_SCOPE) == written(UK_SCOPE)


def test_what_is_missing_stands_in_the_calendar_itself() -> None:
    parsed = parsed_of(written(BARE))
    (event,) = (e for e in parsed.walk("VEVENT") if "facts are missing" in str(e["summary"]))
    assert "calendar.deposits: Payroll tax deposit" in str(event["description"])


@pytest.mark.parametrize(
    "name", ["A;B,C\\D", "שלום בע״מ", "株式会社 松", "x\r\nEND:VCALENDAR", "&<b>"]
)
def test_names_of_any_kind_leave_the_file_whole(name: str) -> None:
    file = written(replace(UK_SCOPE, case=UK_SCOPE.case.model_copy(update={"name": name})))
    parsed = parsed_of(file)
    assert file.count(b"\r\nEND:VCALENDAR") == 1
    read: Any = vobject.readOne(file.decode())
    assert len(list(parsed.walk("VEVENT"))) == len(read.vevent_list)
    assert all(len(part) <= 75 for part in file.split(b"\r\n"))
