"""The health of the books, against ledgers with one known defect each."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bestplaced.catalogue import load_catalogue
from bestplaced.errors import IntakeError
from bestplaced.intake.health import Health, examine
from bestplaced.intake.ledger import Account, Balance, Entry, Ledger, Posting
from bestplaced.intake.meaning import account_meanings, stated_meanings
from bestplaced.intake.measure import measure_ledgers
from bestplaced.intake.months import baseline, monthly
from bestplaced.intake.seen import Seen

if TYPE_CHECKING:
    from bestplaced.intake.health_checks import Check

NAMES = {
    "1930": "Bank", "1510": "Kundfordringar", "2440": "Leverantörsskulder", "3010": "Försäljning",
    "5010": "Hyra", "6530": "Redovisningstjänster", "2999": "Observationskonto", "2010": "Kapital",
}  # fmt: skip
DAY = dt.date(2025, 1, 1)


def entry(number: int, after: int, text: str = "", /, **amounts: int) -> Entry:
    """Return entry ``number`` some days after 1 January 2025, with amounts by account (a1930=5)."""
    postings = tuple(Posting(name[1:], value) for name, value in amounts.items())
    return Entry("A", str(number), DAY + dt.timedelta(after), text, postings, number)


def rent(number: int, after: int) -> Entry:
    """Return rent of 10.00 paid by bank."""
    return entry(number, after, "Rent", a5010=1_000, a1930=-1_000)


def ledger(*entries: Entry, opening: int = 100_000) -> Ledger:
    """Return a Swedish ledger that opens with 1,000.00 in the bank."""
    accounts = tuple(Account(number, name) for number, name in NAMES.items())
    opened = (Balance("1930", opening), Balance("2010", -opening))
    return Ledger("SIE 4", "x.se", "", "SEK", accounts, entries, opened)


def seen(*ledgers: Ledger) -> list[Seen]:
    """Return ledgers with their accounts understood."""
    return [Seen(item, account_meanings(item)) for item in ledgers]


def health(*entries: Entry, opening: int = 100_000, as_of: dt.date | None = None) -> Health:
    """Return the health of one ledger on its last day."""
    book = ledger(*entries, opening=opening)
    return examine(seen(book), "SEK", as_of or book.last_date)


def check(found: Health, name: str) -> Check:
    """Return one check by name."""
    return next(item for item in found.checks if item.name == name)


SOUND = [rent(n, 3 * n) for n in range(1, 31)]


def test_sound_books_score_full_and_need_no_clean_up() -> None:
    found = health(*SOUND)
    assert (found.score, found.backlog_months) == (100, 0)
    assert found.clean_up is not None
    assert (found.clean_up.low, found.clean_up.high) == (0, 0)


def test_what_the_file_lacks_is_said_and_takes_no_part_in_the_score() -> None:
    found = health(*SOUND)
    lacking = {item.name for item in found.checks if item.lacks}
    assert {"late", "one_person", "unreconciled", "duplicate_payments"} <= lacking
    assert all(item.amiss is None for item in found.checks if item.lacks)
    assert 0 < found.measured_weight < 1


def test_missing_and_doubled_numbers_are_found() -> None:
    found = health(*(item for item in SOUND if item.number not in {"7", "8"}), rent(9, 80))
    gaps, twice = check(found, "numbers"), check(found, "numbers_twice")
    assert (gaps.count, gaps.where) == (2, ("A 7 to 8",))
    assert (twice.count, twice.where) == (1, ("A 9",))
    assert found.score is not None
    assert found.score < 100


def test_a_payment_repeated_within_ten_days_is_found_and_a_monthly_one_is_not() -> None:
    paid = [entry(40 + n, n, f"Supplier {n}", a2440=500 + n, a1930=-500 - n) for n in range(20)]
    twice = entry(90, 25, "Supplier 19", a2440=519, a1930=-519)  # 6 days after the 19th
    monthly_one = entry(91, 50, "Supplier 18", a2440=518, a1930=-518)  # 32 days after
    found = check(health(*paid, twice, monthly_one), "duplicate_payments")
    assert (found.count, found.amount) == (1, 519)


def test_receivables_older_than_ninety_days_are_at_least_what_recent_invoices_leave() -> None:
    old = entry(1, 0, a1510=700, a3010=-700)
    new = entry(2, 150, a1510=200, a3010=-200)
    part = entry(3, 151, a1930=300, a1510=-300)
    found = check(health(old, new, part), "stale_receivables")
    assert found.amount == 400  # 700 + 200 - 300 = 600 owed, of which 200 is recent


def test_late_entries_and_one_pair_of_hands() -> None:
    keyed = [
        replace(item, entered=item.date + dt.timedelta(40 if n < 3 else 2),
                person="Ann" if n < 24 else "Bo", approver="Ann")
        for n, item in enumerate(SOUND)
    ]  # fmt: skip
    found = health(*keyed)
    assert check(found, "late").count == 3
    hands = check(found, "one_person")
    assert hands.says.startswith("Ann keyed in 80% of the entries; 2 people")  # 24 of 30
    assert hands.count == 24  # approvals by Ann of what Ann keyed in


def test_suspense_and_cash_below_zero() -> None:
    found = health(*SOUND, entry(31, 91, a2999=5_000, a1930=-5_000), opening=10_000)
    assert check(found, "suspense").amount == 5_000
    cash = check(found, "negative_cash")
    assert cash.amount == 10_000 - 30 * 1_000 - 5_000  # hundredths, at the end


def test_months_behind_count_from_the_last_month_booked_as_usual() -> None:
    thin = rent(31, 120)  # one entry on 1 May after three full months
    found = health(*SOUND, thin, as_of=dt.date(2025, 7, 31))
    assert found.backlog_months == pytest.approx(3 + 1)  # end of March: April to July
    assert found.clean_up is not None
    factor = load_catalogue().price_levels["SEK"].factor.value
    assert found.clean_up.low == round(300 * factor * 4**1.3)  # F8: c·m^g, S65 and S66
    assert found.clean_up.low < found.clean_up.high


def test_screens_take_no_part_in_the_score() -> None:
    found = health(*SOUND)
    screens = [item for item in found.checks if item.screen]
    assert {item.name for item in screens} == {"first_digit", "round_numbers"}
    odd = [entry(n, n // 4, "", a5010=500_000, a1930=-500_000) for n in range(1, 301)]
    strayed = health(*odd, opening=10**12)
    assert check(strayed, "first_digit").amiss == 1.0  # every amount begins with 5
    assert "no finding of fraud" in check(strayed, "first_digit").says
    assert strayed.score == 100


MOVES = st.lists(
    st.tuples(
        st.integers(0, 700), st.sampled_from(sorted(NAMES)), st.sampled_from(sorted(NAMES)),
        st.integers(-(10**9), 10**9),
    ),
    min_size=1, max_size=25,
)  # fmt: skip


@given(MOVES)
def test_months_equal_the_postings_to_the_cent(moves: list[tuple[int, str, str, int]]) -> None:
    entries = [
        Entry("A", str(n), DAY + dt.timedelta(after), "", (Posting(a, v), Posting(b, -v)), n)
        for n, (after, a, b, v) in enumerate(moves, start=1)
    ]
    book = ledger(*entries)
    measured = measure_ledgers([book])
    months = monthly(seen(book))
    closed = Seen(book, account_meanings(book)).closes()
    result = sum(value for month in months for _, value in month.result)
    assert -result == measured.pnl.result
    # opening balances are zero together, and every entry balances: so do all months together
    carried = sum(
        item.amount
        for row in closed.nonzero()[0].tolist()
        for item in book.entries[row].postings
        if item.account[0] in "3567"
    )
    assert sum(value for _, value in months[-1].balance) + result + carried == 0
    bank = sum(p.amount for e in entries for p in e.postings if p.account == "1930")
    assert dict(months[-1].balance)["bank"] == 100_000 + bank


def test_baseline_shows_fees_already_paid_and_obeys_what_is_stated() -> None:
    book = ledger(rent(1, 0), entry(2, 1, a6530=40_000, a1930=-40_000))
    found = baseline(seen(book), 2.0)
    assert found.spend == (("accounting_fees", 80_000, ("6530 Redovisningstjänster",)),)
    assert found.expenses == 82_000
    measured = measure_ledgers([book], accounts=stated_meanings(["5010=software"]))
    assert measured.baseline is not None
    assert [role for role, _, _ in measured.baseline.spend] == ["accounting_fees", "software"]
    assert next(a for a in measured.accounts if a.account == "5010").confidence == "stated"


def test_what_owners_draw_is_no_expense_and_is_shown() -> None:
    book = ledger(rent(1, 0), entry(2, 1, a2010=30_000, a1930=-30_000),
                  entry(3, 2, a1930=10_000, a2010=-10_000))  # fmt: skip
    found = baseline(seen(book), 2.0)
    assert (found.drawn, found.expenses) == (40_000, 2_000)  # (300 - 100) x 2, and the rent x 2
    assert found.to_json()["drawn_by_owners_per_year"] == 400.0


def test_stated_accounts_are_checked_all_at_once() -> None:
    with pytest.raises(IntakeError) as caught:
        stated_meanings(["5010", "5010=rent", "=bank", "1=bank", "1=cash"])
    assert len(caught.value.faults) == 4
    with pytest.raises(IntakeError, match="account 77 is in no ledger"):
        measure_ledgers([ledger(rent(1, 0))], accounts={"77": "bank"})


def test_sound_is_said_only_of_what_was_judged() -> None:
    found = health(*SOUND)
    dark = 1 - found.measured_weight
    assert found.score_range == (round(100 * (1 - dark)), 100)
    assert found.grade == "sound as far as it could be judged"
    whole = replace(found, checks=tuple(replace(c, amiss=0.0) for c in found.checks))
    assert (whole.score_range, whole.grade) == ((100, 100), "sound")


def test_how_far_books_lie_behind_is_not_judged_on_their_own_last_day() -> None:
    book = ledger(*SOUND)
    own = examine(seen(book), "SEK", book.last_date, stated=False)
    assert check(own, "backlog").lacks.startswith("the day to judge on")
    later = examine(seen(book), "SEK", book.last_date + dt.timedelta(200), stated=False)
    assert check(later, "backlog").amiss == 1
