"""The letter: clauses for what was chosen, figures from the plan, nothing promised beside it."""

import datetime as dt
import os
import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bestplaced.case.offer import Offer
from bestplaced.deal import Deal, deal
from bestplaced.documents.content import Clause, Document, Heading, Signatures, Table, plain
from bestplaced.documents.docx import docx
from bestplaced.documents.html import html
from bestplaced.documents.letter import letter
from bestplaced.documents.letter_schedules import SCHEDULES, installments
from bestplaced.documents.pdf import pdf
from bestplaced.errors import CaseError
from bestplaced.plan import plan
from tests.cases import small_case
from tests.engagements import PEOPLE, PROVIDER

CHOSEN = {
    "A06": "Fernhill clerk",
    "B02": "Fernhill bookkeeper",
    "B08": "Fernhill bookkeeper",
    "B09": "Fernhill bookkeeper",
    "B10": "Fernhill bookkeeper",
    "D01": "Fernhill senior",
    "D13": "Fernhill partner",
    "C03": "Fernhill partner",
}
WORK = ("A01", "B01", "D06", *CHOSEN)
DATE, START = dt.date(2026, 11, 23), dt.date(2027, 1, 4)
GOLDEN = Path(__file__).parent / "golden"


def struck(pins: dict[str, str], **changes: object) -> Deal:
    """Return the deal on a small case whose provider does what is pinned to it."""
    provider = {
        "name": PROVIDER,
        "kind": "practice",
        "inside_deal": True,
        "liability_cap": 60_000,
        "people": PEOPLE,
    }
    case = small_case(*WORK, providers=[provider], pins=pins, **changes)
    agreed = deal(plan(case))
    return agreed if agreed.fee is not None else replace(agreed, fee=48_000.0)


US = struck(CHOSEN)
UK = struck(CHOSEN, country="GB", currency="GBP", deal={"fee_tax_rate": 0.20, "months_behind": 3})
DOCUMENT = letter(US, date=DATE, start=START)


def words(document: Document) -> str:
    """Return the text of a document, a line each."""
    return "\n".join(plain(runs) for runs in document.lines() if runs)


def test_the_letter_is_marked_as_a_draft_and_has_room_for_both_to_sign() -> None:
    assert "DRAFT FOR PROFESSIONAL REVIEW" in DOCUMENT.draft
    (signatures,) = (b for b in DOCUMENT.blocks if isinstance(b, Signatures))
    assert [s.party for s in signatures.signatories] == [PROVIDER, "Harbour Joinery"]


def test_all_that_a_letter_must_contain_is_there() -> None:
    text = words(DOCUMENT).lower()
    for topic in (
        "parties and term",
        "schedule 1. services",
        "what we do not do",
        "what you do",
        "how we work",
        "limits of our authority",
        "cut-offs",
        "fees",
        "changes",
        "service levels",
        "penalties and interest",
        "limit of liability",
        "indemnities",
        "insurance",
        "confidentiality",
        "personal data",
        "working papers",
        "client money",
        "independence",
        "each other's people",
        "ending",
        "handing back",
        "complaints",
    ):
        assert topic in text, topic


def test_clauses_are_numbered_without_gaps() -> None:
    numbers = [b.number for b in DOCUMENT.blocks if isinstance(b, Clause)]
    heads = [int(n) for n in numbers if "." not in n]
    assert heads == list(range(1, len(heads) + 1))
    for head in heads:
        subs = [n for n in numbers if n.startswith(f"{head}.")]
        assert subs == [f"{head}.{i}" for i in range(1, len(subs) + 1)]


def test_every_service_of_the_provider_is_in_schedule_1_and_no_other_is() -> None:
    table = next(
        b for b in DOCUMENT.blocks if isinstance(b, Table) and b.columns[0].header == "Service"
    )
    names = {plain(row.cells[0]) for row in table.rows if row.role == "body"}
    work = US.case.responsibilities
    wanted = {work[r].name for r, p in US.account.placements.items()
              if US.case.performers[p].party == PROVIDER}  # fmt: skip
    assert {re.sub(r" \(advice.*", "", name) for name in names} == wanted


def test_the_fee_is_the_deals_and_its_parts_add_up() -> None:
    text = words(DOCUMENT)
    fee = round(US.fee or 0)
    assert f"${fee:,} a year" in text
    part, last = installments(US.fee or 0)
    assert 11 * part + last == fee


@given(st.floats(0, 1e7))
def test_twelve_parts_of_any_fee_add_up_to_the_cent(fee: float) -> None:
    part, last = installments(fee)
    assert 11 * part + last == Decimal(round(fee))
    assert abs(part - last) <= Decimal("0.12")


def test_the_law_of_the_country_governs() -> None:
    us, uk = words(DOCUMENT), words(letter(UK, date=DATE, start=START))
    assert "Form 8655" in us
    assert "England and Wales" not in us
    assert "England and Wales" in uk
    assert "Internal Revenue" not in uk
    assert "anti-money-laundering" in uk
    assert "Tax of 20%" in uk
    assert "3 months behind" in uk


def test_liability_is_limited_to_the_cap_of_the_plan() -> None:
    assert "limited to $60,000" in words(DOCUMENT)


def test_no_place_is_left_unfilled() -> None:
    for agreed in (US, UK):
        assert not re.search(r"[{}]", words(letter(agreed, date=DATE, start=START)))


def test_a_country_without_clauses_and_a_deal_without_fee_are_told_together() -> None:
    wrong = replace(US, case=US.case.model_copy(update={"country": "SE"}), fee=None)
    with pytest.raises(CaseError) as told:
        letter(wrong, date=DATE, start=START)
    assert len(told.value.faults) == 2
    assert "no clauses are held for the law of SE" in str(told.value)
    assert "no fee at which both" in str(told.value)


@pytest.mark.parametrize("name", ["<b>#strong[x]</b> & Co", "שלום בע״מ", "x" * 80])
def test_names_are_never_read_as_markup(name: str) -> None:
    renamed = replace(US, case=US.case.model_copy(update={"name": name}))
    document = letter(renamed, date=DATE, start=START)
    assert name in words(document)
    assert "<b>#strong" not in html(document).decode() or "&lt;b&gt;" in html(document).decode()
    assert pdf(document).startswith(b"%PDF")
    assert docx(document).startswith(b"PK")


@pytest.mark.parametrize(("agreed", "name"), [(US, "letter-us"), (UK, "letter-gb")])
def test_the_words_of_the_letter_are_those_looked_at(agreed: Deal, name: str) -> None:
    """Terms as text, figures masked: they follow the plan."""
    document = letter(agreed, date=DATE, start=START)
    clauses = [b for b in document.blocks if isinstance(b, Clause)]
    said = "\n".join(f"{c.number} {c.title or plain(c.paragraphs[0])}" for c in clauses)
    masked = re.sub(r"(?<=[$£])[\d,.]*\d", "#", said) + "\n"
    masked = re.sub(r"[\d.]+\N{NO-BREAK SPACE}h", "# h", masked)
    path = GOLDEN / f"{name}.txt"
    if os.environ.get("RENEW_GOLDEN"):  # then read the difference
        path.write_text(masked, encoding="utf-8")
    assert masked == path.read_text(encoding="utf-8")


def test_each_figure_of_the_letter_is_the_same_string_in_html() -> None:
    shown: Any = html(DOCUMENT).decode()
    for figure in DOCUMENT.figures():
        assert figure.text.replace("\N{NO-BREAK SPACE}", " ") in shown.replace(
            "\N{NO-BREAK SPACE}", " "
        )


def with_quote(agreed: Deal) -> Deal:
    """Return a deal whose plan takes a quote with terms of its own."""
    quote = {
        "name": "Whole", "provider": PROVIDER, "covers": ["B02"],
        "fee": [{"kind": "fixed", "yearly": 9_000}], "notice_months": 4, "term_months": 18,
        "indexation": 0.025, "credits": {"share": 0.1},
    }  # fmt: skip
    case = agreed.case.model_copy(update={"offers": {"Whole": Offer.model_validate(quote)}})
    account = replace(agreed.account, offers={"Whole": ()})
    return replace(agreed, case=case, account=account)


def test_the_terms_of_a_quote_that_is_taken_stand_in_the_letter() -> None:
    text = words(letter(with_quote(UK), date=DATE, start=START))
    assert "by 4 months' written notice" in text
    assert "Notice: 4 months" in text
    assert "at least 18 months" in text
    assert "part of the fee is given back, as the accepted quote says: 10% (Whole)" in text
    assert "as the accepted quote says: 2.5% (Whole)" in text
    assert "No credits" not in text
    assert "Notice to end" not in text  # no proposal of ours any more
    assert "No credits" in words(letter(UK, date=DATE, start=START))


def test_papers_stand_alone_without_terms_fee_or_law() -> None:
    elsewhere = replace(US, case=US.case.model_copy(update={"country": "SE"}), fee=None)
    papers = letter(elsewhere, date=DATE, start=START, only=("exit", "roles"))
    headings = [b.text for b in papers.blocks if isinstance(b, Heading) and b.level == 1]
    assert headings == ["Schedule 2. Who does what", "Schedule 7. Handing back"]
    assert papers.draft == ""
    assert not any(isinstance(b, Clause | Signatures) for b in papers.blocks)
    with pytest.raises(CaseError, match=r"law of SE(.|\n)*no fee"):
        letter(elsewhere, date=DATE, start=START, only=("exit", "fee"))
    assert "DRAFT" in letter(US, date=DATE, start=START, only=("fee",)).draft


def test_every_schedule_can_be_had_alone() -> None:
    for name in SCHEDULES:
        alone = letter(US, date=DATE, start=START, only=(name,)).blocks
        assert [b for b in DOCUMENT.blocks if b in alone] == list(alone), name
    with pytest.raises(CaseError, match=r"no schedule 'raci'(.|\n)*no schedule 'x'"):
        letter(US, date=DATE, start=START, only=("raci", "x"))
