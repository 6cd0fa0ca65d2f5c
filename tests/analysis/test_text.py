import pytest

from analysis.text import (
    STOP_WORDS,
    content_words,
    fold,
    lemma,
    normalise,
    tokens,
    without_elisions,
    words,
)


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("À l’École d’Été", "a l'ecole d'ete"),
        ("CŒUR", "coeur"),
        ("e\u0301cole", "ecole"),
        ("chez\u00a0moi\u202f!", "chez moi !"),
        ("bonne\u00adment", "bonnement"),
        ("a\x00b", "a b"),
        ("", ""),
    ],
)
def test_accents_case_ligatures_and_blanks_fold_alike(written, folded):
    assert fold(written) == folded


@pytest.mark.parametrize(
    "text", ["L’œuvre d’Élodie 👍\u200d!", "e\u0301te\u0301", "½ ﬁn", "\ud800x"]
)
def test_each_folded_character_knows_where_it_comes_from(text):
    found = normalise(text)
    assert found.text == fold(text)
    assert len(found.origins) == len(found.text) + 1
    for at, character in enumerate(found.text):
        assert character in fold(text[found.origins[at]])


def test_a_token_covers_its_whole_word_in_the_original():
    text = "Le cœur de l’e\u0301cole, été"
    assert [text[t.start : t.end] for t in tokens(text)] == [
        "Le",
        "cœur",
        "de",
        "l",
        "e\u0301cole",
        "été",
    ]


def test_an_empty_span_is_refused():
    with pytest.raises(ValueError, match="at least one"):
        normalise("abc").original_span(1, 1)


def test_an_elided_article_is_a_word_of_its_own_and_can_be_left_out():
    assert words("J’ai l’ALSH") == ["j", "ai", "l", "alsh"]
    assert without_elisions("Qu’est-ce que l’école d’ici") == "est-ce que ecole ici"


def test_content_words_leave_out_small_words_letters_and_numbers():
    assert [t.text for t in content_words("Il n’y a pas de crèche à 12 km")] == ["creche", "km"]
    assert {"le", "pas", "the", "etes"} <= STOP_WORDS


@pytest.mark.parametrize(
    ("word", "same"),
    [("familles", "famille"), ("locale", "local"), ("municipaux", "municipal"), ("bus", "bus")],
)
def test_number_and_gender_meet(word, same):
    assert lemma(word) == same
