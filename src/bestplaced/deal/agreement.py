"""The deal as one frozen value: a plan, a fee, and everything both sides read before they sign.

`deal` composes the parts of this room; nothing here is prose. Money is a year in the case's
currency, net of tax, unless said otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bestplaced.case.business import BUSINESS
from bestplaced.case.reading import nearest
from bestplaced.deal.band import BETAS, Band, joint_fees
from bestplaced.deal.bearing import Bearings
from bestplaced.deal.benefits import SkilledPrices, waterfall
from bestplaced.deal.business_side import BusinessSide
from bestplaced.deal.ceilings import Ceilings
from bestplaced.deal.claims import claims
from bestplaced.deal.dropping import Dropped, drop_destroyers
from bestplaced.deal.lines import benefit_lines
from bestplaced.deal.notes import Struck, notes, unpaid
from bestplaced.deal.provider import CREEP
from bestplaced.deal.rivals import rivals_of
from bestplaced.deal.schedule import risk_schedule
from bestplaced.deal.shape import fee_shape
from bestplaced.deal.spending import Sides, spending
from bestplaced.deal.split import inside_providers
from bestplaced.deal.story import stories, unanswered
from bestplaced.deal.unflagged import without_flagged
from bestplaced.errors import CaseError, Fault
from bestplaced.plan import Verifier

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bestplaced.case.business import Case
    from bestplaced.deal.bearing import Bearing
    from bestplaced.deal.benefits import Waterfall
    from bestplaced.deal.claims import Claim
    from bestplaced.deal.lines import Line
    from bestplaced.deal.provider import ProviderSide
    from bestplaced.deal.rivals import Rival
    from bestplaced.deal.schedule import RiskRow
    from bestplaced.deal.shape import FeeShape
    from bestplaced.deal.spending import Spending
    from bestplaced.deal.story import TierStory, Unanswered
    from bestplaced.deal.unflagged import Unflagged
    from bestplaced.plan import Account, Outcome


@dataclass(frozen=True)
class Creep:
    """The provider's profit a year if hours grow by a share beyond the priced ones."""

    share: float
    profit: float


@dataclass(frozen=True)
class Deal:
    """A plan and a fee between the business and one provider.

    ``provider`` is None where the plan uses none; ``side`` is None where its cost is not known
    (buyer-only mode): then there is no floor, no provider's surplus, and ``fee`` is what it
    charges. ``bands`` and ``fees_of`` are of every provider used. ``fees`` is by β. ``worth`` is
    what the business gains before it pays this provider: its ceiling against today, in its parts;
    another provider of known cost is then paid what it needs, in ``business`` its fee.
    """

    case: Case
    account: Account
    today: Account
    surplus: float
    provider: str | None
    side: ProviderSide | None
    band: Band | None
    beta: float
    fee: float | None
    fees: dict[float, float | None]
    bands: dict[str, Band]
    fees_of: dict[str, float | None]
    rivals: tuple[Rival, ...]
    worth: BusinessSide | None
    business: BusinessSide | None
    benefits: Waterfall
    lines: tuple[Line, ...]
    bearings: tuple[Bearing, ...]
    bearings_today: tuple[Bearing, ...]
    schedule: tuple[RiskRow, ...]
    unflagged: Unflagged | None
    shape: FeeShape | None
    creep: tuple[Creep, ...]
    dropped: Dropped | None
    stories: tuple[TierStory, ...]
    unanswered: tuple[Unanswered, ...]
    claims: tuple[Claim, ...]
    spending: tuple[Spending, ...]
    notes: tuple[str, ...]

    @property
    def provider_surplus(self) -> float | None:
        """The fee less what the provider needs; None where its cost is not known."""
        if self.side is None or self.fee is None:
            return None
        return self.side.profit(self.fee)

    @property
    def provider_gain(self) -> float | None:
        """What of its surplus the provider does not earn today already; None if unknown."""
        if self.side is None or self.provider_surplus is None:
            return None
        return self.provider_surplus - self.side.profit_today


def deal(
    outcome: Outcome,
    *,
    beta: float = 0.5,
    provider: str | None = None,
    rivals: Sequence[Rival] | None = None,
    time_limit: float | None = None,
    unflagged: bool = True,
) -> Deal:
    """Return the deal on an outcome's best plan (F10, F11).

    ``provider`` names the party to deal with (default: the one inside the deal, else the one that
    does most of the plan's hours); ``beta`` in [0, 1] is the provider's share of the band.
    ``rivals`` are other offers for the same work (default: those written in the case, each solved
    again as quoted). ``time_limit`` is in seconds for each solve. The plan without flagged
    transfers is solved for where ``unflagged``.

    Raises:
        CaseError: no such provider, β out of range, or no plan to deal on.

    """
    if outcome.plan is None:
        raise CaseError(Fault("there is no plan to deal on.", "", "Allow more time."))
    if not 0 <= beta <= 1:
        raise CaseError(Fault(f"β is a share between 0 and 1, not {beta:g}.", "--beta"))
    return _Striking(outcome, beta, rivals, time_limit).deal(provider, unflagged=unflagged)


class _Striking:
    """The parts that the steps of one deal share."""

    def __init__(
        self,
        outcome: Outcome,
        beta: float,
        rivals: Sequence[Rival] | None,
        time_limit: float | None,
    ) -> None:
        assert outcome.plan is not None  # noqa: S101 - `deal` has refused an outcome without
        self.outcome, self.case, self.beta = outcome, outcome.case, beta
        self.today, self.best = outcome.today, outcome.plan.account
        self.verifier = Verifier(self.case)
        self.bearings, self.skilled = Bearings(self.verifier), SkilledPrices(self.case)
        today = Verifier(self.case.model_copy(update={"terms": {}}))  # today under its own terms
        self.before = Bearings(today).under(self.today.placements)
        self.after = self.bearings.under(self.best.placements)
        self.given, self.time_limit = rivals, time_limit
        self.tax = self.case.deal_terms.fee_tax
        self.inside = inside_providers(self.case)
        people = self.case.performers
        self.used = tuple(
            q
            for q in self.case.parties
            if q != BUSINESS and any(people[p].party == q for p in self.best.placements.values())
        )

    def deal(self, wanted: str | None, *, unflagged: bool) -> Deal:
        """Return the deal with one provider."""
        name = self._chosen(wanted)
        ends = self.ends = self._ends(name)
        bands = {q: ends.band(q, self.best, self.after) for q in self.used}
        fees_of = self._fees(bands, self.beta)
        band, fee = (bands[name], fees_of[name]) if name else (None, None)
        side = self.sides.get(name) if name else None
        rows = risk_schedule(self.case, self.before, self.after)
        business = self._business(name, fees_of) if fee is not None else None
        spent = self._spending(fees_of)
        fees = {b: self._fees(bands, b)[name] if side and name else None for b in BETAS}
        return Deal(
            case=self.case,
            account=self.best,
            today=self.today,
            surplus=self.outcome.surplus,
            provider=name,
            side=side,
            band=band,
            beta=self.beta,
            fee=fee,
            fees=fees,
            bands=bands,
            fees_of=fees_of,
            rivals=ends.rivals,
            worth=self._business(name, {name: 0.0}) if side and name else None,
            business=business,
            benefits=waterfall(self.case, self.today, self.best, self.skilled),
            lines=benefit_lines(self.case, self.today, self.best, self.skilled),
            bearings=self.after,
            bearings_today=self.before,
            schedule=rows,
            unflagged=without_flagged(self.outcome, ends, rows, name, self.beta)
            if name and unflagged
            else None,
            shape=fee_shape(self.case, self.best, side, fee) if side and fee else None,
            creep=tuple(Creep(x, side.profit(fee, x)) for x in CREEP) if side and fee else (),
            dropped=self._dropped(name, band),
            stories=stories(self.case, self.best.placements),
            unanswered=unanswered(self.case, self.best.placements),
            claims=claims(
                self.case,
                self.today,
                self.best,
                ends.cost_today,
                business.saving if business else None,
            ),
            spending=spent,
            notes=self._notes(name, fees_of, band, side, business, spent),
        )

    def _ends(self, name: str | None) -> Ceilings:
        """Return what the bands are measured against, with rivals and sides known."""
        ends = Ceilings(self.outcome, self.bearings, self.before, self.inside, self.time_limit)
        ends.dealt = name
        if self.given is not None:
            ends.rivals = tuple(self.given)
        elif name is not None:
            own = ends.own_year(self.best, self.after, name)
            ends.rivals = rivals_of(self.case, own, name, self.time_limit)
        sides = {q: ends.side(q, self.best, self.after) for q in self.used}
        self.sides = {q: side for q, side in sides.items() if side is not None}
        return ends

    def _fees(self, bands: Mapping[str, Band], beta: float) -> dict[str, float | None]:
        """Return every provider's fee at a share of the bands; outside ones as they charge."""
        room = self._business(None, {q: side.floor for q, side in self.sides.items()}).value
        fees = joint_fees(bands, room, beta, self.tax)
        charged = {q: self.ends.charged(self.best, q) for q in self.used if bands[q].floor is None}
        return fees | charged

    def _chosen(self, wanted: str | None) -> str | None:
        """Return the provider to deal with."""
        known = [q for q in self.case.parties if q != BUSINESS]
        if wanted is not None and wanted not in known:
            raise CaseError(
                Fault(f"unknown provider '{wanted}'.", "--provider", nearest(wanted, known))
            )
        if wanted is not None and wanted not in self.used:
            text = f"the best plan gives {wanted} nothing to do."
            others = ", ".join(self.used) or "nobody outside"
            raise CaseError(Fault(text, "--provider", f"It uses {others}."))
        if wanted is not None or not self.used:
            return wanted
        return max(self.used, key=lambda q: (q in self.inside, self._hours(q)))

    def _hours(self, party: str) -> float:
        """Return the hours that a party works under the plan."""
        people = self.case.performers
        return sum(
            self.best.hours[r] for r, p in self.best.placements.items() if people[p].party == party
        )

    def _business(self, name: str | None, fees: Mapping[str, float | None]) -> BusinessSide:
        """Return the business's gain at these fees, against today.

        A provider of known cost without a fee is paid what it needs; ``name`` is the deal's.
        """
        cost, risk, paid, fee = self.best.cost, self.best.risk, 0.0, 0.0
        for q, side in self.sides.items():
            cost, risk = cost - side.cost, risk - (side.need - side.cost)
            given = fees.get(q)
            paid += side.need if given is None else given
        if name is not None:
            fee = fees.get(name) or 0.0
        tax = paid * self.tax
        return BusinessSide(
            cost_today=self.ends.cost_today,
            fee=fee,
            other_fees=paid - fee if name in self.sides else paid,
            tax=tax,
            saving=self.ends.cost_today - cost - paid - tax,
            risk_relief=self.ends.risk_today - risk,
            decisions=self.best.decisions - self.today.decisions,
            risk_today=self.ends.risk_today,
        )

    def _dropped(self, name: str | None, band: Band | None) -> Dropped | None:
        """Return what to leave out first, where there is no band."""
        if name is None or band is None or band.floor is None or not band.closed:
            return None
        return drop_destroyers(self.outcome, self.ends, name, band)

    def _spending(self, fees: Mapping[str, float | None]) -> tuple[Spending, ...]:
        """Return the items of what the business spends, today and at these fees."""
        ends, old, paid = self.ends, self.ends.sides_today, {}
        before = {
            q: ends.fee_today if q == ends.paid_today else side.need for q, side in old.items()
        }
        for q, side in self.sides.items():
            given = fees.get(q)
            paid[q] = side.need if given is None else given
        sides = (
            Sides(old, before, (ends.fee_today * self.tax if ends.paid_today else 0.0)),
            Sides(self.sides, paid, sum(paid.values()) * self.tax),
        )
        return spending(self.case, (self.today, self.best), sides)

    def _notes(
        self,
        name: str | None,
        fees: Mapping[str, float | None],
        band: Band | None,
        side: ProviderSide | None,
        business: BusinessSide | None,
        spent: tuple[Spending, ...],
    ) -> tuple[str, ...]:
        """Return what both sides should be told."""
        if name is None or band is None:
            return ("the best plan uses no provider: there is nothing to agree",)
        struck = Struck(
            self.case, self.today, name, band, side, business, spent,
            inside=name in self.inside, fee_today=self.ends.fee_today,
        )  # fmt: skip
        return (*notes(struck), *unpaid(self.case, self.sides, fees, name))
