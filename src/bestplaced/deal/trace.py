"""Every figure of a deal's page with its arithmetic and its inputs: traced in two steps.

The first step is a name on the page (a risk, a responsibility, a person, a part of an account); the
second is what it is made of, each figure with unit, source and grade (`bestplaced.deal.inputs`).
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from bestplaced.case.business import BUSINESS
from bestplaced.deal.band import AGAINST_TODAY
from bestplaced.deal.ceilings import AT_BILL_RATES
from bestplaced.deal.inputs import inputs_named, inputs_of
from bestplaced.errors import CaseError, Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bestplaced.deal.agreement import Deal
    from bestplaced.deal.band import Band
    from bestplaced.deal.inputs import Input
    from bestplaced.deal.lines import Line
    from bestplaced.deal.provider import ProviderSide
    from bestplaced.deal.schedule import RiskRow

WORTH = "the plan"
BAND = "the fee"
RISKS = "who carries which risk"
SHAPE = "how to charge it"
_NAMES = (
    "Take a name from the page: a risk (R26), a responsibility (D14), a person, onboarding, fee."
)


@dataclass(frozen=True)
class Traced:
    """One figure: the ``part`` of the page it stands in, money a year, and how it comes about."""

    name: str
    part: str
    amount: float
    how: str
    inputs: tuple[Input, ...]


def traced(deal: Deal) -> tuple[Traced, ...]:
    """Return every figure of the page, in its order; money a year unless ``how`` says otherwise."""
    return tuple(_Trace(deal).every())


def traced_by(deal: Deal, name: str) -> tuple[Traced, ...]:
    """Return the figures of one name: R26, D14, *onboarding*, a person, a benefit.

    Raises:
        CaseError: nothing on the page is called that.

    """
    wanted, figures = name.casefold().strip(), traced(deal)

    def named(figure: Traced) -> set[str]:
        whole = figure.name.casefold()
        return {whole, *whole.split(" on "), figure.part.replace("_", " ")}

    found = tuple(f for f in figures if wanted in named(f))
    if not found:
        known = sorted({n for f in figures for n in named(f)})
        near = get_close_matches(wanted, known, n=3)
        remedy = f"Did you mean {', '.join(near)}?" if near else _NAMES
        raise CaseError(Fault(f"no figure is called '{name}'.", "--trace", remedy))
    return found


class _Trace:
    """The figures of one deal's page."""

    def __init__(self, deal: Deal) -> None:
        self.deal, self.case, self.account = deal, deal.case, deal.account

    def every(self) -> Iterator[Traced]:
        """Yield all figures in the order of the page."""
        yield from self._gains()
        yield from self._today()
        if self.deal.side is not None:
            yield from self._provider(self.deal.side)
        if self.deal.band is not None:
            base = self.deal.side.need if self.deal.side else self.deal.fee or 0.0
            yield from self._fee(self.deal.band, base)
        for line in self.deal.lines:
            yield self._line(line)
        for row in self.deal.schedule:
            yield self._risk(row)
        yield from self._meters()

    def _made(self, name: str, part: str, amount: float, how: str, *inputs: str) -> Traced:
        return Traced(name, part, amount, how, inputs_named(self.case, inputs))

    def _gains(self) -> Iterator[Traced]:
        """Yield what the plan is worth, and what the business gains of it at the fee."""
        old, new = self.deal.today.objective, self.account.objective
        how = f"yearly total of F9: {old:,.2f} today - {new:,.2f} in the plan; benefits split it"
        yield self._made("surplus", WORTH, self.deal.surplus, how)
        b, side = self.deal.business, self.deal.side
        if b is None:
            return
        own = b.cost_today - b.saving - b.fee - b.other_fees - b.tax
        paid = f"{b.fee:,.2f} fee - {b.other_fees:,.2f} fees to others - {b.tax:,.2f} tax"
        how = f"{b.cost_today:,.2f} today - {own:,.2f} of its own in the plan - {paid}"
        yield self._made("money and hours", BUSINESS, b.saving, how)
        then = self.account.risk - (side.need - side.cost if side else 0.0)
        how = "fall in the price of what it bears or insures; each risk stands in the schedule"
        if len(self.deal.bands) == 1:
            how = f"{then + b.risk_relief:,.2f} today - {then:,.2f} in the plan: {how}"
        yield self._made("less risk", BUSINESS, b.risk_relief, how)
        how = "values of the work newly done (F13), capped"
        yield self._made("better decisions", BUSINESS, b.decisions, how, "values")
        how = f"{b.saving:,.2f} + {b.risk_relief:,.2f} + {b.decisions:,.2f}"
        yield self._made("better off by", BUSINESS, b.value, how)

    def _today(self) -> Iterator[Traced]:
        """Yield what each person of the business costs in finance work, today and in the plan."""
        for name, person in self.case.performers.items():
            if person.party != BUSINESS or person.kind == "nobody":
                continue
            old, new = self.deal.today.people[name], self.account.people[name]
            if old.cost or new.cost:
                how = (
                    f"year's cost, {old.cost:,.2f} today for {old.load:,.1f} hours, "
                    f"{new.cost:,.2f} in the plan for {new.load:,.1f}; paid steps less the worth "
                    "of free hours, or hours at their price"
                )
                yield self._made(name, BUSINESS, new.cost, how, f"people.{name}", "overtime")

    def _work(self, name: str) -> tuple[str, ...]:
        """Return the inputs of the hours that a person works under the plan."""
        return tuple(f"work.{r}" for r, p in self.account.placements.items() if p == name)

    def _provider(self, side: ProviderSide) -> Iterator[Traced]:
        """Yield the parts of the provider's account."""
        people = tuple(f"people.{g.performer}" for g in side.grades)
        for g in side.grades:
            held = [r for r, p in self.account.placements.items() if p == g.performer]
            hours = " + ".join(f"{r} {self.account.hours[r]:,.1f}" for r in held)
            how = f"({hours} + {g.lost_hours:,.1f} lost) hours x {g.rate:,.4f}"
            names = (f"people.{g.performer}", *self._work(g.performer))
            yield self._made(g.performer, side.name, g.cost, how, *names)
        borne = [b for b in self.deal.bearings if b.party == side.name]
        risks = tuple(f"risks.{k}" for k in dict.fromkeys(b.risk for b in borne if b.moved))
        party = (f"bears.{side.name}",)
        mine = "its part of each risk that it shares, named in the schedule"
        for name, amount, how, inputs in (
            ("onboarding", side.onboarding, "its hours of moving the work x rate x 12 / term",
             ("term", *people)),
            ("coordination", side.coordination, "half of what hand-offs cost", ("hand_offs",)),
            ("risk it assumes", side.risk_price, f"price to it (F4) of {mine}", (*party, *risks)),
            ("policy", side.policy, f"premium for what its insurer pays of {mine}",
             (*party, "premium", *risks)),
            ("risks bad together", side.dependence, "what groups and shocks add (F4)",
             (*party, *self._groups())),
            ("client's want of care", side.care,
             "half of what the client's own care would avoid, at the square of the share (F5)",
             risks),
            ("needs", side.need, "the sum of the parts above", ()),
            ("works from", side.floor, self._floor(side),
             ("deal.guarantee_load", "deal.minimum_margin", *self._paid)),
        ):  # fmt: skip
            yield self._made(name, side.name, amount, how, *inputs)
        if self.deal.fee is not None:
            left, hours = f"{self.deal.fee:,.2f} - {side.need:,.2f}", f"{side.labour:,.2f}"
            yield self._made("earns", side.name, side.profit(self.deal.fee), left)
            for c in self.deal.creep:
                how = f"{left} - {c.share:g} x {hours}"
                yield self._made(f"if hours grow {c.share:.0%}", side.name, c.profit, how)
        if side.clean_up.months > 0:
            up = side.clean_up
            how = f"once: {up.first_month:,.2f} x {up.months:g}^{up.exponent:g}"
            names = ("months_behind", "clean_up_month", "clean_up_exponent")
            yield self._made("clean-up", side.name, up.price, how, *(f"deal.{n}" for n in names))

    @property
    def _paid(self) -> tuple[str, ...]:
        return ("deal.fee_today",) if self.case.deal_terms.fee_today else ()

    def _floor(self, side: ProviderSide) -> str:
        """Return the floor's arithmetic."""
        if side.floor == side.need + side.profit_today:
            return f"{side.need:,.2f} it needs + {side.profit_today:,.2f} it earns today"
        load, margin = self.case.deal_terms.guarantee_load, side.minimum_margin
        risk = max(0.0, side.risk_price)
        return f"({side.need:,.2f} + {load:g} x {risk:,.2f}) / (1 - {margin:g})"

    def _groups(self) -> tuple[str, ...]:
        return tuple(f"together.{s.name}" for s in self.account.swings)

    def _fee(self, band: Band, base: float) -> Iterator[Traced]:
        """Yield the band's ends and the fee; ``base`` is what the provider needs, or charges."""
        terms, fee = self.case.deal_terms, self.deal.fee
        for name, ceiling in band.ceilings.items():
            how, inputs = self._ceiling(name, ceiling * (1 + terms.fee_tax), base)
            if terms.fee_tax and band.floor is not None:
                how = f"({how}) / (1 + {terms.fee_tax:g} tax not given back)"
                inputs = (*inputs, "deal.fee_tax_rate", "deal.fee_tax")
            yield self._made(name, BAND, ceiling, how, *inputs)
        if fee is None:
            return
        if band.floor is None:
            offers = tuple(n for n in self.account.offers if self._theirs(n))
            how = " + ".join(
                (f"hours at bill rates: {self._bills}", *(f"offer {n}" for n in offers))
            )
            inputs = (*self._charging, *(f"offers.{n}" for n in offers))
            yield self._made("fee", BAND, fee, how, *inputs)
            return
        low, high = f"{band.floor:,.2f}", f"{band.ceiling:,.2f}"
        how = f"{low} + {self.deal.beta:g} x ({high} - {low})"
        if len(self.deal.bands) > 1:
            how += ", cut with the other providers' where all are more than the plan is worth"
        yield self._made("fee", BAND, fee, how)

    def _theirs(self, offer: str) -> bool:
        return self.case.offers[offer].provider == self.deal.provider

    @property
    def _working(self) -> dict[str, float]:
        """Return the provider's people and the hours that they charge by the hour."""
        people, under = self.case.performers, self.account.under_offer
        found: dict[str, float] = {}
        for r, p in self.account.placements.items():
            if people[p].party == self.deal.provider and r not in under:
                found[p] = found.get(p, 0.0) + self.account.hours[r]
        return found

    @property
    def _bills(self) -> str:
        people = self.case.performers
        return " + ".join(
            f"{h:,.1f} x {people[p].bill_rate:,.2f}" for p, h in self._working.items()
        )

    @property
    def _charging(self) -> tuple[str, ...]:
        return tuple(f"bills.{p}" for p in self._working)

    def _ceiling(self, name: str, gross: float, base: float) -> tuple[str, tuple[str, ...]]:
        """Return the arithmetic of a ceiling, and the names of its inputs."""
        case = self.case
        once = f" + {case.deal_terms.switching_cost:,.2f} of switching x 12 / "
        once += f"{case.assumptions.term_months:g} months"
        other = ("deal.switching_cost", "months.term_months")
        if name == AT_BILL_RATES:
            return f"hours at bill rates: {self._bills}{once}", (*other, *self._charging)
        if rival := next((r for r in self.deal.rivals if name.endswith(r.name)), None):
            how = f"{rival.fee or 0:,.2f} its fee + {rival.money:,.2f} other money"
            how += f" + {rival.risk:,.2f} risk - {rival.decisions:,.2f} decisions"
            return how + ("" if rival.own else once), (*other, f"offers.{rival.name}")
        how = f"needs {base:,.2f}" if self.deal.side else f"charges {base:,.2f}"
        how += f" + the worth of this plan {self.deal.surplus:,.2f}"
        rest = gross - base - self.deal.surplus
        if name != AGAINST_TODAY:
            return f"{how} - the worth of that plan {-rest:,.2f}, solved again to 0.01 %", ()
        if abs(rest) < 0.01:  # noqa: PLR2004 - a cent
            return how, ()
        return f"{how} + {rest:,.2f} that today's fee is above the need of that work", self._paid

    def _line(self, line: Line) -> Traced:
        """Return one line of a benefit."""
        how = f"{line.what}: ({line.before:,.2f} - {line.after:,.2f}) x {line.factor:,.6g}"
        how += f" [{line.unit}]"
        return Traced(line.subject, line.benefit, line.amount, how, inputs_of(self.case, line))

    def _risk(self, row: RiskRow) -> Traced:
        """Return one risk of the schedule, in the plan."""
        a = row.after
        how = (
            f"{row.name}: {row.before.total:,.2f} today; in the plan {a.business:,.2f} the "
            f"business's + {a.providers:,.2f} providers' + {a.insurers:,.2f} insurers': an "
            f"expected loss of {a.expected:,.2f}, and {a.total - a.expected:,.2f} for swings, care "
            "and the load of premiums (F4, F5)"
        )
        if row.share is not None:
            how += f"; share s = {row.share:.4f}{' by cause' if row.penalty else ''}"
        if row.trade is not None:
            t = row.trade
            load = t.fee_part - t.receiver_price
            how += (
                f"; paid for it {t.receiver_price:,.2f} + {load:,.2f} guarantee, and the business "
            )
            how += f"is rid of {t.relief:,.2f}"
        parties = (BUSINESS, *((row.receiver,) if row.receiver else ()))
        bears = tuple(f"bears.{q}" for q in parties)
        return self._made(row.risk, RISKS, a.total, how, f"risks.{row.risk}", *bears)

    def _meters(self) -> Iterator[Traced]:
        """Yield what a unit beyond the band costs."""
        shape = self.deal.shape
        for m in shape.meters if shape else ():
            at = [
                r
                for r, p in self.account.placements.items()
                if self.case.responsibilities[r].driver == m.driver
                and self.case.performers[p].party == self.deal.provider
            ]
            how = (
                f"a unit: {m.unit_cost:,.4f} of the provider's time x fee / needs; "
                f"{m.low:,.6g} to {m.high:,.6g} are in the fee"
            )
            works = tuple(f"work.{r}" for r in at)
            name = m.driver.replace("_", " ")
            yield self._made(name, SHAPE, m.unit_price, how, "deal.volume_band", *works)
        for s in shape.swings if shape else ():
            how = (
                f"{s.provider:,.2f} the provider's and {s.business:,.2f} the business's: standard "
                "deviation of a year's volume-driven cost, inside and outside the band (F10)"
            )
            inputs = ("deal.volume_spread", "deal.volume_band")
            yield self._made(s.shape, SHAPE, s.provider, how, *inputs)
