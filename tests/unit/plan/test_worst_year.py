"""The worst-year limit of F9: judged by the exact law, beside all plans and all terms."""

from __future__ import annotations

import importlib
import itertools
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bestplaced.case.business import BUSINESS
from bestplaced.errors import CaseError, InfeasibleError
from bestplaced.plan import Outcome, Termination, Verifier, plan
from bestplaced.plan.assembly import assemble
from bestplaced.plan.limiting import (
    FIRST,
    GAP,
    ROUNDS,
    Candidate,
    Limiter,
    least_worst_year,
)
from bestplaced.plan.resolve import CaseResolver
from bestplaced.plan.worst_year import TermChoices, limit_label, worst_years
from bestplaced.risk import TERMS
from bestplaced.risk.case_scenarios import case_scenarios, yearly_limits
from bestplaced.risk.estimates import cvar
from bestplaced.risk.exposures import CaseRisks
from bestplaced.risk.limited_years import changed
from tests.cases import full_case, small_case

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bestplaced.case.business import Case
    from bestplaced.plan.formulation import Formulation
    from bestplaced.plan.limiting import Indices
    from bestplaced.plan.problem import Problem
    from bestplaced.plan.solver import Solution

FREE = plan(small_case("B08", "D06"))
assert FREE.plan is not None
TIGHT, TIGHTER, MILD = 0.98, 0.965, 0.985
UNLIMITED = worst_years(FREE.case, FREE.plan.placements, [BUSINESS])[BUSINESS]


def limited_to(share: float, outcome: Outcome = FREE) -> Case:
    """Return the small case with its worst year limited to a share of the best plan's."""
    return outcome.case.model_copy(update={"worst_year": {BUSINESS: share * UNLIMITED}})


@pytest.fixture(scope="module")
def limited() -> Outcome:
    return plan(limited_to(TIGHT))


def cheaper_plans(
    case: Case, choices: TermChoices, cost: float
) -> Iterator[tuple[dict[str, str], Case]]:
    """Yield all plans below a cost: placements that break no rule, under all terms.

    Two changes of terms together cost no less than the dearer one alone (what one takes off the
    swings the other cannot take off again), so those dearer than ``cost`` alone are left out.
    """
    work, verifier = list(case.responsibilities), Verifier(case)
    for people in itertools.product(case.performers, repeat=len(work)):
        placements = dict(zip(work, people, strict=True))
        account = verifier.account(placements)
        if account.broken or account.objective >= cost:
            continue
        there = {(p.risk, placements[p.responsibility]) for p in choices.default.portions}
        free: dict[tuple[str, str], list[str]] = {}
        for risk, j, t in sorted(choices.offered):
            who, name = choices.people[j], TERMS[t]
            if (risk, who) in there and price(case, placements, {risk: {who: name}}) < cost:
                free.setdefault((risk, who), [""]).append(name)
        for taken in itertools.product(*free.values()):
            terms: dict[str, dict[str, str]] = {}
            for (risk, who), name in zip(free, taken, strict=True):
                if name:
                    terms.setdefault(risk, {})[who] = name
            if price(case, placements, terms) < cost:
                yield placements, case.model_copy(update={"terms": terms})


def price(case: Case, placements: dict[str, str], terms: dict[str, dict[str, str]]) -> float:
    """Return the cost of a plan under terms."""
    settled = case.model_copy(update={"terms": terms})
    return Verifier(settled).account(placements).objective


def test_no_cheaper_plan_under_any_terms_stays_within_the_limit(limited: Outcome) -> None:
    assert limited.plan is not None
    assert FREE.plan is not None
    cost = limited.plan.account.objective
    assert cost > FREE.plan.account.objective + 1  # the limit is felt
    assert limited.gap <= GAP
    choices = TermChoices(limited_to(TIGHT), [BUSINESS])
    found = list(cheaper_plans(FREE.case, choices, cost * (1 - GAP)))
    assert len(found) > 1
    for placements, settled in found:
        assert worst_years(settled, placements, [BUSINESS])[BUSINESS] > TIGHT * UNLIMITED


def test_the_plan_obeys_the_limit_by_the_law_of_its_own_case(limited: Outcome) -> None:
    assert limited.plan is not None
    assert limited.termination is Termination.OPTIMAL
    found = worst_years(limited.case, limited.plan.placements)[BUSINESS]
    assert found <= TIGHT * UNLIMITED
    assert limited.limits[0].found == pytest.approx(found)
    assert limited.limits[0].unlimited == pytest.approx(UNLIMITED)
    again = Verifier(limited.case).account(limited.plan.placements)
    assert again.objective == pytest.approx(limited.plan.account.objective)
    assert limited.bound <= again.objective


@pytest.mark.parametrize("part", [0.5, -1.0])
def test_a_limit_is_worth_no_more_than_is_proven(
    monkeypatch: pytest.MonkeyPatch, limited: Outcome, part: float
) -> None:
    """With a bound half way up to the plan, half the difference; with one below, nothing."""
    assert limited.plan is not None
    assert FREE.plan is not None
    free = FREE.plan.account.objective
    bound = free + part * (limited.plan.account.objective - free)
    module = importlib.import_module("bestplaced.plan.obeying")  # the name is also a function's
    real = module.limited
    monkeypatch.setattr(module, "limited", lambda *asked: replace(real(*asked), bound=bound))
    told = plan(limited_to(TIGHT)).limits[0]
    assert told.worth == pytest.approx(max(0.0, bound - free))


def test_a_limit_above_the_best_plan_changes_nothing() -> None:
    loose = plan(limited_to(1.05))
    assert loose.plan is not None
    assert FREE.plan is not None
    assert loose.plan.placements == FREE.plan.placements
    assert loose.plan.account.objective == FREE.plan.account.objective
    assert loose.limits[0].worth == 0.0
    assert loose.case.terms == {}


def test_every_try_for_terms_aims_further_below_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where each plan is one too much, 1, 1.5, 2, ... are taken off the limit of the next one."""
    assert FREE.plan is not None
    limiter = Limiter(FREE.case, assemble(FREE.case), (BUSINESS,))
    placement = limiter.numbered(FREE.plan.placements)
    limit, real = UNLIMITED + 1_000.0, Limiter._cut
    aims: list[Mapping[str, float]] = []

    def noted(self: Limiter, limits: Mapping[str, float], least: str = "") -> Problem:
        aims.append(limits)
        return real(self, limits, least)

    monkeypatch.setattr(Limiter, "_cut", noted)
    monkeypatch.setattr(Limiter, "terms_in", lambda *_: {"R01": {str(len(aims)): "retained"}})
    beyond = Candidate(placement, {}, {}, 0.0, {BUSINESS: limit + 1.0})
    monkeypatch.setattr(Limiter, "judge", lambda *_: beyond)
    limiter.settle(placement, {BUSINESS: limit})
    below = [limit - aim[BUSINESS] for aim in aims]
    assert below == pytest.approx([0, 1, 1.5, 2, 2.5, 3])


def test_a_tighter_limit_never_costs_less(limited: Outcome) -> None:
    tight = plan(limited_to(TIGHTER))
    assert tight.plan is not None
    assert limited.plan is not None
    assert tight.plan.account.objective >= limited.plan.account.objective * (1 - GAP)


def test_plans_to_compare_with_name_the_limit_they_break(limited: Outcome) -> None:
    broken = [rule for rule in limited.today.broken if rule.startswith("worst-year limit")]
    assert len(broken) == (
        1 if worst_years(limited_to(TIGHT), FREE.case.today)[BUSINESS] > TIGHT * UNLIMITED else 0
    )
    assert limited.references["best"].broken == ()


def test_an_impossible_limit_is_named_with_what_can_be_reached() -> None:
    with pytest.raises(InfeasibleError, match="least worst year found") as caught:
        plan(limited_to(0.2))
    assert caught.value.conflict[-1].startswith("worst-year limit: the business")
    assert caught.value.proven


def test_the_calmest_plan_is_reached_and_no_limit_below_its_floor() -> None:
    """`least_worst_year` names what a limit can ask for: its plan is within, its floor is not."""
    limiter = Limiter(FREE.case, assemble(FREE.case), (BUSINESS,))
    assert FREE.plan is not None
    limiter.judge(limiter.numbered(FREE.plan.placements), {}, FREE.plan.account.offers)
    least = least_worst_year(limiter, BUSINESS)
    assert least.plan is not None
    assert least.bound <= least.plan.worst[BUSINESS] < UNLIMITED
    assert limiter.floors == {BUSINESS: least.bound}
    calm = plan(limited_to(least.plan.worst[BUSINESS] / UNLIMITED), references=())
    assert calm.plan is not None
    with pytest.raises(InfeasibleError) as caught:
        plan(limited_to(least.bound / UNLIMITED * 0.999), references=(), explain=False)
    assert caught.value.proven


def test_a_limit_no_plan_of_a_whole_case_keeps_is_refused_after_a_few_programs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Calmest plans are asked for as soon as a few cheap ones are beyond: the proof is near."""
    case, programs = full_case(), [0]
    free = plan(case, references=())
    assert free.plan is not None
    most = 0.8 * worst_years(case, free.plan.placements, [BUSINESS])[BUSINESS]
    real = Limiter.relaxed

    def counted(
        self: Limiter,
        limits: Mapping[str, float],
        left: float | None,
        *,
        start: Indices | None = None,
        least: str = "",
        linked: bool = False,
    ) -> tuple[Solution, Formulation]:
        programs[0] += 1
        return real(self, limits, left, start=start, least=least, linked=linked)

    monkeypatch.setattr(Limiter, "relaxed", counted)
    tight = case.model_copy(update={"worst_year": {BUSINESS: most}})
    with pytest.raises(InfeasibleError) as caught:
        plan(tight, references=(), explain=False)
    assert caught.value.proven
    assert programs[0] <= FIRST + ROUNDS


def test_a_search_that_proves_nothing_near_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """With one program only, the plan is told with its gap, and not called optimal."""
    module = importlib.import_module("bestplaced.plan.limiting")
    monkeypatch.setattr(module, "PATIENT", 1)
    cut = plan(limited_to(TIGHTER), references=())
    assert cut.plan is not None
    assert cut.gap > GAP
    assert cut.termination is Termination.WORK_LIMIT
    again = plan(limited_to(TIGHTER), references=())
    assert again.plan is not None
    assert (again.plan.placements, again.bound) == (cut.plan.placements, cut.bound)


def with_yearly(case: Case, party: str, **most: float) -> Case:
    """Return the case with yearly limits of a party."""
    changed = case.parties[party].model_copy(update=most)
    return case.model_copy(update={"parties": {**case.parties, party: changed}})


PROVIDER = next(q for q in FREE.case.parties if q not in {BUSINESS, "nobody"})


def test_a_cap_of_the_limited_party_itself_is_refused() -> None:
    limited = FREE.case.model_copy(update={"worst_year": {PROVIDER: 1e4, BUSINESS: 1e9}})
    with pytest.raises(CaseError, match=f"'yearly_cap' of {PROVIDER} cannot stand") as caught:
        plan(with_yearly(limited, PROVIDER, yearly_cap=1e4), references=())
    assert len(caught.value.faults) == 1


@pytest.fixture(scope="module")
def capped() -> Outcome:
    return plan(with_yearly(limited_to(MILD), PROVIDER, yearly_cap=20_000.0), references=())


def test_beside_a_yearly_cap_all_that_it_could_send_back_is_within_the_limit(
    capped: Outcome,
) -> None:
    """Worst years before the cap + what it sends back at most: simulation finds no more."""
    assert capped.plan is not None
    assert capped.termination is Termination.OPTIMAL
    (limit,) = capped.limits
    assert limit.sent_back is not None
    assert limit.sent_back > 100
    assert limit.found <= MILD * UNLIMITED
    bare = with_yearly(capped.case, PROVIDER, yearly_cap=float("inf"))
    before = worst_years(bare, capped.plan.placements)[BUSINESS]
    assert limit.found == pytest.approx(before + limit.sent_back)
    verifier, names = Verifier(capped.case), capped.plan.placements
    placed = CaseRisks(capped.case, verifier.tags).placed(
        names, verifier.pair_factors(names), verifier.crossings(names)
    )
    years = 50_000
    lived = case_scenarios(capped.case, {"p": placed}, years, 3, yearly_limits(capped.case))["p"]
    held, free = lived.paid(BUSINESS), lived.before[BUSINESS]
    added = changed(lambda paid: cvar(paid, 0.95).value, free, held)
    assert 0 < added.value < limit.sent_back + 4 * added.error


def test_no_cheaper_plan_beside_a_yearly_cap_stays_within_the_limit(capped: Outcome) -> None:
    assert capped.plan is not None
    case = with_yearly(FREE.case, PROVIDER, yearly_cap=20_000.0)
    choices = TermChoices(case, [BUSINESS])
    cost = capped.plan.account.objective
    found = list(cheaper_plans(case, choices, cost * (1 - GAP)))
    assert len(found) > 1
    for placements, settled in found:
        assert worst_years(settled, placements, [BUSINESS])[BUSINESS] > MILD * UNLIMITED


def test_a_limit_says_that_yearly_caps_count_in_it() -> None:
    bare = limited_to(TIGHT)
    beside = limit_label(with_yearly(bare, PROVIDER, yearly_cap=20_000.0), BUSINESS)
    assert beside == f"{limit_label(bare, BUSINESS)}, all that yearly caps could send back counted"


def test_terms_stay_open_that_leave_a_capped_provider_less_to_pay() -> None:
    """What a provider pays more of may come back: with caps, fewer terms are surely no better."""
    without = TermChoices(FREE.case, [BUSINESS])
    beside = TermChoices(with_yearly(FREE.case, PROVIDER, yearly_cap=1.0), [BUSINESS])
    assert without.payers == [(BUSINESS,)]
    assert beside.payers == [(BUSINESS,), (PROVIDER, f"insurer of {PROVIDER}")]
    assert without.offered < beside.offered


def test_a_yearly_cap_that_leaves_the_limited_party_alone_is_allowed() -> None:
    """What the business's insurer does not pay falls on the business, never on the provider."""
    (provider,) = (q for q in FREE.case.parties if q != BUSINESS)
    limit = FREE.case.model_copy(update={"worst_year": {provider: 1e6}})
    done = plan(with_yearly(limit, BUSINESS, yearly_policy_limit=1e4), references=())
    assert done.plan is not None
    assert done.limits[0].party == provider


def test_a_limit_for_a_party_unknown_is_refused() -> None:
    with pytest.raises(CaseError, match="nobody known"):
        small_case("B08", worst_year={"nobody known": 1000})


def test_re_solves_that_know_no_limit_refuse_it() -> None:
    with pytest.raises(CaseError, match="worst_year"):
        CaseResolver(limited_to(TIGHT))


@pytest.mark.parametrize("most", [0, -1, float("nan"), "much"])
def test_a_limit_is_a_positive_sum(most: object) -> None:
    with pytest.raises(CaseError, match="worst_year"):
        small_case("B08", worst_year={BUSINESS: most})
