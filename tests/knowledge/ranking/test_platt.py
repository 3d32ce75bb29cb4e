"""A city's own correction as numbers: order stays, few judgements change little, many mend what is wrong."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.measure.own import measure_worth
from knowledge.ranking.platt import Array, correct, cross_validate, fit_correction
from knowledge.ranking.probability import SHIPPED_AS_IT_IS, Correction

LOGITS = st.floats(-6, 6)
JUDGED = st.lists(st.tuples(LOGITS, st.booleans()), min_size=1, max_size=80)
GRID = np.linspace(-6, 6, 241)


def draw(seed: int, count: int, scale: float = 1.0, shift: float = 0.0) -> tuple[Array, Array]:
    """Logits as a city's first hits have them, and whether each is right where the truth is so scaled and shifted."""
    generator = np.random.default_rng(seed)
    logits = generator.normal(-0.3, 1.5, count)
    truth = correct(Correction(scale, shift), logits)
    return logits, (generator.random(count) < truth).astype(np.float64)


def change(correction: Correction) -> float:
    return float(np.abs(correct(correction, GRID) - correct(SHIPPED_AS_IT_IS, GRID)).max())


@given(JUDGED, LOGITS, LOGITS)
def test_the_order_of_two_probabilities_never_changes(
    judged: list[tuple[float, bool]], one: float, other: float
) -> None:
    logits, right = (np.array(column, dtype=np.float64) for column in zip(*judged, strict=True))
    fitted = fit_correction(logits, right)
    assert 0.1 <= fitted.scale <= 3
    low, high = sorted((one, other))
    assert 0 < fitted.probability(low) <= fitted.probability(high) < 1
    if high - low > 0.001:
        assert fitted.probability(low) < fitted.probability(high)


def test_judgements_against_the_order_of_hits_do_not_turn_it_round() -> None:
    logits, right = draw(1, 3_000, scale=-2.0)
    fitted = fit_correction(logits, right)
    assert fitted.scale == 0.1
    said, unshifted = (correct(one, logits) for one in (fitted, Correction(0.1)))
    assert measure_worth(said, right).log_loss < measure_worth(unshifted, right).log_loss


def test_logits_that_are_all_alike_stretch_nothing() -> None:
    logits = np.array([-0.001, 0.001] * 40)
    assert fit_correction(logits, (logits > 0).astype(np.float64)).scale == 3
    assert fit_correction(np.zeros(30), np.ones(30)).scale == pytest.approx(1)


@pytest.mark.parametrize("seed", range(10))
def test_thirty_that_agree_change_next_to_nothing(seed: int) -> None:
    logits = np.sort(draw(seed, 30)[0])
    expected = np.cumsum(correct(SHIPPED_AS_IT_IS, logits))  # as often right, in every region, as was said
    right = np.diff(np.floor(expected + seed / 10), prepend=0)
    assert change(fit_correction(logits, right)) < 0.03
    separated = (logits > 0).astype(np.float64)  # and where each that was called likely is right, and no other
    assert change(fit_correction(logits, separated)) < 0.06


@pytest.mark.parametrize("seed", range(10))
def test_where_the_shipped_one_is_overconfident_the_own_one_is_nearer_on_fresh_judgements(seed: int) -> None:
    truth = (0.6, -0.8)
    fitted = fit_correction(*draw(seed, 200, *truth))
    logits, right = draw(seed + 1_000, 2_000, *truth)
    shipped = measure_worth(correct(SHIPPED_AS_IT_IS, logits), right)
    own = measure_worth(correct(fitted, logits), right)
    assert own.calibration_error < shipped.calibration_error - 0.05
    assert own.log_loss < shipped.log_loss
    assert own.answered < shipped.answered
    assert (own.answered_right or 1) > (shipped.answered_right or 0)


def test_many_judgements_find_the_truth() -> None:
    fitted = fit_correction(*draw(3, 40_000, 0.7, -0.5))
    assert fitted.scale == pytest.approx(0.7, abs=0.03)
    assert fitted.shift == pytest.approx(-0.5, abs=0.03)


def test_cross_validation_sees_no_case_it_speaks_of() -> None:
    logits, right = draw(5, 60)
    groups = [str(number // 2) for number in range(60)]
    before = cross_validate(logits, right, groups)
    for number in (0, 1):  # one group: the other verdict on it leaves what is said of it as it was
        right[number] = 1 - right[number]
    after = cross_validate(logits, right, groups)
    assert (after[:2] == before[:2]).all()
    assert (after != before).any()


def test_a_question_asked_by_all_teaches_nothing_about_itself() -> None:
    logits, right = draw(6, 40)
    assert (cross_validate(logits, right, ["same"] * 40) == correct(SHIPPED_AS_IT_IS, logits)).all()


def test_worth_by_hand() -> None:
    worth = measure_worth(np.array([0.9, 0.8, 0.5]), np.array([1.0, 0.0, 1.0]))
    assert worth.log_loss == pytest.approx(-(np.log(0.9) + np.log(0.2) + np.log(0.5)) / 3)
    assert (worth.answered, worth.answered_right) == (pytest.approx(2 / 3), 0.5)
    assert worth.calibration_error == pytest.approx((0.1 + 0.8 + 0.5) / 3)
    assert measure_worth(np.array([0.3]), np.array([0.0])).answered_right is None
