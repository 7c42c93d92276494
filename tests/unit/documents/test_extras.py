"""Parts of a proposal that are told only where they were worked out: quotes, and how sure it is."""

from __future__ import annotations

from dataclasses import replace

from bestplaced.documents import content as c
from bestplaced.documents.drawing import svg
from bestplaced.documents.proposal.quotes import quotes
from bestplaced.documents.proposal.sureness import sureness
from bestplaced.plan.comparison import compare
from bestplaced.plan.robust import robustness
from tests.cases import small_case
from tests.proposals import WORK, material

OFFERS = [
    {"name": "Fixed", "provider": "P", "covers": ["B01", "B02"], "fee": [
        {"kind": "fixed", "yearly": 9_000}]},
    {"name": "By line", "provider": "P", "covers": ["B01", "B02"], "fee": [
        {"kind": "unit", "driver": "bank_lines", "price": 1.5}]},
]  # fmt: skip
PEOPLE = [{"name": "Ann", "grade": "bookkeeper"}, {"name": "Zed", "grade": "senior"}]


def test_nothing_is_said_of_what_was_not_worked_out() -> None:
    assert quotes(material()) == []
    assert sureness(material()) == []


def test_quotes_show_where_they_change_order() -> None:
    case = small_case(
        *WORK,
        volumes={"bank_lines": 6_600},
        providers=[{"name": "P", "kind": "practice", "people": PEOPLE}],
        offers=OFFERS,
    )
    m = material()
    blocks = quotes(replace(m, comparison=compare(case), outcome=replace(m.outcome, case=case)))
    chart = next(b for b in blocks if isinstance(b, c.Chart))
    # 9,000 a year is 6,000 lines at 1.50 each
    assert "6,000" in chart.alt
    assert "Fixed" in svg(chart)
    table = next(b for b in blocks if isinstance(b, c.Table))
    assert {c.plain(row.cells[0]) for row in table.rows} >= {"Fixed", "By line"}


def test_shares_of_draws_are_drawn_least_sure_first() -> None:
    m = material()
    robust = robustness(m.case, m.deal.account, draws=3, workers=1)
    blocks = sureness(replace(m, robust=robust))
    chart = next(b for b in blocks if isinstance(b, c.Chart))
    shares = [v["share"] for v in chart.spec["data"]["values"]]
    assert shares == sorted(shares)
    assert all(round(3 * share) / 3 - share < 0.01 for share in shares)
    lead = next(b for b in blocks if isinstance(b, c.Paragraph))
    assert "under 3 draws" in c.plain(lead.line)
