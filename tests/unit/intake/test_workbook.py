"""A workbook reads back as the case it was written from; every fault names its cell."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import openpyxl  # type: ignore[import-untyped]
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bestplaced.case.case_file import CaseFile
from bestplaced.case.reading import parse_case, read_case
from bestplaced.errors import CaseError
from bestplaced.intake.workbook import write_workbook

if TYPE_CHECKING:
    from collections.abc import Callable

EXAMPLES = sorted((Path(__file__).parents[3] / "examples").glob("*.yaml"))
SMALL = """\
name: Small
country: US
currency: USD
staff: 5
revenue: 400_000
people: [{name: Olive, role: owner}]
providers: [{name: Fir, kind: practice, people: [{name: Ash, grade: senior}]}]
"""
# Texts that a cell, a path or a number's reader might spoil.
TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12),
    st.sampled_from(["=1+1", " x", '"', "[]", "{}", "TRUE", "12", "1e5", "a.b", "a[1]", "\\",
                     "_x0041_", "2025-01-01", "no", "http://a.b", "x\ny", "@sum", "B08", "admin"]),
)  # fmt: skip
KEYS = st.one_of(TEXTS, st.sampled_from(["B08", "A01", "strategy", "R01", "bank_lines"]))
MONEY = st.one_of(st.integers(0, 10**12), st.decimals(0, 10**9, places=4, allow_nan=False))
HOURS = st.one_of(st.none(), st.floats(0, 20_000))
SHARE = st.floats(0, 1)


def mapping(values: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Draw a mapping of a few keys."""
    return st.dictionaries(KEYS, values, max_size=3)


PEOPLE = st.fixed_dictionaries(
    {"name": TEXTS, "role": st.sampled_from(["owner", "cfo"])},
    optional={"hours": HOURS, "rate": MONEY, "skill": st.integers(0, 5),
              "releasable": st.booleans(), "may_grow_by": st.floats(0, 100)},
)  # fmt: skip
STAFF = st.fixed_dictionaries(
    {"name": TEXTS, "grade": st.sampled_from(["clerk", "partner"])},
    optional={"hours": HOURS, "bill_rate": MONEY, "skill": st.integers(0, 5)},
)
PROVIDERS = st.fixed_dictionaries(
    {"name": TEXTS, "kind": st.sampled_from(["practice", "software"]),
     "people": st.lists(STAFF, min_size=1, max_size=3)},
    optional={"attests": st.booleans(), "liability_cap": MONEY},
)  # fmt: skip
OFFERS = st.fixed_dictionaries(
    {"name": TEXTS, "provider": TEXTS,
     "fee": st.lists(st.fixed_dictionaries({"kind": st.just("unit"), "driver": TEXTS,
                                            "price": MONEY}), max_size=2)},
    optional={"covers": st.lists(TEXTS, max_size=2), "divisible": st.booleans()},
)  # fmt: skip
CASES = st.fixed_dictionaries(
    {"name": TEXTS, "country": st.just("US"), "currency": st.just("USD"),
     "staff": st.integers(1, 1000), "revenue": st.integers(1, 10**12),
     "people": st.lists(PEOPLE, min_size=1, max_size=3)},
    optional={
        "net_income": st.decimals(-(10**9), 10**9, places=2),
        "providers": st.lists(PROVIDERS, max_size=3), "volumes": mapping(st.floats(0, 1e9)),
        "volume_ranges": mapping(st.fixed_dictionaries({"lo": st.just(1.5), "hi": st.just(3e8)})),
        "today": mapping(TEXTS), "pins": mapping(TEXTS), "hours": mapping(st.floats(0, 20_000)),
        "out_of_scope": st.lists(KEYS, max_size=4), "controls": st.lists(TEXTS, max_size=3),
        "values": mapping(st.fixed_dictionaries(
            {"base": MONEY, "improvement": SHARE, "probability_of_acting": SHARE})),
        "risks": mapping(st.fixed_dictionaries({}, optional={
            "frequency": st.fixed_dictionaries({"lo": st.just(0.1), "hi": st.just(0.3)})})),
        "groups": mapping(st.fixed_dictionaries({}, optional={
            "risks": st.lists(KEYS, max_size=2)})),
        "answers": mapping(st.fixed_dictionaries(
            {"severity": st.integers(0, 4), "often": st.just("weekly")},
            optional={"words": TEXTS})),
        "deal": st.fixed_dictionaries({}, optional={"months_behind": st.floats(0, 100)}),
        "offers": st.lists(OFFERS, max_size=2),
    },
)  # fmt: skip


def through_workbook(file: CaseFile) -> CaseFile:
    """Return what the workbook of a case reads back as."""
    with TemporaryDirectory() as folder:
        write_workbook(file, f"{folder}/case.xlsx")
        return read_case(f"{folder}/case.xlsx").file


@settings(max_examples=25, deadline=None)
@given(CASES)
def test_every_case_reads_back_as_it_was_written(values: dict[str, Any]) -> None:
    file = CaseFile.model_validate(values)
    assert through_workbook(file) == file


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_example_reads_back_as_it_was_written(path: Path) -> None:
    file = read_case(path).file
    assert through_workbook(file) == file


@pytest.fixture
def edited(tmp_path: Path) -> Callable[[Callable[[Any], object]], Path]:
    """Return a function that writes the small case, changes cells, and returns the file."""

    def write(change: Callable[[Any], object]) -> Path:
        path = tmp_path / "case.xlsx"
        write_workbook(parse_case(SMALL).file, str(path))
        book = openpyxl.load_workbook(path)
        change(book)
        book.save(path)
        return path

    return write


def faults(path: Path) -> list[str]:
    """Return what is wrong with a workbook, without the folder."""
    with pytest.raises(CaseError) as caught:
        read_case(path)
    return [str(fault).rpartition("/")[2] for fault in caught.value.faults]


def test_all_faults_are_told_at_once_each_with_sheet_and_cell(
    edited: Callable[[Callable[[Any], object]], Path],
) -> None:
    def spoil(book: Any) -> None:  # noqa: ANN401 - a workbook
        book["Business"]["B5"] = "many"
        book["People"]["B2"] = "king"
        book["People"]["C2"] = True
        book["Provider people"]["A3"] = "Fur"
        book["Provider people"]["B3"] = "Elm"
        book["Volumes"]["B3"] = -2
        book["More"]["A2"] = "offers[2].name"
        book["More"]["B2"] = "x"
        book["More"]["B3"] = "nowhere"
        book.create_sheet("Peoples")

    found = faults(edited(spoil))
    told = "\n".join(found)
    for place in ("Business!B5", "People!B2", "People!C2", "Provider people!A3", "Volumes!B3",
                  "More!B2", "More!A3", "Peoples"):  # fmt: skip
        assert any(line.startswith(f"case.xlsx:{place}: ") for line in found), told
    assert "Did you mean 'Fir'?" in told


def test_a_formula_counts_with_its_stored_result_and_is_never_run(
    edited: Callable[[Callable[[Any], object]], Path],
) -> None:
    def formula(book: Any) -> None:  # noqa: ANN401 - a workbook
        book["Business"]["B5"] = "=2+2"  # openpyxl stores no result

    assert faults(edited(formula)) == ["case.xlsx: 'staff' is missing. Add 'staff: ...'."]


def test_rows_may_be_added_and_names_that_are_numbers_stay_texts(
    edited: Callable[[Callable[[Any], object]], Path],
) -> None:
    def add(book: Any) -> None:  # noqa: ANN401 - a workbook
        book["People"]["A3"], book["People"]["B3"], book["People"]["G3"] = 7, "admin", "no"
        book["Provider people"]["A3"], book["Provider people"]["B3"] = "Fir", "Elm"
        book["Provider people"]["C3"] = "clerk"

    file = read_case(edited(add)).file
    assert [(person.name, person.releasable) for person in file.people][1] == ("7", False)
    assert [person.name for person in file.providers[0].people] == ["Ash", "Elm"]


def test_a_key_given_twice_is_a_fault(
    edited: Callable[[Callable[[Any], object]], Path],
) -> None:
    def twice(book: Any) -> None:  # noqa: ANN401 - a workbook
        book["More"]["A2"], book["More"]["B2"] = "people[1].name", "Ivy"

    assert faults(edited(twice)) == [
        "case.xlsx:People!A2: the value stands in More!B2 already. Keep one of the two."
    ]


def test_drop_downs_offer_what_a_cell_may_hold(tmp_path: Path) -> None:
    path = tmp_path / "case.xlsx"
    write_workbook(parse_case(SMALL).file, str(path))
    rules = openpyxl.load_workbook(path)["People"].data_validations.dataValidation
    lists = {str(rule.sqref).partition(":")[0]: rule.formula1 for rule in rules}
    assert lists["B2"] == '"owner,admin,bookkeeper,controller,cfo"'


def test_a_workbook_that_holds_no_case_says_so(tmp_path: Path) -> None:
    path = tmp_path / "other.xlsx"
    openpyxl.Workbook().save(path)
    assert faults(path)[0].startswith("other.xlsx: this workbook holds no case")
    path.write_bytes(path.read_bytes()[:900])
    assert "damaged" in faults(path)[0]
