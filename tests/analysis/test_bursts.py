"""What comes too much alike is found, what people write and tick by themselves is not."""

from analysis.bursts import LEAST_GROUP, same_ticks
from analysis.copies import CROWD, near_texts

TEXT = "Il faudrait vraiment ouvrir la piscine du canton toute l’année, même le dimanche matin."
NEAR = (
    TEXT,
    TEXT.replace("vraiment", "absolument"),
    TEXT.replace("piscine", "picsine").upper(),
    "Bonjour, " + TEXT.replace("faudrait", "faut").replace("matin", "merci"),
    "La piscine du canton, il faudrait vraiment l’ouvrir toute l’année, le dimanche même.",
)
OTHERS = (
    "Le car passe trop tôt pour aller au travail à Gourdon le matin et rien ne revient le soir.",
    "Depuis la fermeture de la poste, il faut demander à la voisine pour le moindre papier.",
    "On se connaît tous, les gens s’arrêtent pour parler, et le marché tient bon même en hiver.",
)


def test_a_text_reworded_five_times_is_found_and_nothing_else() -> None:
    said = {number: [text] for number, text in enumerate((*NEAR, *OTHERS))}
    assert near_texts(said) == set(range(CROWD))
    del said[0]
    assert near_texts(said) == set()


def test_one_person_who_repeats_oneself_is_one_person() -> None:
    assert near_texts({1: NEAR, 2: NEAR[:1]}) == set()


def test_short_and_common_answers_are_nothing_strange() -> None:
    common = ["Rien", "les transports", "Un médecin, s’il vous plaît", "RAS", "12", "", "…"]
    assert near_texts(dict.fromkeys(range(50), common)) == set()


def test_nothing_is_found_in_nothing() -> None:
    assert near_texts({}) == set()
    assert same_ticks({}) == set()


def _ticks(**changes: object) -> dict[str, object]:
    same = {"a": 1, "b": "oui", "c": ["x", "y"], "d": "conduit", "e": 5, "f": "2"}
    return same | {"ou": "46001", "age": "18-29"} | changes


def test_a_box_that_is_stuffed_is_found_though_age_and_commune_change() -> None:
    stuffed = {
        number: _ticks(ou=f"46{number:03}", age=str(number % 5)) for number in range(LEAST_GROUP)
    }
    apart = {
        100 + n: {key: (n * 7 + place) % 5 for place, key in enumerate("abcdef")} | {"ou": n % 9}
        for n in range(20)
    }
    assert same_ticks(stuffed | apart) == set(stuffed)
    del stuffed[0]
    assert same_ticks(stuffed | apart) == set()


def test_what_everyone_ticks_is_no_burst() -> None:
    """Where nearly all tick the same, one day like the others says nothing."""
    usual = [_ticks(age=str(number % 5)) for number in range(100)]
    assert same_ticks(dict(enumerate(usual[:20])), usual) == set()


def test_few_answers_alike_say_nothing() -> None:
    assert same_ticks({number: {"a": 1, "b": 2, "c": 3, "d": 4} for number in range(90)}) == set()
