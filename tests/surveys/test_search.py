"""Words are found without their accents, and are nowhere once what held them is erased."""

from pathlib import Path

import pytest
from sqlalchemy import Engine, delete, select, text, update
from sqlalchemy.orm import Session

from surveys import search
from surveys.base import checkpoint, emptied
from surveys.models import Parole
from tests.storing import parole, published, territory

SAID = {
    "coeur": "Le CŒUR du village, à l’école.",
    "car": "Un car passe à 7h30 ; l’été, plus rien.",
    "long": "La carrière d’à côté : transports, poussière.",
}


@pytest.fixture
def three(either: Session) -> dict[str, int]:
    survey = published(either, territory(either))
    return {name: parole(either, survey, words).id for name, words in SAID.items()}


def found(session: Session, three: dict[str, int], said: str) -> set[str]:
    rows = select(Parole.id).where(search.holds(session, search.words(said)))
    ids = set(session.scalars(rows))
    return {name for name, one in three.items() if one in ids}


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ("coeur", {"coeur"}),
        ("cœur ECOLE", {"coeur"}),
        ("école car", set()),
        ("ete", {"car"}),
        ("été", {"car"}),
        ("7h30", {"car"}),
        ("car", {"car", "long"}),  # the beginning of a word
        ("la", {"long"}),  # too short to be one
        ("transport", {"long"}),
        ("arriere", set()),
        ("d'a cote", {"long"}),
    ],
)
def test_words_are_found_without_accents_and_by_their_beginning(
    either: Session, three: dict[str, int], said: str, names: set[str]
) -> None:
    assert found(either, three, said) == names


@pytest.mark.parametrize(
    "odd", ['"', "a OR b", "NEAR(a)", "-x", "*", "a:*", "'; --", "\x00b", "ﬁ ½ ²"]
)
def test_nothing_typed_is_an_error(either: Session, three: dict[str, int], odd: str) -> None:
    if asked := search.words(odd):
        either.scalars(select(Parole.id).where(search.holds(either, asked))).all()


def test_a_changed_text_is_found_by_its_new_words_alone(
    either: Session, three: dict[str, int]
) -> None:
    either.execute(update(Parole).where(Parole.id == three["car"]).values(text="Une piscine"))
    either.execute(delete(Parole).where(Parole.id == three["coeur"]))
    assert found(either, three, "piscine") == {"car"}
    assert found(either, three, "passe") == found(either, three, "coeur") == set()


def test_those_that_share_rare_words_come_first(either: Session, three: dict[str, int]) -> None:
    best = search.most_alike(either, ["poussiere", "transports", "car"], 5)
    assert best[0] == three["long"]
    assert set(best) == {three["long"], three["car"]}
    assert search.most_alike(either, [], 5) == []


def test_words_of_what_was_erased_are_nowhere_in_the_files(sqlite: Engine) -> None:
    """FTS5 keeps them until its pieces are merged; the marker is looked for in every file."""
    path = Path(str(sqlite.url.database))
    with Session(sqlite, autoflush=False) as session:
        survey = published(session, territory(session))
        for number in range(300):
            parole(session, survey, f"Un mot parmi d’autres, mot{number:03} et bien des choses.")
        gone = parole(session, survey, "Le Zqxvwk passe. Zqxvwkette aussi.").id
        changed = parole(session, survey, "Encore un zqxvwk.").id
        session.commit()
        checkpoint(session)
        assert held(path, b"zqxvwk")  # the index: folded, and in small letters
        session.execute(delete(Parole).where(Parole.id == gone))
        session.execute(update(Parole).where(Parole.id == changed).values(text="Encore."))
        session.commit()
        assert emptied(sqlite, tries=6)
        assert held(path, b"zqxvwk")
        checkpoint(session)
        assert not held(path, b"zqxvwk")
        assert not held(path, b"Zqxvwk")
        session.execute(
            text("INSERT INTO parole_search (parole_search, rank) VALUES ('integrity-check', 1)")
        )


def held(path: Path, marker: bytes) -> bool:
    files = [path, *(path.with_name(path.name + end) for end in ("-wal", "-shm"))]
    return any(marker in file.read_bytes() for file in files if file.exists())
