"""Whatever stands on a deal's page can be traced: by its label, and in two steps to its inputs."""

from __future__ import annotations

import contextlib
import io
import re
from bisect import bisect_left
from functools import lru_cache
from pathlib import Path

import pytest
from click.testing import CliRunner

from bestplaced.case.currency import currency_amount
from bestplaced.case.reading import read_case
from bestplaced.catalogue import complete, load_catalogue
from bestplaced.cli import app
from bestplaced.cli.deal_tables import show
from bestplaced.cli.deal_trace import _places, show_trace
from bestplaced.deal import Deal, deal
from bestplaced.deal.trace import Traced, traced, traced_by, way_to
from bestplaced.deal.traced import NOW, OTHERWISE, THEN
from bestplaced.errors import CaseError
from bestplaced.plan import plan
from bestplaced.plan.reference import WITHOUT
from tests.arithmetic import beginning, equations, holds
from tests.cases import full_case

EXAMPLES = Path(__file__).parents[3] / "examples"
NAMES = ("harbour-joinery", "brightwater-interiors", "rowan-lane-bakery")
MONEY = re.compile(r"[$£]([\d,]+(?:\.\d\d)?)")
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
TOKEN = re.compile(r"(?<![A-Za-z\d.,])\d[\d,]*(?:\.\d+)?(?<!,)(?!\d*[A-Za-z]\d)")
every = pytest.mark.parametrize("name", NAMES)


def file_of(name: str) -> Path:
    return EXAMPLES / f"{name}.yaml"


@lru_cache(maxsize=3)
def agreed(name: str) -> Deal:
    return deal(plan(complete(read_case(file_of(name))), references=(WITHOUT,)))


@lru_cache(maxsize=3)
def figures(name: str) -> tuple[Traced, ...]:
    return traced(agreed(name))


@lru_cache(maxsize=6)
def page_of(name: str, *, full: bool = True) -> str:
    told = io.StringIO()
    with contextlib.redirect_stdout(told):
        show(agreed(name), full=full)
    return told.getvalue()


def traced_page(name: str, label: str) -> str:
    told = io.StringIO()
    with contextlib.redirect_stdout(told):
        show_trace(agreed(name), label, str(file_of(name)))
    return told.getvalue()


def rows(page: str) -> list[tuple[str, list[float]]]:
    """Labels of tables and charts with the money in their row; sentences have no label."""
    found = []
    for line in page.splitlines():
        cells = re.split(r"\s{2,}", line.strip())
        if line[:1] != " " or len(cells) == 1 or not MONEY.search(line) or MONEY.match(cells[0]):
            continue
        label, amounts = cells[0], [money(x) for x in MONEY.findall(line)]
        found.append((label, amounts))
    return found


def money(text: str) -> float:
    return float(text.replace(",", ""))


def numbers(figures: tuple[Traced, ...]) -> set[float]:
    told = {abs(f.amount) for f in figures}
    return told | {money(x) for f in figures for x in NUMBER.findall(f.how)}


def stands_in(amount: float, known: set[float]) -> bool:
    return any(abs(amount - x) <= 0.5 + 1e-6 for x in known)  # the page rounds to whole units


def named(label: str) -> str:
    """What a reader would type: of a line of a benefit, what stands before its comma or colon."""
    risk = re.match(r"(?:! )?([RABCDP]\d\d)\b", label)
    return risk[1] if risk else label


def figures_of(name: str, label: str) -> tuple[Traced, ...] | None:
    for cut in (label, named(label), *(re.split(r"[,:(]", label)[:1])):
        with contextlib.suppress(CaseError):
            return traced_by(figures(name), cut.strip())
    return None


@every
def test_every_label_with_a_figure_is_known_and_its_figures_stand_in_its_trace(name: str) -> None:
    whole = figures(name)
    labels = [*rows(page_of(name)), *rows(page_of(name, full=False))]
    assert len(labels) > 110
    for label, amounts in labels:
        found = figures_of(name, label)
        assert found, label
        sums, ends = way_to(whole, found)
        known = numbers((*found, *sums, *ends))
        missing = [x for x in amounts if not stands_in(x, known)]
        assert not missing, (label, missing)


@every
def test_every_amount_of_the_page_stands_in_the_trace_sentences_too(name: str) -> None:
    known = numbers(figures(name))
    both = page_of(name) + page_of(name, full=False)
    amounts = {money(x) for x in MONEY.findall(both)}
    assert len(amounts) > 150
    missing = {x for x in amounts if not stands_in(x, known)}
    assert {x: re.findall(f".*{x:,.0f}.*", page_of(name)) for x in missing} == {}


@every
def test_every_number_of_the_page_stands_in_a_figure_to_the_digits_shown(name: str) -> None:
    known = {x for f in figures(name) for x in (*numbers((f,)), 100 * abs(f.amount))}
    known |= {money(x) for f in figures(name) for i in f.inputs for x in NUMBER.findall(i.value)}
    stands = sorted(known | {100 * x for x in known if x <= 2})  # shares are told in per cent
    both, missing = page_of(name) + page_of(name, full=False), []
    for told in TOKEN.findall(both):
        digits = len(told.partition(".")[2])
        least = money(told) - 0.5 * 10**-digits - 1e-9
        at = bisect_left(stands, least)
        if at == len(stands) or stands[at] > money(told) + 0.5 * 10**-digits + 1e-9:
            missing.append(told)
    assert missing == []


@every
def test_every_equation_of_every_trace_can_be_worked_out_again(name: str) -> None:
    called = {f.name for f in figures(name) if len(f.name) > 3}
    told = [x for f in figures(name) for x in equations(f.how, called)]
    assert len(told) > 2000
    assert [(a, b) for a, b in told if not holds(a, b)] == []


@every
def test_what_a_figure_begins_with_comes_to_its_amount(name: str) -> None:
    called, found = {f.name for f in figures(name) if len(f.name) > 3}, 0
    for f in figures(name):
        if f.unit not in {"", "h"} or f.how.startswith("the least of"):
            continue
        with contextlib.suppress(ValueError):  # words alone: as written in the case
            assert holds(f"{f.amount:.2f}", beginning(f.how, called)), f.name
            found += 1
    assert found > 450


@pytest.mark.parametrize(
    "word",
    ["tax", "VAT", "vat", "term", "notice", "policy", "F1", "F4", "F9", "F10", "F11", "F13", "band",
     "swing", "guarantee", "margin", "tolerance", "means", "switching", "what is bought",
     "gives up", "what would end it", "comes true", "a hectic year", "objectivity", "P06", "Maud",
     "Quill partner", "sales invoices", "financings", "fixed in the band", "R52", "C12",
     "yearly result", "without the flagged"],
)  # fmt: skip
def test_a_word_that_a_reader_would_type_leads_to_inputs(word: str) -> None:
    found = traced_by(figures("rowan-lane-bakery"), word)
    _, ends = way_to(figures("rowan-lane-bakery"), found)
    assert [i for f in (*found, *ends) for i in f.inputs]


@every
def test_every_risk_person_and_volume_of_the_case_has_a_trace(name: str) -> None:
    made = agreed(name)
    busy = {p for a in (made.today, made.account) for p in a.placements.values()} - {"nobody"}
    words = (
        {r.risk for r in made.schedule} | busy | {v.replace("_", " ") for v in made.case.volumes}
    )
    for word in words | {b.replace("_", " ") for b in made.benefits.parts}:
        assert traced_by(figures(name), word), word


@every
def test_prices_of_risk_in_all_hands_sum_to_the_price_of_all_risks(name: str) -> None:
    made = agreed(name)
    for part, account in ((NOW, made.today), (THEN, made.account)):
        whole = sum(f.amount for f in figures(name) if f.part == part)
        assert whole == pytest.approx(account.risk - account.dependence, abs=0.05)


@every
def test_judgement_alone_is_of_grade_e_and_nothing_else_is_judged_better(name: str) -> None:
    for i in {i for f in figures(name) for i in f.inputs}:
        assert (i.source != "judgement") or i.grade == "E", i


@every
def test_every_figure_leads_to_inputs_in_two_steps(name: str) -> None:
    whole = figures(name)
    keys = {f.key for f in whole}
    for f in whole:
        assert keys.issuperset(f.parts), f.name
        _, ends = way_to(whole, (f,))
        counts = f.unit == "figures"  # of inputs that are judged, or that go by a formula
        assert f.inputs or ends or counts or abs(f.amount) < 0.01, f.name
    assert sum(f.part == OTHERWISE for f in whole) == 6


@every
def test_every_input_stands_on_a_line_of_the_case_or_has_a_source(name: str) -> None:
    place, known = _places(read_case(file_of(name))), {"catalogue", *load_catalogue().sources}
    lines = file_of(name).read_text("utf-8").splitlines()
    written = set()
    for i in {i for f in figures(name) for i in f.inputs}:
        if i.source != "case":
            assert set(re.split(r",\s*", i.source)) <= known, i
            assert i.grade in set("ABCDE"), i
            continue
        line = place(i).removeprefix("case, line ")
        if i.key[-1] != "fee_tax_recoverable":  # not written where there is no tax
            last = i.key[-1]
            assert last in lines[int(line) - 1], (i, lines[int(line) - 1])
            written.add(i.key[0])
    assert {"staff"} <= written


@every
def test_no_word_on_the_page_is_the_makers_own(name: str) -> None:
    page = page_of(name)
    for word in ("β", "(F", "S108", "grade E", "paid step", "want of care", " - -"):
        assert word not in page, word
    assert not re.search(r"\bF\d+\b", page)
    assert not re.search(r"\d,?\d*\.5 ", page.partition("How to charge it")[2])  # half a payslip
    assert max(map(len, page.splitlines())) <= 100


@every
def test_the_business_and_the_provider_find_their_price_of_risk_in_the_schedule(name: str) -> None:
    made, page = agreed(name), page_of(name)
    assert made.business is not None
    assert made.side is not None
    (total,) = [amounts for label, amounts in rows(page) if label == "all risks"]
    b = made.business
    assert total == [round(x) for x in (b.risk_today, b.risk_then, made.side.risk)]
    told = [currency_amount(made.case.currency, x) for x in (b.risk_today, b.risk_then)]
    assert f"Less risk = {told[0]} - {told[1]} = " in " ".join(page.split())


@every
def test_what_a_trace_tells_reads_well(name: str) -> None:
    for label in ("fee", "money and hours", "needs", "focus", "by the unit", "R26"):
        told = traced_page(name, label)
        assert not re.search(r"- -|\+ -|\bnan\b|\binf\b", told), label
        assert max(map(len, told.splitlines())) <= 100


OPEN = {"name": "Open", "kind": "practice", "inside_deal": True,
        "people": [{"name": "open senior", "grade": "senior"}]}  # fmt: skip
BOOKS = {"name": "Books", "kind": "bureau",
         "people": [{"name": "books clerk", "grade": "bookkeeper"}]}  # fmt: skip
QUOTE = {"name": "Quote", "provider": "Books", "covers": ["bookkeeping"],
         "fee": [{"kind": "fixed", "monthly": 900}]}  # fmt: skip


@pytest.mark.parametrize(
    "changes",
    [
        {"providers": [BOOKS], "offers": [QUOTE]},  # its cost is not known
        {"providers": [OPEN, {**BOOKS, "inside_deal": True}]},  # two open their books
        {"deal": {"minimum_margin": 0.6}},  # no fee at which both win
        {"deal": {"fee_tax_rate": 0.25, "fee_tax_recoverable": 0}},
    ],
)
def test_in_every_kind_of_deal_each_figure_leads_to_inputs(changes: dict[str, object]) -> None:
    made = deal(plan(full_case(**changes), references=()))
    whole = traced(made)
    keys = {f.key for f in whole}
    for f in whole:
        assert keys.issuperset(f.parts), f.name
        counts = f.unit == "figures"
        assert f.inputs or way_to(whole, (f,))[1] or counts or abs(f.amount) < 0.01, f.name
    called = {f.name for f in whole if len(f.name) > 3}
    assert not [x for f in whole for x in equations(f.how, called) if not holds(*x)]
    told = io.StringIO()
    with contextlib.redirect_stdout(told):
        show(made, full=True)
    known = numbers(whole)
    for label, amounts in rows(told.getvalue()):
        assert [x for x in amounts if not stands_in(x, known)] == [], label


def test_a_trace_names_the_line_of_the_case_file() -> None:
    told = traced_page("rowan-lane-bakery", "money and hours")
    assert "32,483.20 today - 61,302.67 in the plan" in told
    told = traced_page("rowan-lane-bakery", "Teasel & Quill")
    (line,) = [x for x in told.splitlines() if x.lstrip().startswith("fee today")]
    assert "4,900" in line
    assert "case, line 26" in line


def test_a_name_that_is_not_on_the_page_is_refused() -> None:
    args = ["deal", str(file_of("rowan-lane-bakery")), "--trace", "onbording"]
    with pytest.raises(CaseError, match="Did you mean onboarding"):
        CliRunner().invoke(app, args, catch_exceptions=False)


@every
@pytest.mark.parametrize("label", ["fee", "business pays at most", "earns", "needs", "less risk"])
def test_a_sum_hides_no_name_and_shows_inputs_one_step_on(name: str, label: str) -> None:
    told = traced_page(name, label)
    assert not re.search(r"and \d+ more\.", told)
    joined = " ".join(told.split())
    listed = re.search(r"Trace any of these to its inputs: (.*?)\. (?:Inputs|Grades)", joined)
    assert listed
    whole = figures(name)
    for other in listed[1].split("; "):
        found = traced_by(figures(name), other)
        _, ends = way_to(whole, found)
        assert [i for f in (*found, *ends) for i in f.inputs], other  # the second step
    assert "Inputs, one step further on" in joined
    if label != "less risk":  # which rests on the catalogue alone
        assert "case, line" in joined


def test_a_figure_of_others_says_which_to_trace_next() -> None:
    told = traced_page("rowan-lane-bakery", "fee")
    assert "made of, to trace next: works from; business pays at most" in told


def product_of(text: str) -> float:
    """Hours times a rate as printed: ``1,043.6 h, 12 of them lost to switching, at $37.143``."""
    found = re.search(
        r"([\d,.]+) h(?:, [\d,]+ of them lost to switching,)? at [$£]([\d,.]+\d)", text
    )
    assert found, text
    return money(found[1]) * money(found[2])


@every
def test_operands_on_the_page_give_the_result_beside_them(name: str) -> None:
    made, page = agreed(name), " ".join(page_of(name).split())
    assert made.side is not None
    for g in made.side.grades:
        row = page[page.index(f" {g.performer} ") :]
        assert round(product_of(row)) == round(g.cost), g.performer
    mean = page[page.index("same bill rates: ") :]
    assert round(product_of(mean)) == round(made.side.standard)
    lines = re.findall(
        r": \(([$£]?[\d,.]+)(?: h)? - ([$£]?[\d,.]+)(?: h)?\)(?: an hour)? x [$£]?([\d,.]+\d)"
        r"(?: h)? = (-?)[$£]([\d,]+)", page,
    )  # fmt: skip
    assert len(lines) >= 3
    for before, after, factor, sign, told in lines:
        b, a, f = (money(x.lstrip("$£")) for x in (before, after, factor))
        amount = -money(told) if sign else money(told)
        assert (b - a) * f == pytest.approx(amount, abs=0.51), (before, after, factor)


@every
def test_the_page_says_which_plan_to_sign(name: str) -> None:
    made, page = agreed(name), " ".join(page_of(name).split())
    assert made.unflagged is not None
    gain = made.unflagged.surplus - made.surplus
    small = abs(gain) < 0.001 * made.surplus
    assert ("Sign this deal as it stands" in page) is small
    assert ("Sign the one without" in page) is (not small and gain > 0)
