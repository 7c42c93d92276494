"""Reading a case file: what is wrong is said, all at once, with file and line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bestplaced.case.reading import nearest, parse_case, read_case
from bestplaced.case.schema import case_schema
from bestplaced.errors import CaseError
from tests.strategies import ten_lines

if TYPE_CHECKING:
    from pathlib import Path


def faults_of(text: str) -> list[str]:
    with pytest.raises(CaseError) as caught:
        parse_case(text, "firm.yaml")
    return [str(fault) for fault in caught.value.faults]


def outcome(text: str) -> list[str] | None:
    """Return the faults of a text, or nothing where it is a case."""
    try:
        parse_case(text, "firm.yaml")
    except CaseError as error:
        return [str(fault) for fault in error.faults]
    return None


def only_fault(text: str) -> str:
    (fault,) = faults_of(text)
    return fault


# ------------------------------------------------------------------------------- what is read


def test_a_ten_line_case_is_a_case() -> None:
    read = parse_case(ten_lines(), "firm.yaml")
    assert read.file.name == "Ten Lines Ltd"
    assert [p.role for p in read.file.people] == ["owner", "bookkeeper"]
    assert read.place("revenue") == "firm.yaml:5"
    assert read.place("people", 1, "name") == "firm.yaml:9"
    # What is not in the file is placed at the nearest thing that is.
    assert read.place("people", 1, "rate") == "firm.yaml:9"


def test_norway_stays_norway() -> None:
    assert parse_case(ten_lines().replace("country: US", "country: NO")).file.country == "NO"


@pytest.mark.parametrize("word", ["NO", "yes", "on", "off", "1:30", "010:20", "0x1F", "2026-01-02"])
def test_words_that_yaml_1_1_would_twist_stay_words(word: str) -> None:
    assert parse_case(ten_lines().replace("Ten Lines Ltd", word)).file.name == word


@pytest.mark.parametrize(
    ("written", "value"),
    [("4_000_000", 4_000_000), ("4e6", 4_000_000), ("4000000.50", 4_000_000.5), ("+5", 5)],
)
def test_numbers_are_read_as_written(written: str, value: float) -> None:
    assert (
        float(
            parse_case(
                ten_lines(revenue=0).replace("revenue: 0", f"revenue: {written}")
            ).file.revenue
        )
        == value
    )


@given(st.integers(1, 10**15))
def test_cents_are_not_lost(cents: int) -> None:
    amount = f"{cents // 100}.{cents % 100:02d}"
    read = parse_case(ten_lines(more=f"tolerance: '{amount}'\n"))
    assert f"{read.file.tolerance:.2f}" == amount


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    path = tmp_path / "firm.yaml"
    path.write_text(ten_lines(), encoding="utf-8-sig")
    assert read_case(path).file.staff == 25


# ---------------------------------------------------------------------------- what is refused


def test_a_doubled_key_is_refused_at_its_second_line() -> None:
    found = only_fault(ten_lines(more="staff: 30\n"))
    assert found == "firm.yaml:11: the key 'staff' stands twice. Keep one of the two."


def test_a_doubled_key_deep_inside_is_refused_too() -> None:
    assert "firm.yaml:12: the key 'A01' stands twice" in only_fault(
        ten_lines(more="pins: {A01: Bea,\n  A01: Ann}\n")
    )


@pytest.mark.parametrize(
    ("line", "key", "meant"),
    [
        ("equty: 5", "equty", "equity"),
        ("providors: []", "providors", "providers"),
        ("risks: {R01: {frequncy: {lo: 1, hi: 2}}}", "risks.R01.frequncy", "frequency"),
        ("bundles: [{nam: a, responsibilities: [A01, A02]}]", "bundles[1].nam", "name"),
        ("price_level: {facter: 2}", "price_level.facter", "factor"),
    ],
)
def test_an_unknown_key_is_answered_with_the_nearest_one(line: str, key: str, meant: str) -> None:
    found = faults_of(ten_lines(more=line + "\n"))
    assert f"firm.yaml:11: unknown key '{key}'. Did you mean '{meant}'?" in found


def test_an_unknown_key_that_resembles_none_lists_some() -> None:
    assert "Valid here: name, country, currency" in only_fault(ten_lines(more="xyzzy: 1\n"))


@pytest.mark.parametrize("key", ["name", "country", "currency", "staff", "revenue", "people"])
def test_a_missing_key_is_named(key: str) -> None:
    values = yaml.safe_load(ten_lines())
    del values[key]
    assert only_fault(yaml.safe_dump(values)) == (
        f"firm.yaml:1: '{key}' is missing. Add '{key}: ...'."
    )


def test_a_missing_key_of_a_person_stands_at_that_person() -> None:
    assert only_fault(ten_lines(more="  - {name: Ben}\n")).startswith(
        "firm.yaml:11: 'people[3].role' is missing."
    )


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("hours: {A01: -1}", "'hours.A01': input should be greater than or equal to 0, not -1."),
        ("hours: {A01: 20001}", "'hours.A01': input should be less than or equal to 20000"),
        ("hours: {A01: .nan}", "'hours.A01': input should be"),
        ("volumes: {documents: .inf}", "'volumes.documents': input should be"),
        ("volumes: {documents: 1e400}", "'volumes.documents': input should be"),
        ("net_income: .nan", "'net_income': input should be a finite number"),
        ("net_income: -.inf", "'net_income': input should be a finite number"),
        ("tolerance: 0", "'tolerance': input should be greater than 0, not 0."),
        ("tolerance: -5", "'tolerance': input should be greater than 0, not -5."),
        ("means: 0", "'means': input should be greater than 0, not 0."),
        ("term_months: 0", "'term_months': input should be greater than or equal to 1"),
        (
            "providers: [{name: P, kind: bank, people: [{name: Q, grade: clerk}]}]",
            "'providers[1].k",
        ),
        ("providers: [{name: P, kind: bureau, people: []}]", "'providers[1].people'"),
        ("risks: {R01: {frequency: {lo: 3, hi: 2}}}", "'risks.R01.frequency': expected lo <= hi"),
        (
            "risks: {R01: {severity: {p5: 5, p50: 4, p95: 9, max_loss: 20}}}",
            "'risks.R01.severity': expected p5 < p50 < p95 < max_loss, got 5, 4, 9, 20.",
        ),
        (
            "risks: {R01: {severity: {p5: 1, p50: 4, p95: 9, max_loss: 8}}}",
            "'risks.R01.severity': expected p5 < p50 < p95 < max_loss",
        ),
        (
            "risks: {R01: {severity: {p5: 1, p50: 4, p95: 9, max_loss: .inf}}}",
            "'risks.R01.severity.max_loss': input should be",
        ),
        (
            "risks: {R01: {severity: {p5: 1, p50: .nan, p95: 9, max_loss: 20}}}",
            "'risks.R01.severity.p50': input should be",
        ),
        ("risks: {R01: {frequency: {lo: 1, hi: .inf}}}", "'risks.R01.frequency.hi': input should"),
        (
            "shocks: {person_ill: {hits: {R01: 1.2}}}",
            "'shocks.person_ill.hits.R01': input should be less than or equal to 1, not 1.2.",
        ),
        ("groups: {cyber_year: {shape: 0}}", "'groups.cyber_year.shape': input should be"),
        ("values: {C01: {base: 5, improvement: 2, probability_of_acting: 1}}", "'values.C01.impro"),
        ("staff: 2.5", "stands twice"),
    ],
)
def test_an_impossible_figure_is_refused_at_its_line(line: str, words: str) -> None:
    found = faults_of(ten_lines(more=line + "\n"))
    assert all(fault.startswith("firm.yaml:") for fault in found)
    assert any(fault.startswith("firm.yaml:11: ") and words in fault for fault in found)


def test_all_faults_are_told_at_once_in_the_order_of_the_file() -> None:
    text = """\
name: ''
country: Norway
currency: kr
staff: 0
revenue: -1
people:
  - {name: Ann, role: boss}
  - {name: Bea, role: bookkeeper, skill: 9, hours: -3}
  - {name: Cy, role: admin, colour: red}
staff: 3
risks: {R01: {frequency: {lo: 0, hi: 0}}}
"""
    found = faults_of(text)
    lines = [int(fault.split(":")[1]) for fault in found]
    assert lines == sorted(lines)
    assert set(lines) == {1, 2, 3, 5, 7, 8, 9, 10, 11}
    assert len(found) >= 11  # line 8 holds two faults


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("name: Ann\n\trole: owner\n", "firm.yaml:2: not valid YAML"),
        ("name: [1, 2\n", "not valid YAML"),
        ("name: 'open\n", "not valid YAML"),
        ("a: 1\n--- \nb: 2\n", "not valid YAML"),
        ("a: \x00", "special characters are not allowed"),
        ('a: "\\U00110000"', "not valid YAML"),
        ('a: "\\UFFFFFFFF"', "not valid YAML"),
        ("%YAML " + "9" * 5_000 + ".1\n---\na: 1", "not valid YAML"),
        ("", "a case file is a list of 'key: value' lines"),
        ("just words", "a case file is a list of 'key: value' lines"),
        ("- a\n- b\n", "a case file is a list of 'key: value' lines"),
        ("[" * 10_000, "nested too deeply"),
        ("a: &a [*a]", "nested too deeply"),
    ],
)
def test_what_is_no_case_at_all_is_refused(text: str, words: str) -> None:
    found = only_fault(text)
    assert found.startswith("firm.yaml")
    assert words in found


def test_aliases_of_aliases_do_not_fill_the_memory() -> None:
    # Nine levels of ten: a billion values from 400 characters.
    lines = ["a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 9)]
    assert "far more values" in only_fault("\n".join(lines))


@pytest.mark.parametrize(
    "value",
    ["!!int word", "!!float word", "!!bool word", "!!python/object:os.system x", "1" * 5_000],
)
def test_a_tag_or_a_giant_number_runs_nothing_and_breaks_nothing(value: str) -> None:
    assert faults_of(ten_lines(more=f"tolerance: {value}\n"))


def test_a_key_that_is_no_word_is_a_fault() -> None:
    assert "unknown key 'a list'" in only_fault(ten_lines(more="? [a, b]\n: 1\n"))


def test_half_a_surrogate_pair_can_be_printed() -> None:
    for line in ('volumes: {"\\ud800": -1}', '"\\ud800": 1', 'name: "\\ud800"'):
        for fault in faults_of(ten_lines(more=line + "\n")):
            assert fault.encode("utf-8")


# --------------------------------------------------------------------------------- any file


def test_a_missing_file_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match=r"firm\.yaml: cannot be read: no such file"):
        read_case(tmp_path / "firm.yaml")


def test_a_directory_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="cannot be read"):
        read_case(tmp_path)


def test_a_binary_file_is_a_fault(tmp_path: Path) -> None:
    path = tmp_path / "firm.yaml"
    path.write_bytes(b"name: \xff\xfe\x00\x01")
    with pytest.raises(CaseError, match="not UTF-8 text at byte 6") as caught:
        read_case(path)
    assert caught.value.faults[0].where == str(path)


def test_a_huge_file_is_a_fault_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "firm.yaml"
    path.write_bytes(b"#" * 4_000_001)
    with pytest.raises(CaseError, match="far larger than any case file"):
        read_case(path)


@given(st.binary(max_size=200))
def test_any_bytes_are_a_case_or_a_fault(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = tmp_path_factory.mktemp("any") / "firm.yaml"
    path.write_bytes(content)
    with pytest.raises(CaseError):  # a case has six obligatory keys; random bytes never do
        read_case(path)


YAML_LIKE = st.text("abR01:{}[]-,&*!%?|>'\"#\\ \n\tUuxd8.e+~<=@`", max_size=80)


@given(st.one_of(st.text(max_size=200), YAML_LIKE))
def test_any_text_is_a_fault_and_never_a_crash(text: str) -> None:
    assert all(fault.encode("utf-8") for fault in faults_of(text))


@given(YAML_LIKE)
def test_any_text_after_a_case_is_a_case_or_a_fault(text: str) -> None:
    told = outcome(ten_lines(more=text))
    assert told is None or told


PLAIN = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)
KEYS = st.sampled_from(sorted(case_schema()["properties"]))


@given(KEYS, PLAIN)
def test_any_value_of_any_key_is_read_or_refused_with_its_line(key: str, value: Any) -> None:  # noqa: ANN401
    values = {**yaml.safe_load(ten_lines()), key: value}
    text = yaml.safe_dump(values, allow_unicode=True)
    told = outcome(text)
    assert told is None or told
    assert all(fault.startswith("firm.yaml") for fault in told or ())


@given(st.text(max_size=10), st.lists(st.text(max_size=10), min_size=1, max_size=30))
def test_the_nearest_name_is_one_that_is_known(name: str, known: list[str]) -> None:
    remedy = nearest(name, known)
    assert any(option in remedy for option in known)
    if name in known:
        assert remedy == f"Did you mean '{name}'?" or not name


def test_every_key_of_the_format_stands_in_the_schema() -> None:
    schema = case_schema()
    assert schema["required"] == ["name", "country", "currency", "staff", "revenue", "people"]
    assert schema["additionalProperties"] is False
