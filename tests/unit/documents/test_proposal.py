"""The proposal says what the deal says, in every format, in every language, and stays honest."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

import pytest
from babel.dates import format_date
from babel.numbers import parse_decimal

from bestplaced.case.business import BUSINESS
from bestplaced.deal import deal
from bestplaced.documents import content as c
from bestplaced.documents.charts.frame import DARK, LIGHT, MIDDLE, PALE
from bestplaced.documents.drawing import svg
from bestplaced.documents.proposal import gather, proposal
from bestplaced.documents.texts import Texts, fill, languages, texts_in
from bestplaced.errors import CaseError
from bestplaced.plan import plan
from tests.cases import small_case
from tests.documents_reading import FORMATS, words
from tests.proposals import DAY, material

ORDER = (
    "worries", "measured", "map", "stays", "options", "fee", "risks", "transition", "duties",
    "levels", "wary", "evidence", "accept",
)  # fmt: skip


@lru_cache(maxsize=1)
def document() -> c.Document:
    return proposal(material())


@lru_cache(maxsize=4)
def seen(form: str) -> str:
    return words(document(), form)


@pytest.mark.parametrize("form", FORMATS)
def test_every_figure_stands_in_every_format_as_the_same_string(form: str) -> None:
    figures = {re.sub(r"\s", "", figure.text) for figure in document().figures()}
    assert len(figures) > 60
    assert {text for text in figures if text not in seen(form)} == set()


@pytest.mark.parametrize("form", FORMATS)
def test_a_name_full_of_markup_stands_as_it_is(form: str) -> None:
    assert re.sub(r"\s", "", "<b>Harbour</b> & *Joinery* #x") in seen(form)


def test_every_figure_says_the_number_it_stores() -> None:
    m, count = material(), 0
    for figure in document().figures():
        if isinstance(figure.value, dt.date):
            assert figure.text == format_date(figure.value, "long", locale=m.figures.locale)
            continue
        digits = re.sub(r"[^\d.,\N{MINUS SIGN}-]", "", figure.text)
        scale = 100 if figure.kind == "percent" else 1
        stored = parse_decimal(digits, locale=m.figures.locale)
        assert float(stored) == pytest.approx(scale * figure.value, abs=1e-9), figure
        count += 1
    assert count > 150


def test_the_figures_are_those_of_the_deal() -> None:
    m, texts = material(), {figure.text for figure in document().figures()}
    agreed = m.deal
    assert agreed.business is not None
    assert agreed.fee is not None
    stored = [agreed.fee, agreed.fee / 12, agreed.business.value, agreed.business.saving,
              agreed.surplus, *agreed.benefits.parts.values(), m.outcome.today.risk,
              agreed.account.risk]  # fmt: skip
    assert [v for v in stored if m.figures.money(v).text not in texts] == []
    for figure in document().figures():
        if figure.kind == "money":
            assert isinstance(figure.value, float)
            assert m.figures.money(figure.value, cents="." in figure.pattern).text == figure.text


def test_the_parts_come_in_their_order() -> None:
    headings = [b.text for b in document().blocks if isinstance(b, c.Heading)]
    wanted = [material().said(f"{name}.heading") for name in ORDER]
    assert [h for h in headings if h in wanted] == wanted


def test_each_worry_stands_in_the_clients_own_words() -> None:
    m = material()
    table = next(b for b in document().blocks if isinstance(b, c.Table)
                 and b.columns[0].header == m.said("worries.column.words"))  # fmt: skip
    quotes = [c.plain(row.cells[0]) for row in table.rows]
    assert quotes == ["\u201cIf they pay late, I cannot\u201d"]


def test_all_work_is_either_ours_or_said_to_stay() -> None:
    m = material()
    table = next(b for b in document().blocks
                 if isinstance(b, c.Table) and b.caption == m.said("stays.caption"))  # fmt: skip
    stays = " ".join(c.plain(row.cells[1]) for row in table.rows)
    for v in m.views:
        outside = m.case.performers[v.performer].party not in {BUSINESS, "nobody"}
        assert (v.responsibility in stays) != outside, v.responsibility


def test_a_loss_in_money_alone_is_said_first() -> None:
    m = material()
    assert m.deal.business is not None
    said = " ".join(c.plain(runs) for runs in document().lines())
    assert m.figures.money(m.deal.business.saving).text in said
    assert (m.deal.business.saving < 0) == ("savings in money alone" in said)


def test_a_case_without_a_deal_is_refused_with_the_reason() -> None:
    outcome = plan(small_case("B01", "D10", pins={"B01": "Dana", "D10": "Olive"}))
    with pytest.raises(CaseError, match=r"there is no deal to propose: .*bestplaced deal"):
        gather(outcome, deal(outcome), c.Brand("Teasel"), DAY)


def test_charts_show_their_figures_and_tell_them_to_who_cannot_see() -> None:
    charts = [b for b in document().blocks if isinstance(b, c.Chart)]
    assert len({chart.name for chart in charts}) == len(charts) >= 7
    for chart in charts:
        drawn = re.sub(r"&amp;", "&", svg(chart))
        assert len(chart.alt) > 20
        labels = [v["text"] for v in chart.spec["data"]["values"] if v.get("text")]
        assert [t for t in labels if t.replace("&", "&") not in drawn] == [], chart.name


def test_colours_differ_in_lightness_so_that_paper_without_colour_will_do() -> None:
    def grey(colour: str) -> float:
        red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
        return 0.299 * red + 0.587 * green + 0.114 * blue

    shades = sorted(grey(x) for x in (DARK, MIDDLE, LIGHT))
    assert all(b - a > 40 for a, b in pairwise(shades))
    assert grey(PALE) - grey(DARK) > 100


def test_another_language_needs_no_other_code() -> None:
    english = texts_in("en")
    shouted = {
        key: tuple("XX" for _ in said) if len(said) > 1 else
        re.sub(r"[^{}]+(?![^{]*\})", "XX", said[0])
        for key, said in ((key, english.listed(key)) for key in english.keys)
    }  # fmt: skip
    other = proposal(replace(material(), texts=Texts("xx", shouted)))
    headings = {b.text for b in other.blocks if isinstance(b, c.Heading)}
    assert headings == {"XX"}


@pytest.mark.parametrize("language", languages())
def test_every_language_has_the_same_texts_with_the_same_places(language: str) -> None:
    english, other = texts_in("en"), texts_in(language)
    assert {k for k in english.keys ^ other.keys if not k.startswith("names.")} == set()
    places = re.compile(r"\{(\w+)\}")
    for key in english.keys:
        for ours, theirs in zip(english.listed(key), other.listed(key), strict=True):
            assert set(places.findall(ours)) == set(places.findall(theirs)), key


def test_an_unknown_language_is_named() -> None:
    with pytest.raises(CaseError, match=r"'tlh'.*There are: .*en"):
        texts_in("tlh")


def test_what_is_put_into_a_text_is_never_a_text_itself() -> None:
    assert c.plain(fill("for {who}", who="{provider} {0}")) == "for {provider} {0}"
