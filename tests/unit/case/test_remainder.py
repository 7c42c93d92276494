"""Form faults and name faults of one file are told together, and none follows from another."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bestplaced.case.reading import parse_case
from bestplaced.catalogue import name_faults
from bestplaced.errors import CaseError
from tests.cases import TEN_LINES
from tests.strategies import ten_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bestplaced.case.locations import Location
    from bestplaced.case.reading import ReadCase
    from bestplaced.errors import Fault

RICH: dict[str, Any] = {
    **TEN_LINES,
    "price_level": {"factor": 1, "date": "2026-01-01", "source": "own", "grade": "E"},
    "providers": [
        {"name": "Quill", "kind": "practice", "inside_deal": True,
         "people": [{"name": "Quinn", "grade": "senior"}, {"name": "Cole", "grade": "clerk"}]},
        {"name": "Bureau", "kind": "bureau", "people": [{"name": "Bo", "grade": "clerk"}]},
    ],
    "volumes": {"documents": 900},
    "volume_ranges": {"documents": {"lo": 800, "hi": 1000}},
    "hours": {"A02": 40},
    "today": {"A01": "Dana", "A02": "Sam", "A03": "Quinn"},
    "pins": {"A01": "Cole", "A05": "Olive"},
    "out_of_scope": ["A09"],
    "bundles": [{"name": "books", "responsibilities": ["A03", "A04"]}],
    "controls": [],
    "risks": {"R01": {"frequency": {"lo": 0.1, "hi": 0.2}}},
    "worst_year": {"the business": 900000, "Quill": 800000},
    "groups": {"weather": {"shape": 2, "risks": []}},
    "shocks": {"flood": {"scope": "party", "kinds": ["business"], "rate": 0.1,
                         "hits": {"R02": 0.5}}},
    "values": {"D01": {"base": 1000, "improvement": 0.1, "probability_of_acting": 0.5}},
    "answers": {"1": {"severity": 2, "often": "monthly"}},
    "offers": [
        {"name": "all in", "provider": "Quill", "covers": ["A03"], "notice_months": 3,
         "term_months": 12, "chosen": ["good", "payroll"],
         "fee": [{"kind": "banded", "driver": "documents", "bands": [
             {"above": 0, "up_to": 500, "yearly": 900}, {"above": 500, "yearly": 1500}]},
             {"kind": "percent", "of": "payroll", "rate": 0.01, "amount": 5000}],
         "packages": [{"name": "good", "fee": [{"kind": "fixed", "yearly": 100}]}],
         "add_ons": [{"name": "payroll", "fee": [{"kind": "unit", "driver": "staff", "price": 3}]}],
         },
        {"name": "hours", "provider": "Bureau", "covers": ["A04"],
         "fee": [{"kind": "hourly", "rate": 50}]},
    ],
}  # fmt: skip
WRONG_NAMES = {
    ("volumes",): "volumes: unknown driver 'documnts'",
    ("hours",): "hours: unknown responsibility 'A0l'",
    ("today",): "today.A04: unknown performer 'Dna'",
    ("risks",): "risks: unknown risk 'R0l'",
    ("worst_year",): "worst_year: unknown party 'Quil'",
    ("shocks",): "shocks.flood.hits: unknown risk 'R0l'",
    ("offers",): "offer 'third': unknown provider 'Burea'",
}
"""Top-level key -> the fault that `misnamed` has there."""


def misnamed() -> dict[str, Any]:
    """Return the rich file with a wrong name in seven places."""
    values = copy.deepcopy(RICH)
    values["volumes"]["documnts"] = 5
    values["hours"]["A0l"] = 5
    values["today"]["A04"] = "Dna"
    values["risks"]["R0l"] = {}
    values["worst_year"]["Quil"] = 5
    values["shocks"]["flood"]["hits"]["R0l"] = 0.1
    values["offers"].append({**copy.deepcopy(RICH["offers"][1]), "name": "third"})
    values["offers"][2]["provider"] = "Burea"
    return values


def faults_of(text: str, *, with_names: bool = True) -> list[Fault]:
    def names(read: ReadCase) -> list[Fault]:
        return name_faults(read) if with_names else []

    try:
        read = parse_case(text, "firm.yaml", names)
    except CaseError as error:
        return list(error.faults)
    return names(read)


def places(value: object, here: Location = ()) -> Iterator[Location]:
    """Yield the location of every part of a file's values."""
    if here:
        yield here
    if isinstance(value, dict | list):
        inner = value.items() if isinstance(value, dict) else enumerate(value)
        for key, part in inner:
            yield from places(part, (*here, key))


def damaged(values: dict[str, Any], place: Location, how: str) -> dict[str, Any]:
    """Return values with one part damaged."""
    values = copy.deepcopy(values)
    holder: Any = values
    for part in place[:-1]:
        holder = holder[part]
    last = place[-1]
    if how == "misspelt" and isinstance(last, str):
        holder[f"{last[:1]}{last}"] = holder.pop(last)
    elif how == "gone":
        del holder[last]
    else:
        holder[last] = {"text": "?!", "list": [[1]], "mapping": {"x": {}}, "less": -7}.get(how)
    return values


HOW = ["text", "list", "mapping", "less", "gone", "misspelt", "nothing"]


def test_the_files_of_these_tests_are_what_they_say() -> None:
    assert faults_of(yaml.safe_dump(RICH)) == []
    found = [str(fault) for fault in faults_of(yaml.safe_dump(misnamed()))]
    assert len(found) == len(WRONG_NAMES)
    assert all(any(text in fault for fault in found) for text in WRONG_NAMES.values())


@settings(max_examples=80, deadline=None)
@given(place=st.sampled_from(list(places(RICH))), how=st.sampled_from(HOW))
def test_a_form_fault_never_adds_a_false_name_fault(place: Location, how: str) -> None:
    text = yaml.safe_dump(damaged(RICH, place, how), sort_keys=False)
    if form := faults_of(text, with_names=False):
        told = faults_of(text)
        added = [f for f in told if f not in form]
        assert all("'x'" in f.what for f in added), added  # the key of {x: ...}, if it is a name


@settings(max_examples=80, deadline=None)
@given(place=st.sampled_from(list(places(RICH))), how=st.sampled_from(["list", "mapping", "less"]))
def test_a_form_fault_never_hides_a_name_fault_elsewhere(place: Location, how: str) -> None:
    text = yaml.safe_dump(damaged(misnamed(), place, how), sort_keys=False)
    if not faults_of(text, with_names=False):
        return
    told = "\n".join(str(fault) for fault in faults_of(text))
    defines = place[0] in {"people", "providers"} and (
        len(place) == 1 or place[-1] in {"name", "people"} or isinstance(place[-1], int)
    )  # whose name cannot be read may be anybody
    for where, words in WRONG_NAMES.items():
        if place[0] != where[0] and not (
            defines and ("performer" in words or "party" in words or "provider" in words)
        ):
            assert words in told


@pytest.mark.parametrize(
    ("more", "lines", "words"),
    [
        (  # the person whose role is wrong is known by name
            "  - {name: Ben, role: bookkeper}\ntoday: {A01: Ben, A02: Bne}\n",
            [11, 12],
            ["'people[", "today.A02: unknown performer 'Bne'. Did you mean 'Ben'?"],
        ),
        (  # nobody knows who stands in line 11
            "  - {nme: Ben, role: admin}\ntoday: {A01: Ben}\n",
            [11, 11],
            ["name' is missing", "unknown key"],
        ),
        (  # entries behind one that is left out keep their lines
            "bundles:\n  - none\n  - {name: b, responsibilities: [A01, A0]}\n",
            [12, 13],
            ["'bundles[1]'", "unknown responsibility 'A0'"],
        ),
        (  # the value is wrong and the key, too
            "volumes: {documnts: -5}\n",
            [11, 11],
            ["'volumes.documnts': ", "unknown driver 'documnts'. Did you mean 'documents'?"],
        ),
        (  # a list that cannot be read defines names that nobody knows
            "providers: Quill\nworst_year: {Quill: 5}\nhours: {A0: 5}\n",
            [11, 13],
            ["'providers'", "unknown responsibility 'A0'"],
        ),
        (  # of a key that stands twice only the last is read
            "pins: {A01: Bea}\npins: {A0: Bea}\n",
            [12, 12],
            ["the key 'pins' stands twice", "pins: unknown responsibility 'A0'"],
        ),
    ],
)
def test_both_kinds_of_fault_are_told_in_the_order_of_the_file(
    more: str, lines: list[int], words: list[str]
) -> None:
    found = faults_of(ten_lines(more=more))
    assert [int(fault.where.rsplit(":", 1)[1]) for fault in found] == lines
    told = "\n".join(str(fault) for fault in found)
    assert all(word in told for word in words)
