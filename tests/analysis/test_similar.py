"""Near-duplicates: what says the same comes first, what shares only small words does not come."""

import pytest

from analysis.similar import nearest, pieces

SALLE = "Nous cherchons une salle chauffée pour l’aide aux devoirs, le mercredi."
OTHERS = {
    "devoirs": "Il faudrait une salle chauffee le mercredi : aide aux DEVOIRS des enfants !",
    "minibus": "Un minibus partagé entre les communes, pour aller au sport.",
    "dossiers": "Un coup de main pour les dossiers de subvention sur internet.",
}


def test_the_nearest_comes_first_whatever_case_accents_and_punctuation() -> None:
    found = nearest(SALLE, OTHERS, least=0.1)
    assert [key for key, _ in found] == ["devoirs"]


def test_the_same_text_scores_one_and_a_stranger_none() -> None:
    found = dict(nearest("Une salle.", {"same": "une SALLE !", "none": "xyz"}, least=0.0))
    assert found["same"] == pytest.approx(1)
    assert found["none"] == 0


def test_rare_words_weigh_more_than_those_of_everyone() -> None:
    others = {"rare": "besoin de piano", "usual": "besoin de rien", "noise": "besoin de tout"}
    found = nearest("besoin de piano neuf", others, least=0.0)
    assert found[0][0] == "rare"
    assert found[0][1] > 2 * found[1][1]


def test_the_order_does_not_depend_on_that_of_the_others() -> None:
    turned = dict(reversed(OTHERS.items()))
    assert nearest(SALLE, OTHERS, least=0) == nearest(SALLE, turned, least=0)


@pytest.mark.parametrize("text", ["", "…", "a", "🎺"])
def test_a_text_without_words_resembles_nothing(text: str) -> None:
    assert nearest(text, {**OTHERS, "empty": "", "signs": "!?"}, least=0.01) == []


def test_short_words_are_pieces_too() -> None:
    assert pieces("À la mer") == {" a ": 1, " la ": 1, " mer": 1, "mer ": 1}
