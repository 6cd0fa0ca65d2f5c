import pandas as pd
import pytest

from analysis.tagging.evaluation import evaluate, render


def coded(*rows):
    return pd.DataFrame(rows, columns=["id", "enjeux", "domaines", "polarity"])


FOUND = coded(
    ("1", "a|b", "x", "bien"), ("2", "a", "", "mal"), ("3", "", "x", "bien"), ("9", "b", "", "mal")
)
GOLD = coded(
    ("3", "", "", "bien"), ("2", "b", "", "mal"), ("1", "a", "x", "mal"), ("7", "a", "x", "bien")
)


def test_answers_meet_by_id_whatever_their_order_and_the_others_are_counted():
    report = evaluate(FOUND, GOLD)
    assert (report.matched, report.only_found, report.only_gold) == (3, 1, 1)


def test_each_label_is_judged_on_its_own():
    enjeux = evaluate(FOUND, GOLD).families["enjeux"]
    a, b = enjeux.labels["a"], enjeux.labels["b"]
    assert (a.both, a.only_found, a.only_gold, a.neither) == (1, 1, 0, 1)
    assert (b.both, b.only_found, b.only_gold, b.neither) == (0, 1, 1, 1)


def test_micro_counts_every_label_and_macro_every_label_alike():
    enjeux = evaluate(FOUND, GOLD).families["enjeux"]
    assert enjeux.micro.f1 == pytest.approx(2 / 5)
    assert enjeux.macro_f1 == pytest.approx((2 / 3 + 0) / 2)


def test_polarity_and_answers_without_enjeu_are_measured_apart():
    report = evaluate(FOUND, GOLD)
    assert report.polarity_accuracy == pytest.approx(2 / 3)
    assert (report.untagged, report.without_enjeu) == (1.0, 1)


def test_a_gold_file_with_enjeux_alone_is_enough():
    report = evaluate(FOUND, GOLD[["id", "enjeux"]])
    assert list(report.families) == ["enjeux"]
    assert report.polarity_accuracy is None


def test_the_report_names_every_label_and_what_was_left_out():
    text = render(evaluate(FOUND, GOLD))
    for words in ("3 réponses comparées", "1 réponses classées sans", "micro", "macro", "kappa"):
        assert words in text
    assert "sur 1" in text


def test_nothing_in_common_gives_no_figure():
    report = evaluate(FOUND.head(0), GOLD)
    assert report.matched == 0
    assert report.polarity_accuracy is None
    assert report.untagged is None
