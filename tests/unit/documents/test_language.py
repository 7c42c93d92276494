"""A second language is one file, no code: a made-up one reaches every text that a reader sees."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING, Any

import icalendar
import pytest
import yaml
from babel.dates import get_day_names, get_month_names
from hypothesis import given
from hypothesis import strategies as st

from bestplaced.deal import inputs_of
from bestplaced.documents import content as c
from bestplaced.documents.ics import ics
from bestplaced.documents.letter import letter
from bestplaced.documents.proposal import gather, proposal
from bestplaced.documents.proposal.workbook import workbook
from bestplaced.documents.texts import Texts, texts_in
from bestplaced.documents.texts.template import template
from bestplaced.engagement import Scope, year_calendar
from bestplaced.errors import CaseError
from bestplaced.explain import overloaded_today
from bestplaced.intake import measure
from tests.proposals import DAY, material

if TYPE_CHECKING:
    from bestplaced.documents.proposal import Material

LANGUAGE = "eo"  # Esperanto has dates and numbers of its own; its words here are no words
LEDGER = Path(__file__).parents[3] / "examples" / "ledgers" / "harbour-joinery.csv"
WORD = re.compile(r"[A-Za-z]{2,}")


def made_up(english: str) -> str:
    """Return a text whose words are no letters any more; its places stay."""
    return "".join(
        WORD.sub("\N{BLACK SQUARE}", text) + (f"{{{place}}}" if place is not None else "")
        for text, place, _, _ in Formatter().parse(english)
    )


def translated(value: Any) -> Any:  # noqa: ANN401 - the values of YAML
    """Return texts in the made-up language, nested as they are."""
    if isinstance(value, dict):
        return {key: translated(inner) for key, inner in value.items()}
    return [translated(item) for item in value] if isinstance(value, list) else made_up(str(value))


@pytest.fixture(scope="module")
def language(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the file of the made-up language, made from the template as a translator would."""
    path = tmp_path_factory.mktemp("texts") / f"{LANGUAGE}.yaml"
    path.write_text(yaml.safe_dump(translated(template()), allow_unicode=True), encoding="utf-8")
    return str(path)


@lru_cache(maxsize=1)
def told(language: str) -> Material:
    """Return the material of the small case in a language, its books measured."""
    m = material()
    seen = measure((str(LEDGER),), None, as_of=dt.date(2026, 3, 1))
    return gather(m.outcome, m.deal, m.brand, DAY, measured=seen, language=language)


def allowed(m: Material) -> set[str]:
    """Return words that no language changes: names of the case, ids, dates, versions, currency."""
    case = m.case
    names = [case.name, m.brand.name, case.owner.name, *case.performers, *case.parties]
    names += [pain.words for pain in case.pains]
    names += [
        case.currency,
        str(m.figures.money(0).text),
        "USD",
        *m.outcome.versions,
        *m.outcome.versions.values(),
    ]
    names += [*get_day_names(locale=LANGUAGE).values(), *get_month_names(locale=LANGUAGE).values()]
    names += [str(m.figures.locale.territories.get(case.country)), "SUM"]
    return {word for name in names for word in WORD.findall(name)}


def english_in(texts: list[str], m: Material) -> dict[str, list[str]]:
    """Return the words that are left untranslated, each with a text that has it."""
    known, left = allowed(m), dict[str, list[str]]()
    for text in texts:
        for word in WORD.findall(re.sub(r"[A-Z]\d\d\b|S\d+\b", "", text)):
            if word not in known:
                left.setdefault(word, []).append(text[:100])
    return left


def said(document: c.Document) -> list[str]:
    """Return the texts of a document, figures left out: they are the locale's."""
    texts = [run.text for runs in document.lines() for run in runs if run.figure is None]
    texts += [b.alt for b in document.blocks if isinstance(b, c.Chart)]
    return [*texts, document.draft, document.footer]


def test_every_text_of_the_proposal_is_in_the_other_language(language: str) -> None:
    m = told(language)
    found = said(proposal(m))
    assert len(found) > 300
    assert english_in(found, m) == {}


def test_every_text_of_the_workbook_is_in_the_other_language(language: str) -> None:
    m = told(language)
    cells = [x for sheet in workbook(m).sheets for row in sheet.rows for x in row if x is not None]
    assert english_in([x.value for x in cells if isinstance(x.value, str)], m) == {}


def test_whatever_stands_behind_a_gain_is_in_the_other_language(language: str) -> None:
    m = told(language)
    found = {x.what for x in m.deal.lines}
    for line in m.deal.lines:
        figures = [i for i in inputs_of(m.case, line) if not WORD.search(i.value)]
        found |= {text for i in figures for text in (i.name, i.unit)}
    assert len(found) > 50
    assert english_in([m.texts.sentence(text) for text in found], m) == {}


def test_a_picture_of_today_that_cannot_be_is_in_the_other_language(language: str) -> None:
    m = told(language)
    year = m.outcome.today.people[m.case.owner.name]
    people = {**m.outcome.today.people, m.case.owner.name: replace(year, load=9_000.0)}
    today = replace(m.outcome.today, people=people)
    texts = overloaded_today(
        replace(m.outcome, references={**m.outcome.references, "today": today})
    )
    assert len(texts) == 1
    assert english_in([m.texts.sentence(text) for text in texts], m) == {}


@pytest.mark.parametrize("country", ["US", "GB"])
def test_every_text_of_the_letter_is_in_the_other_language(language: str, country: str) -> None:
    m = told(language)
    case = m.case.model_copy(update={"country": country})
    start = dt.date(2026, 4, 6)
    document = letter(replace(m.deal, case=case), date=DAY, start=start, language=language)
    found = said(document)
    assert len(found) > 250
    assert english_in(found, replace(m, outcome=replace(m.outcome, case=case))) == {}
    assert document.language == f"{LANGUAGE}-{country}"


def test_every_text_of_the_calendar_is_in_the_other_language(language: str) -> None:
    m = told(language)
    scope = Scope(m.case, str(m.deal.provider), m.deal.account.placements)
    stamp = dt.datetime(2026, 3, 4, tzinfo=dt.UTC)
    read = icalendar.Calendar.from_ical(ics(scope, year_calendar(scope, 2027), m.texts, stamp))
    found = [str(event[key]) for event in read.walk("VEVENT") for key in ("SUMMARY", "DESCRIPTION")]
    facts = re.compile(r"calendar\.\w+")  # keys of the case file
    assert len(found) > 20
    assert english_in([facts.sub("", text) for text in found], m) == {}


# ---- the file of texts ----------------------------------------------------------------------
def texts_of(folder: Path, content: str, name: str = "sv.yaml") -> Texts:
    path = folder / name
    path.write_text(content, encoding="utf-8")
    return texts_in(str(path))


def test_what_a_file_leaves_out_is_english(tmp_path: Path) -> None:
    texts = texts_of(tmp_path, "tiers: {admin: Kontor}\nknown: {Sales invoicing: Fakturering}\n")
    assert texts("tiers.admin") == "Kontor"
    assert texts("tiers.strategy") == "Strategy"
    assert texts.name("A03", "Sales invoicing") == "Fakturering"
    assert texts.sentence("a freed hour") == "a freed hour"
    assert texts.language == "sv"


def test_sentences_are_known_by_their_shape_and_numbers_written_the_languages_way(
    tmp_path: Path,
) -> None:
    texts = texts_of(tmp_path, """
known:
  '{some} of {all} agree': '{all} har {some}'
  '{one}: {two}': '{one}; {two}'
  rows: rader
""")  # fmt: skip
    assert texts.sentence("1,234.50 of 9 agree") == "9 har 1\N{NO-BREAK SPACE}234,50"
    assert texts.sentence("rows: 3 of 4 agree") == "4 har rader; 3"  # most words first
    assert texts.sentence("rows: more") == "rader; more"
    assert texts.known("3 of 4 agree") == "3 of 4 agree"  # a name is never taken for a sentence


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("tiers: {admn: Kontor}", r"unknown text 'tiers\.admn'"),
        ("proposal: {title: 'Förslag'}", r"places of 'proposal\.title' are \{business\}"),
        ("proposal: {title: 'Förslag {business'}", r"places of 'proposal\.title'"),
        ("sign: {labels: [a, b]}", r"'sign\.labels' has 2 texts, not 4"),
        ("known: {'{a} of b': 'c {d}'}", r"places of '\{a\} of b' are \{a\}"),
        ("- a list", r"texts are keys with values"),
        ("a: [", r"this is no YAML"),
    ],
)
def test_a_wrong_file_of_texts_is_refused(tmp_path: Path, content: str, fault: str) -> None:
    with pytest.raises(CaseError, match=fault):
        texts_of(tmp_path, content)


def test_all_faults_of_a_file_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match=r"'a'(.|\n)*'b'(.|\n)*places of"):
        texts_of(tmp_path, "a: 1\nb: 2\nproposal: {title: x}\n")


def test_a_file_that_is_not_there_or_has_no_language_is_told(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="there is no file of texts"):
        texts_in(str(tmp_path / "sv.yaml"))
    with pytest.raises(CaseError, match="'nolanguage' is no language"):
        texts_of(tmp_path, "a: b", "nolanguage.yaml")


@given(st.text())
def test_english_says_any_text_or_a_plainer_one_without_failing(text: str) -> None:
    assert texts_in("en").known(text) == text or text in template()["known"]
    assert isinstance(texts_in("en").sentence(text), str)
