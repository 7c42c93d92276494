"""SIE types 1, 2 and 3: results and balances without vouchers, and no volumes."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bestplaced.errors import IntakeError
from bestplaced.intake.measure import measure_ledgers
from bestplaced.intake.sie import read_sie

if TYPE_CHECKING:
    from bestplaced.intake.ledger import Ledger

CHART = (
    '#KONTO 1930 "Bank"\n#KONTO 2081 "Aktiekapital"\n#KONTO 3041 "Tjänster"\n#KONTO 7010 "Löner"\n'
)
YEAR = "#RAR 0 20250101 20251231\n#RAR -1 20240101 20241231\n"
# opened with 1,000 from the owners, sold for 900, paid 400 in wages: the bank ends at 1,500
BALANCES = (
    "#IB 0 1930 1000.00\n#UB 0 1930 1500.00\n#IB 0 2081 -1000.00\n#UB 0 2081 -1000.00\n"
    "#RES 0 3041 -900.00\n#RES 0 7010 400.00\n#IB -1 1930 7.00\n#RES -1 3041 -7.00\n"
)
MONTHS = (
    "#PSALDO 0 202501 1930 {} 600.00\n#PSALDO 0 202501 3041 {} -600.00\n"
    '#PSALDO 0 202501 3041 {1 "Nord"} -250.00\n'
    "#PSALDO 0 202502 1930 {} -100.00\n#PSALDO 0 202502 3041 {} -300.00\n"
    "#PSALDO 0 202502 7010 {} 400.00\n#PSALDO -1 202402 7010 {} 9.00\n"
)


def sie(kind: int, body: str, heads: str = YEAR + "#OMFATTN 20250228\n") -> Ledger:
    """Read a file of one type with the common chart."""
    text = f'#FLAGGA 0\n#SIETYP {kind}\n#FNAMN "Påhittat AB"\n#GEN 20250315\n{heads}{CHART}{body}'
    return read_sie(text.encode("cp437"), "balances.se")


def faults(kind: int, body: str, heads: str = YEAR) -> str:
    """Return what is said when such a file is refused."""
    with pytest.raises(IntakeError) as caught:
        sie(kind, body, heads)
    return str(caught.value)


def test_type_1_shows_the_year_and_no_volumes() -> None:
    found = measure_ledgers([sie(1, BALANCES)])
    assert (found.pnl.revenue, found.pnl.expenses) == (90_000, 40_000)
    assert dict(found.pnl.by_meaning)["payroll"] == 40_000
    (file,) = found.files
    assert (file.format, file.organisation, file.balances_only) == ("SIE 1", "Påhittat AB", True)
    assert (file.entries, file.lines, file.accounts) == (0, 0, 4)
    assert (file.first_date, file.last_date) == (dt.date(2025, 1, 1), dt.date(2025, 2, 28))
    assert found.cover.days == 31 + 28
    assert (found.volumes, found.planned, found.health) == ((), (), None)
    assert any("every volume stays at its default" in item.what for item in found.findings)
    (month,) = found.months  # the whole period, at its end
    assert dict(month.balance)["bank"] == 150_000


@pytest.mark.parametrize("kind", [2, 3, 4])
def test_types_2_and_3_show_each_month_and_objects_are_parts_of_it(kind: int) -> None:
    found = measure_ledgers([sie(kind, BALANCES + MONTHS)])
    assert [month.name for month in found.months] == ["2025-01", "2025-02"]
    january, february = (dict(month.result) for month in found.months)
    assert (january["revenue"], february["revenue"]) == (-60_000, -30_000)
    assert (january["payroll"], february["payroll"]) == (0, 40_000)
    ends = [dict(month.balance)["bank"] for month in found.months]
    assert ends == [160_000, 150_000]
    assert found.pnl.result == 50_000


def test_months_that_do_not_explain_the_period_are_left_and_said() -> None:
    found = measure_ledgers([sie(2, BALANCES + MONTHS.replace("-300.00", "-299.00"))])
    assert len(found.months) == 1
    assert found.pnl.revenue == 90_000
    said = " ".join(item.what for item in found.findings)
    assert "account 3041: months -899.00, period -900.00" in said
    assert "2025-02: all accounts make 1.00" in said


def test_balances_that_do_not_balance_are_refused() -> None:
    assert "make -0.01" in faults(1, BALANCES.replace("1500.00", "1499.99"))


def test_a_file_that_does_not_say_its_days_is_refused() -> None:
    assert "which days its balances cover" in faults(1, BALANCES, "")
    assert sie(2, BALANCES + MONTHS, "").period == (dt.date(2025, 1, 1), dt.date(2025, 2, 28))


def test_without_a_last_day_the_day_of_the_export_stands_and_is_said() -> None:
    found = sie(1, BALANCES, YEAR)
    assert found.period == (dt.date(2025, 1, 1), dt.date(2025, 3, 15))
    assert any("does not say up to when it is booked" in item.what for item in found.findings)


def test_an_account_without_name_keeps_its_opening_balance() -> None:
    body = BALANCES.replace("1930", "1940")
    (month,) = measure_ledgers([sie(1, body)]).months
    assert dict(month.balance)["bank"] == 150_000


@given(
    st.lists(st.tuples(st.integers(1, 12), st.integers(-(10**9), 10**9)), min_size=1, max_size=20)
)
def test_results_are_those_declared_whatever_the_months(sales: list[tuple[int, int]]) -> None:
    total = sum(amount for _, amount in sales)
    by_month = {month: sum(a for m, a in sales if m == month) for month, _ in sales}
    body = f"#RES 0 3041 {-total / 100:.2f}\n#UB 0 1930 {total / 100:.2f}\n" + "".join(
        f"#PSALDO 0 2025{month:02} 3041 {{}} {-amount / 100:.2f}\n"
        f"#PSALDO 0 2025{month:02} 1930 {{}} {amount / 100:.2f}\n"
        for month, amount in by_month.items()
    )
    found = measure_ledgers([sie(2, body, YEAR)])
    assert found.pnl.revenue == total
    earned = {m.name: -dict(m.result).get("revenue", 0) for m in found.months}
    assert {
        f"2025-{month:02}": amount for month, amount in by_month.items()
    }.items() <= earned.items()
