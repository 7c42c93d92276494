"""National charts: numbers to meanings by their longest prefix."""

from __future__ import annotations

import pytest

from bestplaced.intake.charts import CHARTS, place


@pytest.mark.parametrize(
    ("chart", "number", "meaning"),
    [
        ("PCG", "512000", "bank"), ("PCG", "401ACME", "payables"), ("PCG", "411", "receivables"),
        ("PCG", "445710", "sales_tax"), ("PCG", "607000", "cost_of_sales"),
        ("PCG", "606100", "other_expense"), ("PCG", "641100", "payroll"), ("PCG", "706", "revenue"),
        ("SNC", "2432", "sales_tax"), ("SNC", "63", "payroll"), ("SNC", "22", "payables"),
        ("NS4102", "2400", "payables"), ("NS4102", "2770", "other_liability"),
        ("SKR03", "8400", "revenue"), ("SKR03", "1200", "bank"), ("SKR03", "1576", "sales_tax"),
        ("SKR03", "4120", "payroll"), ("SKR03", "4940", "other_expense"),
        ("SKR04", "4400", "revenue"), ("SKR04", "1800", "bank"), ("SKR04", "6020", "payroll"),
    ],
)  # fmt: skip
def test_meanings(chart: str, number: str, meaning: str) -> None:
    found = place(number, chart)
    assert found is not None
    assert found.meaning == meaning


def test_every_prefix_has_at_most_three_digits() -> None:
    assert max(len(prefix) for table in CHARTS.values() for prefix in table) == 3


def test_what_is_in_no_chart() -> None:
    assert place("512", "none") is None
    assert place("", "PCG") is None
    assert place("x", "PCG") is None
