import pytest

from analysis.tagging.lexicon import Hit, Lexicon
from analysis.tagging.pieces import pieces


def found(text, *expressions):
    return [
        (expressions[hit.expression], hit.first, hit.last)
        for hit in Lexicon(expressions).find(pieces(text))
    ]


@pytest.mark.parametrize(
    ("text", "expression"),
    [
        ("Les CRÈCHES sont pleines", "crèche"),
        ("à l’écoute des gens", "à l'écoute"),
        ("J’y avais droit", "j'y avais droit"),
        ("une aide-ménagère", "aides ménagères"),
        ("les aidantes", "aidant*"),
        ("des querelles", "querelle*"),
        ("pas de voitures ici", "pas de voiture"),
    ],
)
def test_an_expression_is_found_whatever_accents_case_number_and_elision(text, expression):
    assert len(found(text, expression)) == 1


@pytest.mark.parametrize(
    ("text", "expression"),
    [
        ("le bal. Trap ou pas", "bal trap"),
        ("aller à droite", "droit"),
        ("un aidé", "aidant*"),
        ("voiture pas de", "pas de voiture"),
        ("", "crèche"),
        ("crèche", ""),
    ],
)
def test_what_only_looks_like_an_expression_is_not_found(text, expression):
    assert found(text, expression) == []


def test_a_hit_says_which_pieces_it_covers():
    lexicon = Lexicon(("pas de bus", "bus"))
    hits = list(lexicon.find(["il", "n", "'", "y", "a", "pas", "de", "bus", "!"]))
    assert hits == [Hit(0, 5, 7), Hit(1, 7, 7)]


def test_a_stem_is_found_once_in_a_word_of_its_own_length():
    assert found("dys", "dys*", "autis*", "polyhandicap*") == [("dys*", 0, 0)]
