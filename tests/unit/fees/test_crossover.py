"""Crossovers are exact: at a root, at a jump, several of them; unknown bends are found."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from bestplaced.fees import Crossing, crossings
from bestplaced.fees.crossover import bends


def test_a_flat_fee_meets_a_price_for_each_at_their_quotient() -> None:
    found = crossings(lambda _: Fraction(1000), lambda v: 3 * v, (), Fraction(0), Fraction(1000))
    assert found == (Crossing(Fraction(1000, 3), first_below=False),)


def test_a_jump_over_the_other_cost_is_a_crossover_at_the_edge() -> None:
    def banded(v: Fraction) -> Fraction:
        return Fraction(100) if v <= 50 else Fraction(300)

    assert crossings(
        banded, lambda _: Fraction(200), (Fraction(50),), Fraction(0), Fraction(99)
    ) == (Crossing(Fraction(50), first_below=True),)


def test_touching_without_crossing_is_no_crossover() -> None:
    assert (
        crossings(
            lambda v: abs(v - 5), lambda _: Fraction(0), (Fraction(5),), Fraction(0), Fraction(9)
        )
        == ()
    )


@given(st.fractions(-50, 50), st.fractions(-50, 50), st.fractions(0, 9), st.fractions(-9, 0))
@settings(deadline=None)  # a busy machine is no fault
def test_at_a_crossover_of_two_lines_both_cost_the_same(
    a: Fraction, b: Fraction, rise: Fraction, fall: Fraction
) -> None:
    def one(v: Fraction) -> Fraction:
        return a + rise * v

    def two(v: Fraction) -> Fraction:
        return b + fall * v

    for crossing in crossings(one, two, (), Fraction(-100), Fraction(100)):
        assert one(crossing.at) == two(crossing.at)
        assert crossing.first_below


@given(st.fractions(1, 99, max_denominator=1000), st.fractions(1, 99, max_denominator=1000))
@settings(deadline=None)  # a busy machine is no fault
def test_bends_that_nobody_named_are_found(one: Fraction, two: Fraction) -> None:
    def capped(v: Fraction) -> Fraction:  # a minimum up to the one, a cap from the other on
        return max(min(one, two), min(v, max(one, two)))

    found = bends(capped, (), Fraction(0), Fraction(100))
    assert {one, two} <= found or one == two
