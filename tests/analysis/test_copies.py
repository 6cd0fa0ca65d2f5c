"""Copied texts are grouped, whoever wrote alike by himself is left alone."""

from itertools import combinations

import pytest

from analysis.copies import COPIED, CROWD, bag, groups, repeated

LETTER = (
    "Nous demandons la réouverture de la maternité de Figeac, la route de Cahors est trop longue "
    "pour une femme qui accouche"
)
OTHERS = (
    "Il manque un bus le samedi matin pour aller au marché avec les enfants",
    "La bibliothèque accueille tout le monde, et l’atelier tricot du jeudi est un bonheur",
    "Les loyers ont trop monté dans le bourg, mes enfants ne trouvent rien à louer",
)


def campaign(people):
    """The same letter, each with a case, an accent, a sign or a word of its own."""
    changes = (
        lambda t: t.upper(),
        lambda t: t.replace("é", "e"),
        lambda t: t + " !!!",
        lambda t: "Bonjour. " + t,
        lambda t: t.replace("trop", "bien trop"),
        lambda t: t.replace("maternité", "maternitée"),
    )
    return [(f"c{n}", f"p{n}", changes[n % len(changes)](LETTER)) for n in range(people)]


def test_a_campaign_is_one_group_whatever_was_changed():
    said = [*campaign(7), *((text, text, text) for text in OTHERS)]
    (found,) = groups(said)
    assert (found.people, found.campaign) == (7, True)
    assert set(found.keys) == {f"c{n}" for n in range(7)}


def test_one_person_who_says_it_twice_is_no_group():
    assert groups([("a", "anne", LETTER), ("b", "anne", LETTER)]) == ()


def test_short_texts_are_everyone_s():
    assert groups([(n, n, "Il manque un bus") for n in range(20)]) == ()


def test_groups_are_those_found_by_comparing_each_text_with_each():
    said = [*campaign(4), *((text, text, text) for text in OTHERS), *(
        (f"{text}2", f"{text}2", f"{text} vraiment") for text in OTHERS[:2]
    )]  # fmt: skip
    bags = {key: bag(text) for key, _, text in said}
    near = {
        frozenset(pair)
        for pair in combinations(bags, 2)
        if len(bags[pair[0]] & bags[pair[1]]) >= COPIED * len(bags[pair[0]] | bags[pair[1]])
    }
    wanted = set()
    for key in bags:
        reached, more = {key}, {key}
        while more:
            more = {o for o in bags if o not in reached and any({o, k} in near for k in reached)}
            reached |= more
        if len(reached) > 1:
            wanted.add(frozenset(reached))
    assert {frozenset(each.keys) for each in groups(said)} == wanted
    assert len(wanted) == 3


def test_a_campaign_counts_once_and_the_first_stays():
    said = [*campaign(CROWD), *((text, text, text) for text in OTHERS)]
    assert repeated(said) == {f"c{n}" for n in range(1, CROWD)}
    assert repeated(said, least=CROWD + 1) == set()
    assert repeated(campaign(CROWD - 1)) == set()
    with pytest.raises(ValueError, match="5"):
        repeated(said, least=2)
