"""A synthesis counts persons, hides small groups, and survives an attack on all it publishes."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linprog

from analysis.columns import ColumnsMissing
from analysis.disclosure import BadThreshold, Table
from analysis.summary import (
    PAROLES,
    RESPONSES,
    LimitedAndProtected,
    Origin,
    Synthesis,
    synthesise,
)

ENJEUX = (("e1", "Autonomie"), ("e2", "Cohésion"), ("e3", "Familles"), ("e4", "Jeunes"))
POLARITIES = (
    ("point_fort", "Point fort"),
    ("point_vigilance", "Point de vigilance"),
    ("neutre", "Neutre"),
)
PUBLICS = (("habitant", "Habitants"), ("association", "Associations"), ("elu", "Élus"))
COMMUNES = tuple((f"4600{i}", f"Commune {i}", 100 + i) for i in range(8))
SPEECH = {"e1": "voiture", "e2": "solitude", "e3": "nounou", "e4": "jeunesse"}


def parole(response: object, text: str = "Un mot", **given: Any) -> dict[str, Any]:
    one = dict.fromkeys(PAROLES) | {
        "parole_id": given.pop("parole_id", f"{response}/{text}/{given.get('enjeux')}"),
        "response_id": response,
        "survey": "habitants",
        "text": text,
        "public": "habitant",
        "commune": "46001",
        "received_on": date(2026, 9, 1),
        "channel": "web",
        "enjeux": ("e1",),
        "domaines": (),
        "polarity": "point_fort",
        "state": "proposed",
    }
    return one | given


def frames(paroles: Sequence[dict[str, Any]]) -> tuple[pd.DataFrame, pd.DataFrame]:
    frame = pd.DataFrame(paroles, columns=list(PAROLES), dtype=object)
    return frame, frame[list(RESPONSES)].drop_duplicates("response_id")


def made(paroles: Sequence[dict[str, Any]], **given: Any) -> Synthesis:
    said, answered = frames(paroles)
    options: dict[str, Any] = {
        "enjeux": ENJEUX,
        "domaines": (("d1", "Logement"),),
        "polarities": POLARITIES,
        "publics": PUBLICS,
        "channels": (("web", "En ligne"),),
        "communes": COMMUNES,
        "origin": Origin("essai-1", "non mesurée"),
    }
    return synthesise(said, answered, **(options | given))


def crowd(seed: int, people: int, each: int = 1) -> list[dict[str, Any]]:
    """Unequal publics and communes, some words without enjeu, `each` paroles per person."""
    draw = np.random.default_rng(seed)
    found = []
    for person in range(people):
        public = draw.choice([key for key, _ in PUBLICS], p=[0.65, 0.22, 0.13])
        commune = f"4600{min(int(draw.geometric(0.3)) - 1, 7)}"
        for turn in range(each):
            enjeux = tuple(k for k in SPEECH if draw.random() < (0.4 if k == "e1" else 0.2))
            polarity = draw.choice([key for key, _ in POLARITIES], p=[0.3, 0.6, 0.1])
            subjects = " ".join(SPEECH[enjeu] for enjeu in enjeux)
            said = f"Personne {person} parle la fois {turn} de {subjects} ici"
            found.append(
                parole(
                    person,
                    said,
                    public=str(public),
                    commune=commune,
                    enjeux=enjeux,
                    polarity=str(polarity),
                    received_on=date(2026, 9, 1) + timedelta(person % 30),
                )  # fmt: skip
            )
    return found


def people(table: Table) -> dict[str, int | None]:
    return {row.key: row.people for row in table.rows}


def test_persons_are_counted_once_however_much_they_say() -> None:
    one = made([parole(1, "a"), parole(1, "b"), parole(2, "c")], k=None).enjeux[0]
    assert (one.n_people, one.n_paroles) == (2, 3)
    assert people(one.by_public) == {"habitant": 2}


def test_a_person_who_says_good_and_ill_is_in_both_polarities() -> None:
    said = [parole(1, "a"), parole(1, "b", polarity="point_vigilance"), parole(2, "c")]
    one = made(said, k=None).enjeux[0]
    assert people(one.by_polarity) == {"point_fort": 2, "point_vigilance": 1, "neutre": 0}


def test_exact_counts_are_those_of_the_frame() -> None:
    said = crowd(1, 80)
    synthesis, frame = made(said, k=None), frames(said)[0]
    for one in synthesis.enjeux:
        mine = frame[[one.key in keys for keys in frame["enjeux"]]]
        assert one.n_people == mine["response_id"].nunique()
        by_commune = mine.groupby("commune")["response_id"].nunique().to_dict()
        assert {k: n for k, n in people(one.by_commune).items() if n} == by_commune
    without = sum(not keys for keys in frame["enjeux"])
    assert synthesis.share_without == pytest.approx(without / len(frame))


def test_the_period_the_numbers_and_the_checked_share_are_told() -> None:
    said = [parole(1, state="confirmed"), parole(2, received_on=date(2026, 10, 3)), parole(3)]
    synthesis = made(said, k=None)
    assert (synthesis.first, synthesis.last) == (date(2026, 9, 1), date(2026, 10, 3))
    assert (synthesis.n_responses, synthesis.n_paroles) == (3, 3)
    assert synthesis.share_checked == pytest.approx(1 / 3)


def test_an_enjeu_of_ten_persons_says_nothing() -> None:
    one = made(
        [parole(i) for i in range(10)] + [parole(i, enjeux=()) for i in range(10, 60)]
    ).enjeux[0]
    assert (one.n_people, one.n_paroles, one.share) == (None, None, None)
    assert (one.quotes, one.words, one.together) == ((), (), ())
    assert not one.by_public.tells


def test_an_enjeu_of_nearly_everyone_says_nothing() -> None:
    one = made([parole(i) for i in range(50)] + [parole(99, enjeux=())]).enjeux[0]
    assert one.n_people is None


def test_choosing_an_enjeu_changes_no_cell_of_it() -> None:
    said = crowd(2, 150)
    whole, part = made(said), made(said, chosen=["e2"])
    assert [one.key for one in part.enjeux] == ["e2"]
    assert not part.whole
    twin = whole.enjeux[1]
    mine = part.enjeux[0]
    assert (mine.by_public, mine.by_commune, mine.by_polarity, mine.n_people) == (
        twin.by_public, twin.by_commune, twin.by_polarity, twin.n_people,
    )  # fmt: skip


def test_an_unknown_enjeu_is_named_with_the_choice() -> None:
    with pytest.raises(ValueError, match="Enjeu inconnu : e9. Choisissez parmi : e1"):
        made([parole(1)], chosen=["e9"])


def test_a_threshold_under_five_is_refused() -> None:
    with pytest.raises(BadThreshold):
        made([parole(1)], k=3)


def test_a_missing_column_is_named() -> None:
    said, answered = frames([parole(1)])
    with pytest.raises(ColumnsMissing, match="received_on"):
        synthesise(
            said, answered.drop(columns="received_on"), enjeux=ENJEUX, domaines=(), polarities=(),
            publics=PUBLICS, channels=(), communes=COMMUNES, origin=Origin("x", "y"),
        )  # fmt: skip


@pytest.mark.parametrize("k", [None, 11])
def test_without_any_answer_the_synthesis_is_empty_and_does_not_fail(k: int | None) -> None:
    synthesis = made([], k=k)
    assert (synthesis.n_responses, synthesis.first, synthesis.share_without) == (0, None, None)
    assert all(not one.quotes for one in synthesis.enjeux)


def test_answers_without_commune_or_polarity_have_their_own_row() -> None:
    one = made([parole(1, commune=None, polarity=None)], k=None).enjeux[0]
    assert people(one.by_commune)[""] == 1
    assert people(one.by_polarity)[""] == 1


def checked(paroles: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [one | {"state": "confirmed"} for one in paroles]


def test_a_quote_carries_its_group_only_where_the_count_is_published() -> None:
    said = checked(crowd(3, 200))
    for one in made(said).enjeux:
        public, polarity = people(one.by_public), people(one.by_polarity)
        for quote in one.quotes:
            assert quote.public is None or public[quote.public] is not None
            assert quote.polarity is None or polarity[quote.polarity] is not None


def test_a_quote_names_its_commune_only_for_eleven_of_the_same_public_there() -> None:
    long = "Ici on ne trouve plus personne pour garder les enfants le soir, numéro {}"
    said = [parole(i, long.format(i), commune="46001") for i in range(30)]
    said += [
        parole(100 + i, long.format(i) + " bis", public="elu", commune="46002") for i in range(30)
    ]
    for i in range(60):
        public = ("habitant", "elu")[i % 2]
        said.append(parole(200 + i, "Rien", enjeux=(), commune=f"4600{1 + i % 2}", public=public))
    quotes = made(checked(said)).enjeux[0].quotes
    assert {quote.commune for quote in quotes} <= {"46001", "46002"}
    assert any(quote.commune for quote in quotes)
    few = [row | {"public": "elu"} if i % 3 else row for i, row in enumerate(said[:30])] + said[60:]
    assert all(
        quote.commune is None
        for quote in made(checked(few)).enjeux[0].quotes
        if quote.public == "habitant"
    )


def test_a_verbatim_is_quoted_once_in_a_document() -> None:
    quotes = [
        quote.parole_id for one in made(checked(crowd(4, 200))).enjeux for quote in one.quotes
    ]
    assert quotes
    assert len(quotes) == len(set(quotes))


def test_what_nobody_read_is_not_quoted_in_what_is_handed_on() -> None:
    said = crowd(4, 200)
    assert not any(one.quotes for one in made(said).enjeux)
    assert any(one.quotes for one in made(said, k=None).enjeux)
    half = checked(said[:100]) + said[100:]
    read = {one["parole_id"] for one in half[:100]}
    quoted = {quote.parole_id for one in made(half).enjeux for quote in one.quotes}
    assert quoted
    assert quoted <= read


def test_a_word_is_shown_when_as_many_said_it_as_the_threshold() -> None:
    said = [parole(i, f"La voiture{' et le vélo' if i < 10 else ''}, ici") for i in range(40)]
    said += [parole(100 + i, "Rien", enjeux=()) for i in range(40)]
    shown = {word.text for word in made(said).enjeux[0].words}
    assert "voiture" in shown
    assert "vélo" not in shown
    assert "vélo" in {word.text for word in made(said, k=None).enjeux[0].words}


@pytest.mark.parametrize(
    ("seed", "persons", "each"),
    [(1, 60, 1), (2, 120, 1), (3, 260, 1), (4, 400, 1), (5, 120, 3), (6, 260, 2), (7, 800, 1)],
)
def test_subtraction_and_linear_programming_recover_nothing(
    seed: int, persons: int, each: int
) -> None:
    synthesis = made(crowd(seed, persons, each))
    attack = Attack(synthesis)
    assert attack.secrets
    assert attack.recovered() == []


@pytest.mark.parametrize("seed", [1, 3, 6])
def test_documents_on_some_enjeux_and_domaines_put_together_recover_nothing(seed: int) -> None:
    """Each choice that may be handed on, all written down as one system of relations."""
    said = [
        one | {"domaines": ("d1",) if "e1" in one["enjeux"] or number % 4 == 0 else ()}
        for number, one in enumerate(crowd(seed, 200))
    ]
    whole = made(said)
    attack = Attack(whole)
    for choice in ({"chosen": ["e2"]}, {"chosen_domaines": ["d1"]}, {"chosen": ["e1", "e3"]}):
        attack.adds(part := made(said, **choice))
        assert part.by_public == whole.by_public
    assert attack.recovered() == []


def test_answers_limited_to_some_people_are_never_protected() -> None:
    with pytest.raises(LimitedAndProtected, match="ne peut pas se remettre"):
        made(crowd(1, 60), limits=["public : élus"])
    assert made(crowd(1, 60), limits=["public : élus"], k=None).limits == ("public : élus",)


def test_two_limited_documents_handed_on_would_tell_of_few() -> None:
    """Why they are refused: all, less all but the élus, tells what a few élus said."""
    said = crowd(1, 120)
    without = [one for one in said if one["public"] != "elu"]
    whole, part = made(said), made(without)
    gaps = [
        mine.n_people - theirs.n_people
        for mine, theirs in zip(whole.enjeux, part.enjeux, strict=True)
        if mine.n_people is not None and theirs.n_people is not None
    ]
    assert any(0 < gap < 11 for gap in gaps)


def test_the_attack_does_recover_a_cell_when_only_small_cells_are_hidden() -> None:
    """The attack has teeth: primary suppression alone falls to it."""
    synthesis = made(crowd(3, 260))
    attack = Attack(synthesis, weakened=made(crowd(3, 260), k=None))
    assert attack.recovered()


class Attack:
    """Everything a reader of one document can write down, as linear relations."""

    def __init__(self, synthesis: Synthesis, weakened: Synthesis | None = None) -> None:
        self.k = synthesis.k or 0
        self.weakened = weakened
        self.place: dict[tuple[str, str], int] = {}
        self.relations: list[tuple[dict[tuple[str, str], float], float, float]] = []
        self.secrets: list[tuple[str, str]] = []
        for column in ("by_public", "by_commune"):
            self.took_part(getattr(synthesis, column), column, synthesis.n_responses)
        for one in synthesis.enjeux:
            self.chapter(one, synthesis)
        self.without(synthesis)

    def adds(self, other: Synthesis) -> None:
        """One more document of the same answers: the same cells under the same names."""
        for one in other.enjeux:
            self.chapter(one, other)

    def chapter(self, one: Any, synthesis: Synthesis) -> None:
        exact = {e.key: e for e in self.weakened.enjeux}[one.key] if self.weakened else None
        for column in ("by_public", "by_commune"):
            table = getattr(one, column)
            where = f"{one.key}/{column}"
            self.table(table, where, one.n_people, one.n_people)
            if exact:
                self.told_if_large(getattr(exact, column), where)
            for key in self.keys(table):
                self.relation({(where, key): 1, (column, key): -1}, -np.inf, 0)
        people, words = one.n_people, one.n_paroles
        self.table(one.by_polarity, f"{one.key}/polarity", people, words)
        for key in self.keys(one.by_polarity):
            top = people if people is not None else synthesis.n_responses
            self.relation({(f"{one.key}/polarity", key): 1}, 0, top)

    def without(self, synthesis: Synthesis) -> None:
        """When each gave one parole, those without enjeu and those of each enjeu cover a group."""
        if synthesis.share_without is None or synthesis.n_responses != synthesis.n_paroles:
            return
        total = round(synthesis.share_without * synthesis.n_paroles)
        for column in ("by_public", "by_commune"):
            keys = self.keys(getattr(synthesis, column))
            self.relation({(f"none/{column}", key): 1.0 for key in keys}, total, total)
            for key in keys:
                cover = {(f"{one.key}/{column}", key): 1.0 for one in synthesis.enjeux}
                self.relation(cover | {(f"none/{column}", key): 1, (column, key): -1}, 0, np.inf)
                for cell in cover:
                    self.relation(
                        {cell: 1, (f"none/{column}", key): 1, (column, key): -1}, -np.inf, 0
                    )

    def took_part(self, table: Table, where: str, total: int) -> None:
        self.table(table, where, total, total)

    def table(self, table: Table, where: str, low: int | None, high: int | None) -> None:
        cells = {(where, key): 1.0 for key in self.keys(table)}
        self.relation(cells, low or 0, high if high is not None else np.inf)
        for row in table.rows:
            if row.members:
                merged = {(where, key): 1.0 for key in row.members}
                self.relation(merged, row.people or 0, row.people or 0)
                self.secrets += merged
            elif row.people is None:
                self.secrets.append((where, row.key))
            else:
                self.relation({(where, row.key): 1}, row.people, row.people)

    def told_if_large(self, table: Table, where: str) -> None:
        for row in table.rows:
            if row.people is not None and row.people >= self.k:
                self.relation({(where, row.key): 1}, row.people, row.people)

    @staticmethod
    def keys(table: Table) -> list[str]:
        return [key for row in table.rows for key in (row.members or (row.key,))]

    def relation(self, cells: dict[tuple[str, str], float], low: float, high: float) -> None:
        for cell in cells:
            self.place.setdefault(cell, len(self.place))
        self.relations.append((cells, low, high))

    def recovered(self) -> list[tuple[tuple[str, str], int, int]]:
        lines, limits = [], []
        for cells, low, high in self.relations:
            line = np.zeros(len(self.place))
            for cell, factor in cells.items():
                line[self.place[cell]] = factor
            for sign, limit in ((1, high), (-1, -low)):
                if np.isfinite(limit):
                    lines.append(sign * line)
                    limits.append(limit)
        found = []
        for cell in dict.fromkeys(self.secrets):
            low, high = (self.extreme(cell, sign, np.array(lines), limits) for sign in (1, -1))
            if high < self.k or low == high:
                found.append((cell, low, high))
        return found

    def extreme(
        self, cell: tuple[str, str], sign: int, lines: np.ndarray, limits: list[float]
    ) -> int:
        goal = np.zeros(len(self.place))
        goal[self.place[cell]] = sign
        found = linprog(goal, A_ub=lines, b_ub=limits, bounds=(0, None), method="highs")
        if found.status == 3:  # unbounded: the reader knows nothing of it
            return 10**6
        assert found.success, found.message
        return round(sign * found.fun)


def test_paroles_in_other_languages_are_counted_and_few_are_not_told() -> None:
    said, answered = frames([parole(n, text=f"Un mot {n}") for n in range(40)])
    options: dict[str, Any] = {
        "enjeux": ENJEUX,
        "domaines": (("d1", "Logement"),),
        "polarities": POLARITIES,
        "publics": PUBLICS,
        "channels": (("web", "En ligne"),),
        "communes": COMMUNES,
        "origin": Origin("essai-1", "non mesurée"),
    }
    for foreign, told in ((0, None), (10, None), (11, 11)):
        marked = said.assign(foreign=[at < foreign for at in range(len(said))])
        assert synthesise(marked, answered, **options).n_foreign == told
        assert synthesise(marked, answered, k=None, **options).n_foreign == foreign
