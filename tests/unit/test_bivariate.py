import pytest
from scipy.stats import spearmanr

from sozialraum.analysis.bivariate import medians, paired, quadrant, spearman
from sozialraum.domain.comparison import Quadrant


def test_spearman_agrees_with_scipy_also_with_ties() -> None:
    pairs = [(1.0, 3.0), (2.0, 3.0), (2.0, 1.0), (5.0, 9.0), (7.0, 8.0), (7.0, 8.0), (9.0, 2.0)]
    expected = spearmanr([a for a, _ in pairs], [b for _, b in pairs]).statistic
    assert spearman(pairs) == pytest.approx(expected, abs=1e-12)


def test_too_few_or_constant_values_have_no_correlation() -> None:
    assert spearman([(1.0, 2.0), (2.0, 3.0)]) is None
    assert spearman([(1.0, 2.0), (1.0, 3.0), (1.0, 4.0)]) is None
    assert spearman([]) is None


def test_pairs_leave_out_what_is_missing_and_count_joint_values_once() -> None:
    first = [1.0, 1.0, 2.0, None, 4.0]
    second = [5.0, 5.0, None, 7.0, 8.0]
    both = paired(first, second, ([(0, 1)], [(0, 1)]))
    assert both == [((0, 1), 1.0, 5.0), ((4,), 4.0, 8.0)]
    apart = paired(first, [5.0, 6.0, None, 7.0, 8.0], ([(0, 1)], []))
    assert [members for members, _, _ in apart] == [(0,), (1,), (4,)]


def test_on_the_median_is_not_above_it() -> None:
    middle = medians([(1.0, 1.0), (2.0, 2.0), (3.0, 3.0)])
    assert middle == (2.0, 2.0)
    assert quadrant(2.0, 2.0, middle) is Quadrant.NONE
    assert quadrant(3.0, 2.0, middle) is Quadrant.FIRST
    assert quadrant(2.0, 3.0, middle) is Quadrant.SECOND
    assert quadrant(3.0, 3.0, middle) is Quadrant.BOTH
    assert medians([]) is None
