"""What one group says more than the others, by hand and by brute force."""

from math import log, sqrt

import pytest

from analysis.distinctive import PRIOR, distinctive, gather, terms, z_score


def crowd(group, word, people, beside="maison"):
    return [(f"{group}{word}{n}", group, f"{word} {beside}") for n in range(people)]


def test_the_score_is_that_of_the_paper_worked_out_by_hand():
    # A word said 8 times of 20 here, 2 of 60 elsewhere: prior 100 · 10 / 80 = 12.5.
    here = log(20.5 / (120 - 20.5))
    there = log(14.5 / (160 - 14.5))
    wanted = (here - there) / sqrt(1 / 20.5 + 1 / 14.5)
    assert PRIOR == 100
    assert z_score(8, 20, 10, 80) == pytest.approx(wanted)
    assert z_score(5, 40, 10, 80) == pytest.approx(0)


def test_each_group_gets_its_own_words():
    said = [*crowd("elu", "budget", 20), *crowd("habitant", "voiture", 20)]
    found = distinctive(said)
    assert [word.text for word in found["elu"]] == ["budget"]
    assert [(w.text, w.people, w.elsewhere) for w in found["habitant"]] == [("voiture", 20, 0)]


def test_a_word_that_few_say_is_not_shown():
    said = [*crowd("elu", "budget", 10), *crowd("habitant", "voiture", 40)]
    assert distinctive(said, fewest=11)["elu"] == ()
    assert [word.text for word in distinctive(said, fewest=10)["elu"]] == ["budget"]


def test_one_person_who_repeats_a_word_is_one_person():
    said = [("anne", "elu", "budget " * 50), *crowd("habitant", "voiture", 20)]
    assert distinctive(said)["elu"] == ()


def test_forms_of_one_lemma_are_one_word_in_its_commonest_spelling():
    said = [*crowd("elu", "Budgets", 3), *crowd("elu", "budget", 9), *crowd("habitant", "vélo", 20)]
    (found,) = distinctive(said)["elu"]
    assert (found.text, found.people) == ("budget", 12)


def test_pairs_are_of_one_phrase():
    keys = [key for key, _ in terms("maison de santé. Bus scolaire", pairs=True)]
    assert "maison sante" in keys
    assert "bus scolaire" in keys
    assert "sante bus" not in keys
    written = dict(terms("La Maison  de\nla santé", pairs=True))
    assert "maison sante" not in written


def test_masked_words_are_nobody_s():
    assert list(gather([("a", "g", "[téléphone] [nom]")]).people) == []


def test_nobody_said_anything():
    assert distinctive([]) == {}
