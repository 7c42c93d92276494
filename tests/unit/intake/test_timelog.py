"""Time logs: the same two stretches of work in four products' tables."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from bestplaced.cli.measure import measure as command
from bestplaced.errors import IntakeError
from bestplaced.intake.formats import parse_export
from bestplaced.intake.hours import measure_hours
from bestplaced.intake.timelog import TimeLog, read_time_log
from tests.exports import CLOCKIFY, HARVEST, HOURS, TOGGL

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("text", "product"),
    [(TOGGL, "Toggl"), (CLOCKIFY, "Clockify"), (HARVEST, "Harvest"), (HOURS, "time table")],
)
def test_products(text: str, product: str) -> None:
    log = parse_export(text.encode(), "x.csv")
    assert isinstance(log, TimeLog)
    assert log.format == product
    # 1 h 30 min of credit control and 3 h of bank feeds
    assert log.by_work() == {"Credit control": 5_400, "Bank feeds": 10_800}
    assert [entry.person.split()[0] for entry in log.entries] == ["Dana", "Lee"]
    assert log.first_date == dt.date(2026, 1, 5)
    assert (log.rows.total, log.rows.read, log.rows.refused) == (2, 2, 0)


@pytest.mark.parametrize(
    "text",
    [
        # QuickBooks Time: people in headings, totals below them
        (
            "Time Activities by Employee Detail\nAcme\n\n"
            ",Activity Date,Customer,Product/Service,Memo,Duration,Billable,Amount\n"
            "Kim Lee,,,,,,,\n,03/13/2025,Acme,Credit control,,01:30,Yes,150.00\n"
            "Total for Kim Lee,,,,,01:30,,150.00\n"
        ),
        # TSheets
        (
            "username,fname,lname,group,local_date,local_day,local_start_time,tz,hours,jobcode_1,notes\n"
            "kim,Kim,Lee,Office,2025-03-13,Thu,2025-03-13 09:00,-6,1.5,Credit control,calls\n"
        ),
        # Tempo
        (
            "Issue Key,Issue summary,Hours,Work date,Username,Full name,Activity Name\n"
            "FIN-1,March,1.5,2025-03-13 09:00,kim,Kim Lee,Credit control\n"
        ),
    ],
    ids=["quickbooks_time", "tsheets", "tempo"],
)
def test_more_products(text: str) -> None:
    log = parse_export(text.encode(), "x.csv")
    assert isinstance(log, TimeLog)
    assert log.by_work() == {"Credit control": 5_400}
    assert log.first_date == dt.date(2025, 3, 13)


def test_hours_by_responsibility_evident_and_stated() -> None:
    log = read_time_log(TOGGL.encode(), "x.csv")
    found = measure_hours([log])
    assert found is not None
    # "Credit control" is what the catalogue calls B07; nothing there is called "Bank feeds"
    assert dict(found.responsibilities) == {"B07": 1.5}
    assert dict(found.other_work) == {"Bank feeds": 3.0}
    assert "3.0 of 4.5 logged hours" in found.findings[0].what
    stated = measure_hours([log], {"bank FEEDS": "B01"})
    assert stated is not None
    assert dict(stated.responsibilities) == {"B01": 3.0, "B07": 1.5}
    # 5 January to 6 February are 33 days: 3 h x 365 / 33 = 33.2 h a year
    assert stated.per_year(3.0) == pytest.approx(33.18, abs=0.01)


def test_unknown_responsibilities_and_logs_given_twice_are_refused() -> None:
    log = read_time_log(TOGGL.encode(), "x.csv")
    with pytest.raises(IntakeError, match="no responsibility 'B99'"):
        measure_hours([log], {"Bank feeds": "B99"})
    with pytest.raises(IntakeError, match=r"all in x\.csv too"):
        measure_hours([log, log])


@pytest.mark.parametrize(
    ("cell", "seconds"),
    [("1:30", 5_400), ("01:30:30", 5_430), ("1.5", 5_400), ("1,5", 5_400), ("1h 30m", 5_400),
     ("45 min", 2_700), ("0.3333", 1_200)],
)  # fmt: skip
def test_durations(cell: str, seconds: int) -> None:
    text = f'Date,Person,Task,Hours\n2026-01-05,Dana,x,"{cell}"\n'
    assert read_time_log(text.encode(), "x.csv").seconds == seconds


@pytest.mark.parametrize("cell", ["-1", "25:00", "x", "1e9", "NaN", "Infinity", "1:75"])
def test_durations_that_are_none(cell: str) -> None:
    text = f"Date,Person,Task,Hours\n2026-01-05,Dana,x,{cell}\n"
    with pytest.raises(IntakeError, match=r"x\.csv:2"):
        read_time_log(text.encode(), "x.csv")


def test_totals_and_running_timers_are_counted_apart() -> None:
    text = "Date,Person,Task,Hours\n2026-01-05,Dana,x,1.0\n2026-01-05,Lee,x,\n,,Total,1.0\n"
    log = read_time_log(text.encode(), "x.csv")
    assert (log.rows.total, log.rows.read, log.rows.refused) == (3, 1, 2)
    assert "2 rows hold no date or no time" in str(log.findings[0])


@given(st.lists(st.tuples(st.dates(dt.date(2020, 1, 1), dt.date(2030, 1, 1)),
                          st.sampled_from("abc"), st.integers(1, 86_400)), min_size=1))  # fmt: skip
def test_sums_by_person_task_and_month_are_all_of_it(rows: list[tuple[dt.date, str, int]]) -> None:
    body = "".join(
        f"{day},{name},{name},{s // 3600}:{s % 3600 // 60:02}:{s % 60:02}\n"
        for day, name, s in rows
    )
    log = read_time_log(f"Date,Person,Task,Hours\n{body}".encode(), "x.csv")
    assert log.seconds == sum(seconds for _, _, seconds in rows)
    assert sum(log.by_person_task_month().values()) == sum(log.by_work().values()) == log.seconds


def test_command(tmp_path: Path) -> None:
    path = tmp_path / "hours.csv"
    path.write_text(TOGGL)
    shown = CliRunner().invoke(command, [str(path), "--hours", "Bank feeds=B01"])
    assert shown.exit_code == 0
    assert "B01 Bank and card coding" in shown.output
    assert "dana" not in shown.output.lower()  # people are counted, not named
    found = json.loads(CliRunner().invoke(command, [str(path), "--json"]).output)
    assert found["hours"]["by_responsibility"]["B07"]["hours"] == 1.5
    assert found["hours"]["by_month"] == {"2026-01": 1.5, "2026-02": 3.0}
    wrong = CliRunner().invoke(command, [str(path), "--hours", "B01"])
    assert wrong.exit_code == 2
