"""What each party bears of an event, and the exact laws of their years, on a small business."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pytest

from bestplaced.case.business import BUSINESS
from bestplaced.plan import Verifier
from bestplaced.risk.exposures import UNBORNE, CaseRisks, PlacedRisk
from bestplaced.risk.layer import Layer
from bestplaced.risk.party_laws import ALL, bearers, bucket_width, figures, party_lattice, struck
from bestplaced.risk.plan_difference import plan_difference
from tests.cases import small_case

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bestplaced.case.business import Case

    Array = NDArray[np.float64]
    Ints = NDArray[np.intp]

WORK = ("A08", "A12", "B02", "B03", "B21", "D05", "D06", "D13")
OUTSIDE = {
    "A12": "practice clerk",
    "B02": "practice bookkeeper",
    "B03": "practice clerk",
    "B21": "practice senior",
    "D05": "practice senior",
    "D13": "practice partner",
}
OFF_GROUPS: dict[str, dict[str, list[str]]] = {
    name: {"risks": []} for name in ("hectic_year", "cash_year", "cyber_year")
}
OFF_SHOCKS = {
    name: {"rate": 0} for name in ("person_leaves", "person_ill", "system_outage", "provider_fails")
}
YEARS = 200_000


@dataclass(frozen=True)
class Plans:
    """Today and a plan with a provider, of one small case."""

    case: Case
    verifier: Verifier
    today: tuple[PlacedRisk, ...]
    after: tuple[PlacedRisk, ...]


def plans_of(**changes: object) -> Plans:
    today = {"A08": "Sam", "A12": "Dana", "B02": "Dana", "B03": "Dana", "B21": "Dana",
             "D05": "Olive", "D06": "Olive", "D13": "Olive"}  # fmt: skip
    case = small_case(*WORK, today=today, **changes)
    verifier = Verifier(case)
    risks = CaseRisks(case, verifier.tags)
    placed = [
        risks.placed(p, verifier.pair_factors(p), verifier.crossings(p))
        for p in (today, {**today, **OUTSIDE})
    ]
    return Plans(case, verifier, *placed)


@pytest.fixture(scope="module")
def plans() -> Plans:
    return plans_of()


def divided(case: Case, p: PlacedRisk, loss: Array) -> dict[str, Array]:
    """F5 written out again, straight from the case: who pays what of each loss."""
    person, risk = case.performers[p.performer], case.risks[p.risk]
    means = case.business.means
    if p.terms == "insured":
        kept = np.minimum(loss, case.assumptions.insured_deductible_share * risk.max_loss.value)
        parts = {f"insurer of {BUSINESS}": loss - kept}
    elif p.terms == "retained":
        kept, parts = loss, {}
    else:
        party = case.parties[person.party]
        share = 1.0 if p.terms == "transferred" else p.share
        owed = np.minimum(share * loss, party.liability_cap)
        insurer = np.minimum(np.maximum(owed - party.deductible, 0), party.limit)
        own = np.minimum(owed - insurer, party.means)
        kept, parts = loss - own - insurer, {party.name: own, f"insurer of {party.name}": insurer}
    if risk.transfer:
        return parts  # what is left to the business buys it as much work
    return {**parts, BUSINESS: np.minimum(kept, means), UNBORNE: np.maximum(kept - means, 0)}


def test_the_plans_use_most_terms_and_all_scopes(plans: Plans) -> None:
    assert {p.terms for p in plans.after} >= {"retained", "shared", "insured"}
    places = {p.place for p in plans.after}
    assert places > {"the practice", "B21", "A08>B03"}
    assert "B02>B21" not in places  # both lie with the practice
    assert any(p.hits for p in plans.after)
    assert any(p.group for p in plans.after)


def test_every_event_is_borne_to_the_last_cent_but_what_buys_the_business_work(
    plans: Plans,
) -> None:
    gains = [p for p in plans.after if p.gain]
    assert {p.risk for p in gains} == {"R47"}  # scope grows at a fixed fee
    assert not any({BUSINESS, UNBORNE} & set(p.layers) for p in gains)
    for p in (*plans.today, *plans.after):
        loss = np.linspace(0.0, p.max_loss, 997)
        known = divided(plans.case, p, loss)
        parts = {q: layer(loss) for q, layer in p.layers.items()}
        lost = sum(known.values()) if p.gain else loss
        assert sum(parts.values()) == pytest.approx(lost, abs=1e-6), p.name
        assert p.lost(loss) == pytest.approx(lost, abs=1e-6), p.name
        for party, part in known.items():
            # Slopes are rounded once: a part of a million may be off by a ten-thousandth.
            given = parts.get(party, np.zeros_like(loss))
            assert given == pytest.approx(part, rel=1e-9, abs=1e-4), (p.name, party)


def test_tags_and_laws_price_the_same_events_but_for_what_buys_the_business_work(
    plans: Plans,
) -> None:
    """F4 from the exact moments of each part of an event is the tag of each side, per portion.

    The tag of a gain has the swings of what the business pays for work; its years have not.
    """
    tags, case = plans.verifier.tags, plans.case
    columns = list(case.performers)
    factors = plans.verifier.pair_factors(case.today)
    assert max(factors.values()) > 1  # Dana enters and reconciles: P06
    for p in (*plans.today, *plans.after):
        rows = [
            i
            for i, t in enumerate(tags.portions)
            if (t.risk, t.responsibility) == (p.risk, p.place)
        ]
        if not rows:
            continue  # a provider's use or a hand-off, priced elsewhere
        i, j = rows[0], columns.index(p.performer)
        pairs = p.rate * p.law.limited(np.array([np.inf]))[0][0] / tags.expected[i, j]
        assert 1 - 1e-9 <= pairs <= 3 + 1e-9
        party = case.performers[p.performer].party
        for name, price in ((BUSINESS, tags.business[i, j]), (party, tags.provider[i, j])):
            if name == party == BUSINESS or (name == BUSINESS and p.gain):
                continue
            mean, square = p.layers[name].moments(p.law) if name in p.layers else (0.0, 0.0)
            found = p.rate * (mean + square / (2 * case.parties[name].tolerance))
            assert found == pytest.approx(price * pairs, rel=1e-9, abs=1e-9), (p.name, name)


def test_the_expected_losses_of_the_parties_are_those_of_the_risks(plans: Plans) -> None:
    for placed in (plans.today, plans.after):
        laws = {q: party_lattice(plans.case, placed, q) for q in bearers(placed)}
        for party, lattice in laws.items():
            expected = sum(p.mean(party) for p in placed)
            assert lattice.exact_mean == pytest.approx(expected, rel=1e-12)
            assert lattice.law().mean == pytest.approx(expected, rel=1e-8)
            assert lattice.law().std == pytest.approx(math.sqrt(lattice.exact_variance), rel=1e-2)
        whole = sum(p.expected for p in placed)
        assert sum(law.exact_mean for law in laws.values()) == pytest.approx(whole, rel=1e-12)


def test_dependence_moves_the_swings_and_no_expected_loss(plans: Plans) -> None:
    alone = plans_of(groups=OFF_GROUPS, shocks=OFF_SHOCKS)
    for with_it, without in ((plans.today, alone.today), (plans.after, alone.after)):
        assert [p.rate for p in with_it] == pytest.approx([p.rate for p in without], rel=1e-12)
        for party in (BUSINESS, ALL):
            tied = party_lattice(plans.case, with_it, party)
            free = party_lattice(alone.case, without, party)
            assert tied.exact_mean == pytest.approx(free.exact_mean, rel=1e-12)
            assert tied.exact_variance > free.exact_variance * 1.01
    # Without dependence the variance is F4's sum over portions of rate times square.
    lattice = party_lattice(alone.case, alone.after, BUSINESS)
    squares = sum(
        p.rate * p.layers[BUSINESS].moments(p.law)[1] for p in alone.after if BUSINESS in p.layers
    )
    assert lattice.exact_variance == pytest.approx(squares, rel=1e-12)


def simulate(plans: Plans, seed: int) -> tuple[list[dict[str, Array]], int]:
    """Both plans through the same 200,000 years; nothing of the lattice's code is used."""
    rng = np.random.default_rng(seed)
    case = plans.case
    years = [{}, {}]  # type: list[dict[str, Array]]
    factor = {
        g: rng.gamma(group.shape.value, 1 / group.shape.value, YEARS)
        for g, group in case.groups.items()
    }
    old, new = ({p.name: p for p in side} for side in (plans.today, plans.after))
    shocks: dict[tuple[str, str], Ints] = {}

    def add(side: int, p: PlacedRisk, when: Ints, z: Array) -> None:
        loss = np.minimum(p.factor * np.exp(p.mu + p.sigma * z), p.max_loss)
        whole = {} if case.risks[p.risk].transfer else {ALL: loss}
        for party, part in {**divided(case, p, loss), **whole}.items():
            year = years[side].setdefault(party, np.zeros(YEARS))
            np.add.at(year, when, part)

    for name in dict.fromkeys((*old, *new)):
        pair = (old.get(name), new.get(name))
        most = max(p.own for p in pair if p)
        group = next(p.group for p in pair if p)
        counts = rng.poisson(most * factor.get(group, np.ones(YEARS)))
        when: Ints = np.repeat(np.arange(YEARS), counts)
        level, z = rng.random(when.size) * most, rng.standard_normal(when.size)
        for side, p in enumerate(pair):
            if p:
                add(side, p, when[level < p.own], z[level < p.own])
        for key in dict.fromkeys(k for p in pair if p for k in struck(case, p)):
            if key not in shocks:
                shocks[key] = np.repeat(
                    np.arange(YEARS), rng.poisson(case.shocks[key[0]].rate.value, YEARS)
                )
            when = shocks[key]
            u = rng.random(when.size)
            z = rng.standard_normal(when.size)
            for side, p in enumerate(pair):
                if p and key in struck(case, p):
                    add(side, p, when[u < p.hits[key[0]]], z[u < p.hits[key[0]]])
    return years, YEARS


def test_simulated_years_agree_with_the_exact_laws_of_every_party(plans: Plans) -> None:
    years, count = simulate(plans, 20_261_123)
    for side, placed in enumerate((plans.today, plans.after)):
        for party in (*bearers(placed), ALL):
            lattice = party_lattice(plans.case, placed, party)
            law, year = lattice.law(), years[side][party]
            z = (year.mean() - lattice.exact_mean) / (year.std() / math.sqrt(count))
            assert abs(z) < 4, (side, party)
            none = (year == 0).mean()
            assert abs(none - law.no_event) < 4 * math.sqrt(max(none, 1e-5) / count), (side, party)
            for level in (0.95, 0.99):
                beyond = (year > law.quantile(level) + law.width / 2).mean()
                exact = law.exceeds(law.quantile(level))
                assert abs(beyond - exact) < 4 * math.sqrt((1 - level) / count), (side, party)
    for party in (BUSINESS, ALL):
        law = plan_difference(plans.case, plans.today, plans.after, party).law()
        gap = years[1][party] - years[0][party]
        assert abs(gap.mean() - law.mean) < 4 * gap.std() / math.sqrt(count)
        beats = (gap < 0).mean()
        assert abs(beats - law.below_zero()) < 4 * math.sqrt(beats * (1 - beats) / count), party
        assert abs((gap == 0).mean() - law.no_event) < 4 * math.sqrt(0.25 / count)


def test_the_difference_of_two_plans_has_the_difference_of_their_means(plans: Plans) -> None:
    for party in (BUSINESS, "the practice", ALL):
        gap = plan_difference(plans.case, plans.today, plans.after, party)
        means = [
            party_lattice(plans.case, side, party).exact_mean for side in (plans.after, plans.today)
        ]
        assert gap.law().mean == pytest.approx(means[0] - means[1], rel=1e-6, abs=1e-3)


def test_a_plan_does_not_beat_itself(plans: Plans) -> None:
    law = plan_difference(plans.case, plans.after, plans.after, BUSINESS).law()
    assert law.below_zero() == 0.0
    assert law.no_event == 1.0


def test_a_yearly_cap_is_read_from_the_same_law(plans: Plans) -> None:
    """E[min(S, A)] is the mean under a cap; no figure passes it, and a wide cap changes nothing."""
    lattice = party_lattice(plans.case, plans.after, "the practice")
    free, tight = figures(lattice), figures(lattice, 3_000.0)
    assert tight.mean == pytest.approx(lattice.law().limited_mean(3_000.0), rel=1e-9)
    assert tight.mean < free.mean
    assert tight.q99 == tight.cvar95 == pytest.approx(3_000.0)
    assert tight.p_zero == free.p_zero
    assert figures(lattice, 1e9).cvar99 == pytest.approx(free.cvar99)


def test_the_chance_below_a_sum_divides_the_bucket_around_it(plans: Plans) -> None:
    law = plan_difference(plans.case, plans.today, plans.after, BUSINESS).law()
    assert law.below(0.0) == law.below_zero()
    assert law.below(law.losses[-1] * 2) == pytest.approx(1.0)
    assert law.below(law.losses[0] * 2) == 0.0
    at = -law.first + 40
    middle = float(law.pmf[:at].sum() + law.pmf[at] / 2)  # P(S < loss of a bucket): half of it
    assert law.below(float(law.losses[at])) == pytest.approx(middle)


def test_what_a_ceiling_leaves_of_a_layer_is_what_is_beyond_it() -> None:
    layer, loss = Layer.between(100.0, 5_000.0, 0.5), np.linspace(0.0, 9_000.0, 181)
    for ceiling in (0.0, 30.0, 2_500.0, 1e9):
        whole = layer.at_most(ceiling)(loss) + layer.beyond(ceiling)(loss)
        assert whole == pytest.approx(layer(loss))


@pytest.mark.parametrize(("largest", "width"), [(8192, 1.0), (8193, 2.0), (3e6, 500.0), (5, 1e-3)])
def test_buckets_have_round_widths(largest: float, width: float) -> None:
    assert bucket_width(largest) == pytest.approx(width)
