"""What the health report tells a person to do: every check has its words, the worst comes first."""

from __future__ import annotations

from bestplaced.intake.advice import ADVICE, to_ask, to_do
from bestplaced.intake.formats import parse_ledger
from bestplaced.intake.measure import measure_ledgers
from tests.exports import AUDIT_DATA, QBO_CLASSIC


def test_every_check_that_scores_has_advice_and_no_screen_has() -> None:
    health = measure_ledgers([parse_ledger(QBO_CLASSIC.encode(), "q.csv")]).health
    assert health is not None
    assert {check.name for check in health.checks if not check.screen} == set(ADVICE)


def test_what_weighs_most_comes_first_and_what_is_sound_is_not_told() -> None:
    """One of four entries was keyed in late; one person entered all and approved one itself."""
    health = measure_ledgers([parse_ledger(AUDIT_DATA.encode(), "a.csv")]).health
    assert health is not None
    checks = {check.title: check for check in health.checks}
    told = [title for title, _ in to_do(health.checks)]
    lost = [checks[title].weight * (checks[title].amiss or 0) for title in told]
    assert told
    assert lost == sorted(lost, reverse=True)
    assert all(amount > 0 for amount in lost)
    assert "Entries balance" not in told


def test_what_is_dark_is_asked_for_once() -> None:
    health = measure_ledgers([parse_ledger(QBO_CLASSIC.encode(), "q.csv")]).health
    assert health is not None
    asked = to_ask(health.checks)
    assert len(asked) == len(set(asked))
    assert "bank statements of the same months (CAMT, OFX, MT940 or CSV)" in asked
