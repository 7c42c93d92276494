"""The trace of the waterfall: each benefit as a sum of lines, each line down to its pieces."""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING

from bestplaced.case.business import BUSINESS
from bestplaced.deal.bearing import HAND_OFFS as CROSSING
from bestplaced.deal.inputs import inputs_of
from bestplaced.deal.lines import staggered
from bestplaced.deal.spending import FINDING, HAND_OFFS
from bestplaced.deal.trace_prices import pieces
from bestplaced.deal.traced import HOURS, NOW, RISKS, SOURCES, THEN, Traced, summed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bestplaced.deal.agreement import Deal
    from bestplaced.deal.lines import Line
    from bestplaced.deal.trace_prices import Piece
    from bestplaced.plan.loads import Swings

    Keys = tuple[tuple[str, str], ...]
    """Name and part of the page of the figures that one is made of."""

_TOLD = 0.01  # of all that a benefit's lines move; smaller lines are told as one
_LEAST = 0.005  # money a year: half a cent


def of_benefits(deal: Deal) -> Iterator[Traced]:
    """Yield the benefits of a deal and their lines."""
    return _Benefits(deal).every()


class _Benefits:
    """The lines of one deal, with the pieces of risk that they compare."""

    def __init__(self, deal: Deal) -> None:
        self.deal, self.case = deal, deal.case

    def every(self) -> Iterator[Traced]:
        """Yield each benefit as the sum of its lines, then the lines."""
        for benefit, amount in self.deal.benefits.parts.items():
            lines = [x for x in self.deal.lines if x.benefit == benefit]
            yield from self._benefit(benefit.replace("_", " "), amount, lines)
        for line in self.deal.lines:
            yield self._line(line)

    def _benefit(self, name: str, amount: float, lines: list[Line]) -> Iterator[Traced]:
        """Yield one benefit: its largest lines, and the smaller ones as one figure of its own."""
        lines.sort(key=lambda x: -abs(x.amount))
        least = _TOLD * sum(abs(x.amount) for x in lines)
        large = [x for x in lines if abs(x.amount) >= least]
        small = [x for x in lines if _LEAST <= abs(x.amount) < least]
        rest, label = amount - sum(x.amount for x in large), f"smaller lines of {name}"
        terms = [(x.amount, _label(x)) for x in large]
        parts = tuple(dict.fromkeys((_label(x), name) for x in large))
        if small:
            terms.append((rest, label))
            parts = (*parts, (label, SOURCES))
            by: dict[str, float] = {}
            for x in small:
                by[x.subject.split(" on ")[0]] = by.get(x.subject.split(" on ")[0], 0.0) + x.amount
            told = summed((amount, subject) for subject, amount in by.items())
            each = tuple(dict.fromkeys((_label(x), name) for x in small))
            yield Traced(label, SOURCES, rest, told, parts=each)
        yield Traced(name, SOURCES, amount, summed(terms), parts=parts)

    def _line(self, line: Line) -> Traced:
        """Return one line of a benefit."""
        digits = 4 if line.unit == "hours" or line.unit.endswith("/hour") else 2
        before, after = (f"{x:,.{digits}f}" for x in (line.before, line.after))
        unit = "" if line.unit == self.case.currency else f", {line.unit}"
        how = f"({before} - {after}) x {line.factor:,.6g}: {line.what}{unit}"
        more, parts = self._rests(line)
        inputs, part = inputs_of(self.case, line), line.benefit.replace("_", " ")
        how = "\n".join((how, *more))
        return Traced(_label(line), part, line.amount, how, inputs, parts)

    def _rests(self, line: Line) -> tuple[Iterable[str], Keys]:
        """Return more arithmetic of a line, and the figures that it is made of."""
        subject, people = line.subject, self.case.performers
        if subject in self.case.responsibilities:
            return self._moving(line), ((subject, HOURS),)
        if subject in people and people[subject].has_steps:
            return self._year(line), ((f"hours lost to switching by {subject}", HOURS),)
        if subject not in self._whole(line):
            return self._compared(subject)
        return (), self._whole(line)[subject]

    def _whole(self, line: Line) -> dict[str, Keys]:
        """Return subject -> the figure of the page that a line compares as a whole."""
        found = {f"{s.name}, {s.bearer}": RISKS for s in self._swings}
        known: dict[str, Keys] = {name: ((name, part),) for name, part in found.items()}
        for name in self.case.performers:
            known[name] = ((f"hours lost to switching by {name}", HOURS),)
        if line.benefit in {"efficiency", "cost"}:
            known |= dict.fromkeys(self.case.parties, ((FINDING, BUSINESS),))
            known[CROSSING] = ((HAND_OFFS, BUSINESS),)
        if self.deal.business is not None:
            known["values"] = (("better decisions", BUSINESS),)
        return known

    @cached_property
    def _swings(self) -> tuple[Swings, ...]:
        return (*self.deal.today.swings, *self.deal.account.swings)

    def _compared(self, subject: str) -> tuple[Iterable[str], Keys]:
        """Return the pieces of risk behind a line, today's and the plan's."""
        lines, parts = [], []
        for part in (NOW, THEN):
            terms = self._terms[part].get(subject, [])
            if terms:
                lines.append(f"{part}: {summed((v, said) for v, said, _ in terms)}")
                parts += [(name, part) for _, _, name in terms]
        found = [self._terms[part].get(subject, []) for part in (NOW, THEN)]
        plain = all(len(x) <= 1 and said == name for x in found for _, said, name in x)
        return () if plain else lines, tuple(dict.fromkeys(parts))

    @cached_property
    def _terms(self) -> dict[str, dict[str, list[tuple[float, str, str]]]]:
        """Part of the page -> subject of a line -> (amount, words, name) of its pieces."""
        found: dict[str, dict[str, list[tuple[float, str, str]]]] = {}
        for part in (NOW, THEN):
            by: dict[str, list[tuple[float, str, str]]] = found.setdefault(part, {})
            for piece in pieces(self.deal, part):
                for subject, amount, said in _subjects(piece):
                    by.setdefault(subject, []).append((amount, said, piece.name))
        return found

    def _moving(self, line: Line) -> Iterator[str]:
        """Yield what moving one piece of work takes, where the line is of that."""
        deal, assumed, r = self.deal, self.case.assumptions, line.subject
        amount = deal.account.transition[r]
        if not line.what.startswith("moving it") or amount <= 0:
            return
        person = self.case.performers[deal.account.placements[r]]
        free = r in deal.account.under_offer and not self.case.parties[person.party].inside_deal
        rates = assumed.hand_off_rate + (0.0 if free else person.rate)
        yield (
            f"{amount:,.2f} = ({assumed.transition_hours:g} h + {assumed.transition_share:g} x "
            f"{deal.account.hours[r]:,.4f} h) x {rates:,.4f} an hour of both sides x 12 / "
            f"{assumed.term_months:g}"
        )

    def _year(self, line: Line) -> Iterator[str]:
        """Yield a paid person's year before and after one change, over the orders of the three."""
        person = self.case.performers[line.subject]
        years = self.deal.today.people[line.subject], self.deal.account.people[line.subject]
        which = ("cost", "staffing", "focus").index(line.benefit)
        for amount, states in zip(
            (line.before, line.after), zip(*staggered(which), strict=True), strict=True
        ):
            counted = Counter(
                (
                    years[paid].steps * person.step_hours,
                    years[desk].load - years[desk].lost_hours,
                    years[lost].lost_hours,
                )
                for paid, desk, lost in states
            )
            told = []
            for (paid, desk, lost), n in counted.items():
                free = paid - desk - lost
                extra = f"- {free:,.2f} x {person.hour_cost:,.6g}"
                if free < 0:
                    factor = self.case.assumptions.overtime_factor
                    extra = f"+ {-free:,.2f} x {person.rate:,.6g} x {factor:g}"
                base = f"{paid:,.0f} x {person.step_cost / person.step_hours:,.6g}"
                told.append(
                    f"{n} / {len(states)} x ({base} {extra}) ({desk:,.2f} h at the desk, "
                    f"{lost:,.2f} lost, {abs(free):,.2f} {'beyond' if free < 0 else 'free'})"
                )
            yield f"{amount:,.2f} = {' + '.join(told)}"


def _label(line: Line) -> str:
    """Return what a line is called."""
    return "value of better decisions" if line.subject == "values" else line.subject


def _subjects(piece: Piece) -> Iterator[tuple[str, float, str]]:
    """Yield the lines that a piece is in: (subject, its part of the amount, in words)."""
    b, whole, name = piece.first, piece.sum("total"), piece.name
    if b.pair:
        yield b.pair, whole, name
    elif not b.work:
        yield (CROSSING if b.on == CROSSING else b.party), whole, name
    else:
        weight = piece.sum("weight")
        for one in piece.bearings:
            said = name
            if len(piece.bearings) > 1:
                said = f"= {one.weight:.6g} / {weight:.6g} x {whole:,.2f} {name}"
            yield f"{b.risk} on {one.work}", one.total, said
