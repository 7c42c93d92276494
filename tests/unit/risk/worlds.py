"""A client with every kind of event, and two plans for it."""

from __future__ import annotations

from bestplaced.case.business import BUSINESS
from bestplaced.risk.event_table import ONCE, Frailty, ShockSource, Stream, World
from bestplaced.risk.laws import Empirical, Lognormal, Pareto, Pert
from bestplaced.risk.layer import Layer
from bestplaced.risk.placing import Placing

SMALL = Lognormal(6.5, 0.9, 30_000.0)
LARGE = Lognormal(7.8, 1.3, 60_000.0)
STREAMS = (
    Stream("invoices", SMALL),
    Stream("fraud", LARGE, shape=1.2),
    Stream("fine", Pareto(1.4, 4_000.0, 60_000.0), shape=ONCE),
    Stream("payroll", Pert(100.0, 800.0, 9_000.0), group="people"),
    Stream("vat", LARGE, group="people"),
    Stream("close", SMALL, shape=1.5, group="people"),
    Stream("penalty", Empirical.of([200, 900, 5_000], [5, 4, 1])),
    Stream("payroll/bureau down", SMALL, shock="bureau down"),
    Stream("vat/bureau down", LARGE, shock="bureau down"),
)


def world(client: str = "harbour", sector: str = "", provider: str = "bureau") -> World:
    """One client of the bureau."""
    frailty = {"people": Frailty(2.0, sector)}
    return World(client, STREAMS, frailty, {"bureau down": ShockSource(0.2, provider)})


RATES = (1.5, 0.6, 0.1, 0.7, 0.3, 0.4, 0.5)
WHOLE = Layer.between()
TODAY = {s.name: Placing(r, WHOLE) for s, r in zip(STREAMS, RATES, strict=False)}


def outsourced(rate: float, factor: float) -> Placing:
    """40 % to the bureau from 250 on, its insurer above 2,000; the business at most 25,000."""
    gross = WHOLE.rescaled(factor, 60_000.0)
    provider = Layer.between(250, 1_750, 0.4).rescaled(factor, 60_000.0)
    insurer = Layer.between(2_000, 30_000, 0.4).rescaled(factor, 60_000.0)
    parts = (("bureau", provider), ("insurer", insurer))
    return Placing(rate, gross, parts, BUSINESS, 25_000.0)


MOVED = {
    **TODAY,
    "invoices": outsourced(0.9, 0.8),
    "payroll": outsourced(0.3, 1.1),
    "vat": outsourced(0.4, 0.7),
    "payroll/bureau down": outsourced(0.6, 1.1),
    "vat/bureau down": outsourced(0.4, 0.7),
}
