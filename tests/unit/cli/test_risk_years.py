"""The told years of `bestplaced risk`: every line adds up to what the year costs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from bestplaced.case.business import BUSINESS
from bestplaced.cli.risk_years import told_events
from bestplaced.explain import WorstYear
from bestplaced.risk.scenarios import Happening


def both(loss: float) -> dict[str, float]:
    """Return who pays: the business and an insurer the same."""
    return {BUSINESS: loss, "insurer": loss}


def year_of(losses: list[float], sent_back: float = 0.0) -> WorstYear:
    """Return a year of such losses of the business; an insurer pays as much of each."""
    events = tuple(
        Happening(f"s{i}", f"event {i}", "", i / len(losses), 2 * loss, both(loss))
        for i, loss in enumerate(losses)
    )
    paid = {BUSINESS: sum(losses) + sent_back, "insurer": sum(losses) - sent_back}
    return WorstYear(7, 0.01, paid, 0.0, events)


def printed(year: WorstYear) -> list[str]:
    """Return the rows of a told year."""
    console = Console(width=100, force_terminal=False)
    with console.capture() as shown:
        console.print(told_events("USD", year))
    return [line for line in shown.get().splitlines() if "$" in line]


def of_business(row: str) -> float:
    return float(row.rsplit("$", maxsplit=1)[-1].replace(",", ""))


@given(st.lists(st.integers(1, 10**6), min_size=1, max_size=40))
def test_the_rows_add_up_and_tell_four_to_eight_events(losses: list[int]) -> None:
    rows = printed(year_of([float(loss) for loss in losses]))
    assert sum(map(of_business, rows)) == sum(losses)
    told = [row for row in rows if "smaller" not in row]
    assert min(4, len(losses)) <= len(told) <= 8
    small = sum(losses) - sum(map(of_business, told))
    assert small <= 0.1 * sum(losses) or len(told) == 8
    first = [float(row.split("$")[-2].split()[0].replace(",", "")) for row in rows]
    assert sum(first) == sum(losses)  # the insurer's, in every row, that of the rest too


def test_more_events_are_told_only_until_little_is_left() -> None:
    # 100 + 4 x 20 + 5 = 185: after four events 25 are left, more than 18.5; after five 5.
    rows = printed(year_of([100.0, 20.0, 20.0, 20.0, 20.0, 5.0]))
    assert [of_business(row) for row in rows] == [100, 20, 20, 20, 20, 5]
    assert "and 1 smaller event;" in rows[-1]


@pytest.mark.parametrize("back", [0.0, 30.0])
def test_what_yearly_caps_send_back_has_a_row(back: float) -> None:
    rows = printed(year_of([100.0, 20.0], back))
    assert sum(map(of_business, rows)) == 120 + back
    assert [row for row in rows if "yearly caps" in row] == rows[2:]
    assert len(rows) == (3 if back else 2)
