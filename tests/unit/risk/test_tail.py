"""The mean of a party's worst years, divided over what brings it, and its tangent."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bestplaced.case.business import BUSINESS
from bestplaced.plan import Verifier
from bestplaced.risk.case_scenarios import case_scenarios
from bestplaced.risk.estimates import cvar
from bestplaced.risk.exposures import CaseRisks, PlacedRisk
from bestplaced.risk.tail import Tail, tails
from tests.cases import small_case

WORK = ("B08", "B09", "A14", "B02", "D06")
CASE = small_case(*WORK)
VERIFIER = Verifier(CASE)
RISKS = CaseRisks(CASE, VERIFIER.tags)
PEOPLE = tuple(name for name in CASE.performers if name != "nobody")


def whole(placements: dict[str, str]) -> tuple[PlacedRisk, ...]:
    """Return all risks of a plan, duty pairs and hand-offs included."""
    factors, crossings = VERIFIER.pair_factors(placements), VERIFIER.crossings(placements)
    return RISKS.placed(placements, factors, crossings)


def tail(placements: dict[str, str], party: str = BUSINESS) -> Tail:
    """Return a plan's worst years."""
    return Tail(CASE, whole(placements), party)


@pytest.mark.parametrize("party", [BUSINESS, "the practice"])
def test_what_each_risk_brings_adds_up_to_the_worst_years(party: str) -> None:
    """CVaR = E[S D] = Σ_k E[Z_k D]: Mecke's formula with frailty and shocks, exactly."""
    found = tail({**CASE.today, "B08": "practice senior", "A14": "practice clerk"}, party)
    assert sum(found.brings(p, p) for p in found.placed) == pytest.approx(found.cvar, rel=1e-9)
    assert found.cvar > found.law.mean


plans = st.fixed_dictionaries({r: st.sampled_from(PEOPLE) for r in WORK})
MOVED = {**CASE.today, "B08": "practice senior", "A14": "practice clerk"}
CAPS = [3_000.0, 20_000.0]


def beyond(placements: dict[str, str], cap: float) -> Tail:
    """Return what a yearly cap of the practice sends back in its worst years."""
    placed = whole(placements)
    return Tail(CASE, placed, "the practice", 0.95, None, cap, "insurer of the practice")


@pytest.mark.parametrize("cap", CAPS)
def test_what_a_cap_sends_back_is_what_simulated_years_send_back(cap: float) -> None:
    """Below the 95 % quantile the worst 5 % of years less the cap, above it only those beyond."""
    found = beyond(MOVED, cap)
    lived = case_scenarios(CASE, {"p": whole(MOVED)}, 100_000, 5)["p"]
    paid = lived.paid("the practice") + lived.paid("insurer of the practice")
    sent = cvar(np.maximum(paid - cap, 0.0), 0.95)
    assert sent.value > 100
    assert abs(found.cvar - sent.value) < 4 * sent.error + found.law.width
    assert (found.law.quantile(0.95) > cap) == (cap == CAPS[0])


@pytest.mark.parametrize("cap", CAPS)
def test_what_each_risk_sends_back_adds_up_but_for_the_cap(cap: float) -> None:
    """CVaR(max(S - A, 0)) = E[(S - A) D], D = 1 / 0.05 in the worst years beyond A."""
    found = beyond(MOVED, cap)
    risks = sum(found.brings(p, p) for p in whole(MOVED))
    worst = min(0.05, found.law.exceeds(cap))
    assert risks - cap * worst / 0.05 == pytest.approx(found.cvar, rel=1e-6)


@pytest.mark.parametrize(("cap", "parts"), [(CAPS[0], 2), (1e9, 1)])
def test_a_cap_beyond_all_that_can_happen_sends_nothing_back(cap: float, parts: int) -> None:
    party = CASE.parties["the practice"].model_copy(update={"yearly_cap": cap})
    case = CASE.model_copy(update={"parties": {**CASE.parties, party.name: party}})
    assert len(tails(case, whole(MOVED), BUSINESS)) == parts
    assert len(tails(case, whole(MOVED), "the practice")) == 1


@given(plans, plans, st.sampled_from([0.0, *CAPS]))
@settings(max_examples=12, deadline=None)
def test_no_plan_lies_below_the_tangent_at_another(
    at: dict[str, str], to: dict[str, str], cap: float
) -> None:
    """CVaR(S') >= CVaR(S) + E[(S' - S) D], with what is new at its lower bound."""
    here, there = (beyond(p, cap) if cap else tail(p) for p in (at, to))
    before, after = ({p.name: p for p in whole(plan)} for plan in (at, to))
    change = sum(
        here.brings(after.get(name), before.get(name)) for name in sorted({*before, *after})
    ) - sum(here.brings(p, p) for p in before.values())
    assert there.cvar >= here.cvar + change - 1.0  # grids of both laws may differ by a bucket


def test_work_from_elsewhere_is_hit_beside_all_that_its_new_holders_shock_hits() -> None:
    """E[W D] of a new hit is rate · chance · E[W] · P(worst year | the shock) / 5 %.

    The law under the shock is worked out here by plain convolutions.
    """
    here = tail(CASE.today)
    key, hits = next((k, h) for k, h in here.hit.items() if k[0].startswith("person") and h)
    at, share = here._edge
    law = here.law.pmf[: at + 1]
    for _, chance, event in hits:
        struck = chance * event.pmf
        struck[0] += 1.0 - chance
        law = np.convolve(law, struck)[: at + 1]
    worst = 1.0 - law[:at].sum() - (1.0 - share) * law[at]
    assert worst > 0.06  # the shock makes a worst year likelier than 5 in 100
    old = next(p for p in here.placed if key[1] == p.performer and key[0] in p.hits)
    new = replace(old, name="new", own=0.0, rate=1.0, hits={key[0]: 0.25})
    event = here._event(new)
    mean = float(event.pmf @ np.arange(event.pmf.size)) * here.lattice.grid.width
    rate = CASE.shocks[key[0]].rate.value
    assert here.brings(new, None) == pytest.approx(rate * 0.25 * mean * worst / 0.05)
