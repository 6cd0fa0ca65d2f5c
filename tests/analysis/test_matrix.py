"""The matrix picture: each subject where its levels say, what is not known apart."""

import pytest

from analysis.matrix import Axis, Mark, draw, level

VOICES = Axis("Paroles", "non publié", ("peu", "moyennement", "beaucoup"))
FIGURES = Axis("Chiffres", "aucun chiffre", ("un", "deux", "quatre"))
SUPPLY = Axis("Services", "on ne sait pas", ("aucun", "quelques-uns", "plusieurs"))


def test_the_picture_says_the_same_in_words() -> None:
    drawn = draw([Mark("Se déplacer", 2, None, 1)], VOICES, FIGURES, SUPPLY)
    assert drawn.alt == (
        "Matrice. Se déplacer\u00a0: paroles beaucoup, chiffres aucun chiffre, "
        "services quelques-uns."
    )
    assert "Se déplacer" in drawn.svg
    assert drawn.png.startswith(b"\x89PNG")


def test_what_is_not_known_has_a_column_only_where_something_is_not() -> None:
    known = draw([Mark("A", 0, 0, 0)], VOICES, FIGURES, SUPPLY).svg
    unknown = draw([Mark("A", None, 0, 0)], VOICES, FIGURES, SUPPLY).svg
    assert ("non publié" in known, "non publié" in unknown) == (False, True)
    with pytest.raises(ValueError, match="rien à placer"):
        draw([], VOICES, FIGURES, SUPPLY)


def test_levels_begin_at_their_bounds() -> None:
    assert [level(value, (2, 4)) for value in (1, 2, 3, 4, 9)] == [0, 1, 1, 2, 2]
