"""Every name a case uses must resolve; what does not is a fault with the nearest valid name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bestplaced.case.business import BUSINESS, NOBODY
from bestplaced.case.faults import in_file_order
from bestplaced.case.locations import written
from bestplaced.case.reading import nearest
from bestplaced.case.remainder import UNREAD
from bestplaced.case.responsibility import TIERS
from bestplaced.catalogue.dependence import dependence_faults
from bestplaced.catalogue.liability import liability_faults
from bestplaced.catalogue.loading import load_catalogue
from bestplaced.catalogue.offers import offer_faults
from bestplaced.catalogue.people import stand_in
from bestplaced.errors import Fault

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bestplaced.case.case_file import ProviderEntry
    from bestplaced.case.locations import Location
    from bestplaced.case.reading import ReadCase
    from bestplaced.catalogue.loading import Catalogue


def name_faults(read: ReadCase, pins: Mapping[str, str] | None = None) -> list[Fault]:
    """Return faults of a case's references and of figures that depend on each other.

    ``pins`` are those given beside the file. Each fault has its line and the nearest valid name;
    what hangs on a part that was not read is not judged.
    """
    catalogue, file = load_catalogue(), read.file
    providers, pins = file.providers or (stand_in(),), {**file.pins, **(pins or {})}
    people = [p.name for p in file.people] + [p.name for q in providers for p in q.people]
    work, anyone = list(catalogue.responsibilities), [*people, NOBODY]
    faults = [
        *_unknown(read, "volumes", file.volumes, list(catalogue.drivers), "driver"),
        *_unknown(read, "hours", file.hours, work, "responsibility"),
        *_unknown(read, "today", file.today, [*work, *TIERS], "responsibility or tier"),
        *_unknown(read, "risks", file.risks, list(catalogue.risks), "risk"),
        *_unknown(read, "values", file.values, work, "responsibility"),
        *_unknown(read, "pins", pins, work, "responsibility"),
        *_unknown(
            read, "answers", file.answers, [str(q.number) for q in catalogue.questions], "question"
        ),
        *_unknown_items(read, ("out_of_scope",), file.out_of_scope, work, "responsibility"),
        *_unknown_items(
            read, ("controls",), file.controls, [p.id for p in catalogue.pairs], "duty pair"
        ),
    ]
    if read.whole("providers", "*", "name"):
        parties = [BUSINESS, *(q.name for q in providers)]
        faults += _unknown(read, "worst_year", file.worst_year, parties, "party")
    if read.whole("people", "*", "name") and read.whole("providers", "*", "people", "*", "name"):
        faults += _unknown_performers(read, "today", file.today, anyone)
        faults += _unknown_performers(read, "pins", pins, anyone)
    for i, bundle in enumerate(file.bundles):
        faults += _unknown_items(
            read,
            ("bundles", i, "responsibilities"),
            bundle.responsibilities,
            work,
            "responsibility",
        )
    faults += dependence_faults(read, catalogue)
    faults += _unknown(read, "volume_ranges", file.volume_ranges, list(catalogue.drivers), "driver")
    faults += offer_faults(read, catalogue, [q.name for q in providers])
    faults += _values_and_controls(read, catalogue)
    faults += _currency_faults(read, list(catalogue.price_levels))
    faults += _people_faults(read, people)
    faults += _provider_faults(read, providers)
    faults += liability_faults(read)
    faults += _scope_faults(read, pins)
    return in_file_order(faults)


def _place(read: ReadCase, key: str, name: str) -> str:
    """Return where a name stands; a pin that the file does not have came from the command line."""
    given_later = key == "pins" and name not in read.file.pins
    return "--pin" if given_later else read.place(key, name)


def _unknown(
    read: ReadCase, key: str, given: Iterable[str], known: list[str], kind: str
) -> list[Fault]:
    return [
        Fault(f"{key}: unknown {kind} '{name}'.", _place(read, key, name), nearest(name, known))
        for name in given
        if name not in known
    ]


def _unknown_items(
    read: ReadCase, at: Location, given: Iterable[str], known: list[str], kind: str
) -> list[Fault]:
    key = written(at)
    return [
        Fault(f"{key}: unknown {kind} '{name}'.", read.place(*at, i), nearest(name, known))
        for i, name in enumerate(given)
        if name not in known
    ]


def _unknown_performers(
    read: ReadCase, key: str, given: Mapping[str, str], known: list[str]
) -> list[Fault]:
    return [
        Fault(f"{key}.{r}: unknown performer '{name}'.", _place(read, key, r), nearest(name, known))
        for r, name in given.items()
        if name not in known
    ]


def _people_faults(read: ReadCase, people: list[str]) -> list[Fault]:
    """Return faults of the people: doubled names, no owner, worth of time."""
    file, faults = read.file, []
    for name in sorted({n for n in people if people.count(n) > 1 or n == NOBODY} - {UNREAD}):
        remedy = "Give each person a name of their own."
        text = f"'{name}' is taken." if name == NOBODY else f"the name '{name}' stands twice."
        faults.append(Fault(text, read.place("people"), remedy))
    owners = [p.name for p in file.people if p.role == "owner"]
    if len(owners) != 1 and read.whole("people", "*", "role"):
        text = f"a case has exactly one person with 'role: owner', not {len(owners)}."
        faults.append(Fault(text, read.place("people"), "The owner stands above strategy."))
    for i, person in enumerate(file.people):
        worth, rate = person.value_of_time, person.rate
        if not read.whole("people", i, "role"):
            continue
        if worth is not None and rate is not None and worth >= rate and person.role != "owner":
            faults.append(
                Fault(
                    f"{person.name}: value_of_time {worth} is not below the rate {rate}.",
                    read.place("people", i, "value_of_time"),
                    "A freed hour is worth less than it costs, or idle hires would pay.",
                )
            )
    return faults


def _values_and_controls(read: ReadCase, catalogue: Catalogue) -> list[Fault]:
    """Return faults of values on work that decides nothing, and of controls of hard pairs."""
    known = catalogue.responsibilities
    faults = [
        Fault(
            f"values.{name}: {known[name].tier} work carries no value of better decisions.",
            read.place("values", name),
            "F13 is for direction and strategy work; write hours or risks instead.",
        )
        for name in read.file.values
        if name in known and known[name].tier not in {"direction", "strategy"}
    ]
    hard = {pair.id for pair in catalogue.pairs if pair.rule == "hard"}
    return faults + [
        Fault(
            f"controls: {name} is a hard pair.",
            read.place("controls", i),
            "No control replaces it; only soft pairs can have theirs scheduled.",
        )
        for i, name in enumerate(read.file.controls)
        if name in hard
    ]


def _provider_faults(read: ReadCase, providers: tuple[ProviderEntry, ...]) -> list[Fault]:
    """Return faults of the providers: names that are taken."""
    names, place = [q.name for q in providers], read.place("providers")
    taken = {n for n in names if names.count(n) > 1 or n in {BUSINESS, NOBODY}}
    remedy = f"Give each provider a name of its own; '{BUSINESS}' and '{NOBODY}' are taken."
    return [
        Fault(f"the provider name '{name}' cannot be used.", place, remedy)
        for name in sorted(taken - {UNREAD})
    ]


def _currency_faults(read: ReadCase, known: list[str]) -> list[Fault]:
    """Return a fault where no dated factor converts catalogue money into the case's currency."""
    currency = read.file.currency
    if read.file.price_level is not None or currency in known:
        return []
    if not (read.whole("currency") and read.whole("price_level")):
        return []
    return [
        Fault(
            f"no price-level factor for the currency {currency}.",
            read.place("currency"),
            "Add 'price_level: {factor: ..., date: ..., source: ..., grade: E}' (units of "
            f"{currency} that buy what one US dollar buys); "
            f"the catalogue knows {', '.join(known)}.",
        )
    ]


def _scope_faults(read: ReadCase, pins: Mapping[str, str]) -> list[Fault]:
    """Return faults of work that is both out of scope and pinned, placed or measured."""
    out = set(read.file.out_of_scope)
    return [
        Fault(
            f"{key}: {name} is out of scope.",
            read.place(key, name),
            "Take it out of one of the two.",
        )
        for key, names in (("pins", pins), ("today", read.file.today), ("hours", read.file.hours))
        for name in names
        if name in out
    ]
