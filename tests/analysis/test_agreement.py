import numpy as np
import pytest
from sklearn import metrics

from analysis.agreement import Agreement, cohen_kappa, compare, krippendorff_alpha


def test_precision_recall_f1_and_kappa_by_hand():
    # 6 right, 2 too many, 3 missed, 9 rightly left: precision 6/8, recall 6/9, F1 12/17;
    # observed 15/20, expected (8/20)(9/20) + (12/20)(11/20) = 0.51, kappa 0.24/0.49.
    counts = Agreement(6, 2, 3, 9)
    assert counts.precision == 0.75
    assert counts.recall == pytest.approx(2 / 3)
    assert counts.f1 == pytest.approx(12 / 17)
    assert counts.kappa == pytest.approx(0.24 / 0.49)
    assert counts.support == 9


def test_counts_agree_with_scikit_learn_on_random_codings():
    random = np.random.default_rng(3)
    for _ in range(20):
        found, gold = random.random(50) < 0.4, random.random(50) < 0.3
        counts = compare(found.tolist(), gold.tolist())
        assert counts.f1 == pytest.approx(metrics.f1_score(gold, found))
        assert counts.precision == pytest.approx(metrics.precision_score(gold, found))
        assert counts.recall == pytest.approx(metrics.recall_score(gold, found))
        assert counts.kappa == pytest.approx(metrics.cohen_kappa_score(gold, found))


def test_kappa_of_several_labels_agrees_with_scikit_learn():
    random = np.random.default_rng(4)
    one, two = random.integers(0, 4, 80).tolist(), random.integers(0, 4, 80).tolist()
    assert cohen_kappa(one, two) == pytest.approx(metrics.cohen_kappa_score(one, two))


def test_adding_agreements_gives_micro_figures():
    total = Agreement(1, 0, 1, 2) + Agreement(3, 1, 0, 0)
    assert total == Agreement(4, 1, 1, 2)


def test_nothing_found_and_nothing_to_find_scores_zero_without_dividing_by_it():
    nothing = compare([False, False], [False, False])
    assert (nothing.precision, nothing.recall, nothing.f1) == (0.0, 0.0, 0.0)
    assert nothing.kappa == 1.0


def test_codings_of_different_lengths_are_refused():
    with pytest.raises(ValueError, match="argument 2"):
        compare([True], [True, False])


def test_alpha_of_krippendorffs_own_example():
    # Krippendorff, « Computing Krippendorff's Alpha-Reliability », 2011, section C: nominal 0.743.
    coders = [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
        [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
    ]
    assert krippendorff_alpha(list(zip(*coders, strict=True))) == pytest.approx(0.743, abs=5e-4)


def test_alpha_of_two_coders_by_hand():
    # Codes a a b b against a b b b: coincidences a-a 2, a-b 1+1, b-b 4; totals a 3, b 5, n 8.
    # D_o = 2/8; D_e = 2·3·5 / (8·7); alpha = 1 - 0.25 / 0.535714… = 0.5333…
    assert krippendorff_alpha([("a", "a"), ("a", "b"), ("b", "b"), ("b", "b")]) == pytest.approx(
        0.53333333
    )


def test_alpha_without_any_answer_coded_twice_is_refused():
    with pytest.raises(ValueError, match="twice"):
        krippendorff_alpha([("a", None), (None, "b")])


def test_kappa_of_nothing_is_refused():
    with pytest.raises(ValueError, match="nothing"):
        cohen_kappa([], [])
