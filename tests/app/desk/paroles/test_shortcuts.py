"""Each label of the coding screen has a key of its own, as long as the keyboard has some."""

from app.desk.paroles.shortcuts import UNDO, shortcuts
from app.models.grid import Theme


def theme(label: str, family: str = "domaine") -> Theme:
    return Theme(key=label.lower(), label=label, family=family)


def test_the_nine_enjeux_are_the_nine_digits_in_order() -> None:
    grid = {"enjeu": [theme(f"Enjeu {n}", "enjeu") for n in range(11)]}
    found = shortcuts(grid)
    assert [found[("enjeu", f"enjeu {n}")] for n in range(9)] == list("123456789")
    assert ("enjeu", "enjeu 9") not in found


def test_letters_come_from_the_label_and_none_serves_twice() -> None:
    tones = [theme("Point fort", "polarity"), theme("Point de vigilance", "polarity")]
    domaines = [theme("Handicap"), theme("Habitat"), theme("Éducation"), theme("Urbanisme")]
    found = shortcuts({"polarity": tones, "domaine": domaines})
    assert found["polarity", "point fort"] == "f"
    assert found["polarity", "point de vigilance"] == "v"
    assert found["domaine", "éducation"] == "e"
    assert len(set(found.values())) == len(found) == 6
    assert UNDO not in found.values()


def test_a_label_whose_letters_are_all_taken_has_no_key() -> None:
    grid = {"domaine": [theme("Aaa"), theme("AAA bis", "domaine"), theme("aa")]}
    assert ("domaine", "aa") not in shortcuts(grid)
