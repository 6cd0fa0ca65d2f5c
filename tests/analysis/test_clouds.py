"""A cloud shows what several persons say, always in the same way, and says it in words too."""

import io

from PIL import Image

from analysis.clouds import Word, draw, words


def test_words_of_fewer_than_three_persons_are_left_out() -> None:
    said = [(1, "crèche minibus"), (2, "crèche"), (3, "crèche minibus"), (1, "minibus minibus")]
    assert words(said) == (Word("crèche", 3),)


def test_stop_words_numbers_marks_and_fillers_are_left_out() -> None:
    said = [(i, "il faut toujours une crèche en 2026, dit [nom] au [téléphone]") for i in range(5)]
    assert [word.text for word in words(said)] == ["crèche"]


def test_forms_of_one_word_are_counted_together_in_the_commonest_spelling() -> None:
    said = [(1, "les crèches"), (2, "Crèche"), (3, "la crèche")]
    assert words(said) == (Word("crèche", 3),)


def test_words_come_from_the_most_to_the_least_said() -> None:
    said = [(i, "voiture fauteuil" if i < 4 else "voiture") for i in range(6)]
    assert words(said) == (Word("voiture", 6), Word("fauteuil", 4))


def test_the_same_words_give_the_same_picture() -> None:
    shown = [Word("crèche", 9), Word("voiture", 5), Word("fauteuil", 3)]
    first, second = draw(shown, about="essai"), draw(shown, about="essai")
    assert first is not None
    assert second is not None
    assert first.png == second.png
    assert Image.open(io.BytesIO(first.png)).size == (1400, 400)


def test_the_picture_does_not_give_counts_away() -> None:
    few, many = ([Word("crèche", n), Word("bus", 3)] for n in (4, 40))
    one, two = draw(few, about="essai"), draw(many, about="essai")
    assert one is not None
    assert two is not None
    assert one.png == two.png


def test_the_alternative_lists_the_words() -> None:
    cloud = draw([Word("crèche", 9), Word("voiture", 5)], about="enjeu Autonomie")
    assert cloud is not None
    assert cloud.alt.endswith("Du plus au moins cité\u00a0: crèche, voiture.")
    assert "crèche" in cloud.svg


def test_no_words_make_no_picture() -> None:
    assert draw([], about="essai") is None
