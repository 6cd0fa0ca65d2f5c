"""Public results and committees' syntheses: frozen, protected, telling nothing by subtraction."""

import random

import pytest
from sqlalchemy.orm import Session

from analysis.disclosure import DEFAULT_K
from analysis.narrowing import Known, ranges
from app.models.coding import Coding
from app.models.restitution import Restitution
from app.services.accounts import staff
from app.services.figures import crossings, one_way
from app.services.paroles import fate
from app.services.reports import committee, exporting, freezing, publishing, restituting, results
from surveys import storage
from surveys.models import Parole, Survey, Territory
from tests.analysis.test_summary import Attack
from tests.storing import DAY, NOW, parole, published, response, submission, tagged, territory

K = DEFAULT_K


@pytest.fixture
def here(stored: Session) -> Territory:
    """Beside a territory whose pages and paroles are never seen from here."""
    other = territory(stored, "ailleurs")
    restituting.begin(stored, other, "Bruit")
    return territory(stored, "ici")


@pytest.fixture
def survey(stored: Session, here: Territory) -> Survey:
    return published(stored, here)


def crowd(session: Session, survey: Survey, many: int, *, read: bool = True) -> list[Parole]:
    """People of two communes and several ages who speak of three enjeux and answer a question."""
    draw, found = random.Random(many), []  # noqa: S311 - a crowd, no secret
    for number in range(many):
        said = parole(
            session,
            survey,
            f"Ici on manque de tout ce qui aide à vivre, numéro {number}, dit un voisin.",
            ou=draw.choice(["99001", "99001", "99002"]),
            age=draw.choice(["30-44", "60-74", "18-29"]),
            avis=draw.choice(["bien", "bien", "mal"]),
        )
        for enjeu, chance in (("mobilite", 0.5), ("sante", 0.3), ("logement", 0.15)):
            if draw.random() < chance:
                tagged(session, said.id, enjeu)
        if read:
            coding = session.get(Coding, said.id)
            if coding is None:
                tagged(session, said.id, "point_vigilance", family="polarity")
                coding = session.get_one(Coding, said.id)
            coding.checked_at = NOW
        found.append(said)
    session.flush()
    return found


def page(session: Session, here: Territory, *quotes: int, key: str = "enjeux") -> Restitution:
    row = restituting.begin(session, here, "Vivre ici : ce qui va")
    texts = {"title": row.title, "question": "Que manque-t-il ?", "decided": "", "done": ""}
    restituting.save(session, row, texts, [{"key": key, "sentence": "On manque de bus."}], quotes)
    return row


def publish(session: Session, here: Territory, row: Restitution) -> None:
    restituting.publish(session, here, row, by="chargee@example.org", today=DAY)


def test_a_page_is_published_frozen_and_dated(
    stored: Session, here: Territory, survey: Survey
) -> None:
    said = crowd(stored, survey, 60)
    row = page(stored, here, said[0].id, said[1].id)
    assert row.slug == "vivre-ici-ce-qui-va"
    assert results.published(stored, here) == []
    publish(stored, here, row)
    assert [each.slug for each in results.published(stored, here)] == [row.slug]
    assert row.content is not None
    assert (row.content["n"], row.published_on) == (60, DAY)
    crowd(stored, survey, 30)
    assert row.content["n"] == 60
    assert [text for text, _ in results.read_quotes(stored, here, row)] == [
        said[0].text,
        said[1].text,
    ]


def test_no_word_is_copied_and_a_withdrawn_quote_is_gone(
    stored: Session, here: Territory, survey: Survey
) -> None:
    said = crowd(stored, survey, 40)
    row = page(stored, here, said[0].id)
    publish(stored, here, row)
    synthesis = committee.publish(stored, here, "Décembre", by="x@example.org", today=DAY)
    assert "voisin" not in str(row.content) + str(synthesis.content["enjeux"][0]["quotes"])
    assert any(chapter["quotes"] for chapter in synthesis.content["enjeux"])
    storage.withdraw(stored, said[0].response, DAY)
    assert [text for text, _ in results.read_quotes(stored, here, row)] == [""]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda row, _said: setattr(row, "question", ""), "Écrivez la question"),
        (lambda row, _said: setattr(row, "findings", []), "au moins un résultat"),
        (
            lambda row, _said: setattr(row, "findings", [{"key": "ton.logement", "sentence": ""}]),
            "trop peu de personnes",
        ),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_published(
    stored: Session, here: Territory, survey: Survey, change, sentence: str
) -> None:  # type: ignore[no-untyped-def]
    said = crowd(stored, survey, 40)
    row = page(stored, here)
    change(row, said)
    with pytest.raises(restituting.CannotPublish, match=sentence):
        publish(stored, here, row)
    assert row.content is None


def test_fewer_than_eleven_answers_publish_nothing(
    stored: Session, here: Territory, survey: Survey
) -> None:
    crowd(stored, survey, K - 1)
    with pytest.raises(restituting.CannotPublish, match="Moins de 11"):
        publish(stored, here, page(stored, here))
    with pytest.raises(committee.CannotPublish, match="Moins de 11"):
        committee.publish(stored, here, "Trop tôt", by="x", today=DAY)


def test_only_what_a_person_read_is_quoted_and_nothing_like_a_name(
    stored: Session, here: Territory, survey: Survey
) -> None:
    crowd(stored, survey, 30)
    unread = crowd(stored, survey, 1, read=False)[0]
    named = parole(stored, survey, "Demandez à Mme Durandeau, au 06 12 34 56 78, elle sait tout.")
    tagged(stored, named.id, "sante")
    stored.get_one(Coding, named.id).checked_at = NOW
    stored.flush()
    publishing.advance(stored, here)
    offered = {each.parole_id for each in restituting.quotable(stored, here)}
    assert offered
    assert not offered & {unread.id, named.id}
    for refused in (unread, named):
        with pytest.raises(restituting.CannotPublish, match="ne peut pas être citée"):
            publish(stored, here, page(stored, here, refused.id))


def test_a_publication_a_few_answers_apart_from_another_is_refused(
    stored: Session, here: Territory, survey: Survey
) -> None:
    """Also from one that was withdrawn since: it was read."""
    said = crowd(stored, survey, 40)
    first = page(stored, here)
    publish(stored, here, first)
    restituting.withdraw(stored, first)
    publish(stored, here, page(stored, here))  # the same people: nothing to subtract
    storage.withdraw(stored, said[0].response, DAY)
    with pytest.raises(restituting.CannotPublish, match="Attendez 11 réponses nouvelles"):
        publish(stored, here, first)
    with pytest.raises(committee.CannotPublish, match="Attendez 11"):
        committee.publish(stored, here, "Encore", by="x", today=DAY)
    crowd(stored, survey, 12)
    publish(stored, here, first)


def test_a_question_waits_for_eleven_answers_of_its_own_survey(
    stored: Session, here: Territory, survey: Survey
) -> None:
    from tests.storing import definition

    crowd(stored, survey, 40)
    key = f"question.{survey.slug}.avis"
    publish(stored, here, page(stored, here, key=key))
    other = published(stored, here, definition("autre"))
    crowd(stored, other, 15)
    response(stored, survey, submission(None, {}, avis="mal"))  # one, among sixteen
    with pytest.raises(restituting.CannotPublish, match="Attendez 11"):
        publish(stored, here, page(stored, here, key=key))
    publish(stored, here, page(stored, here, key="enjeux"))


@pytest.mark.parametrize("many", [30, 60, 140])
def test_the_attack_on_all_that_is_published_recovers_nothing(
    stored: Session, here: Territory, survey: Survey, many: int
) -> None:
    """Page and synthesis written down as one system: the page adds no table to the synthesis's,
    but one-way tables of a question and of age, each attacked with all that is known of it."""
    crowd(stored, survey, many)
    publishing.advance(stored, here)
    made = exporting.synthesis(stored, here, exact=False)
    offered = restituting.figures(stored, here, made)
    row = page(stored, here)
    for key in offered:
        row.findings = [{"key": key, "sentence": ""}]
        content = restituting.prepared(stored, here, row, made)
        for finding in content["findings"]:
            if not finding["survey"]:
                assert dict(map(tuple, finding["table"]["rows"])) == shown_in(made, key)
    assert Attack(made).recovered() == []
    counted = publishing.counted(stored, here)
    tables = [one_way.by_age(stored, here, counted)]
    tables += [table for _, table, _ in one_way.questions(stored, here, survey, counted)]
    assert [found for table in tables for found in narrowed(table)] == []


def shown_in(made, key: str) -> dict[str, int | None]:  # type: ignore[no-untyped-def]
    """What the synthesis itself shows of a figure of the page."""
    kind, _, enjeu = key.partition(".")
    chapters = {one.key: one for one in made.enjeux}
    table = {
        "enjeux": lambda: made.by_enjeu,
        "domaines": lambda: made.by_domaine,
        "ton": lambda: chapters[enjeu].by_polarity,
        "public": lambda: chapters[enjeu].by_public,
    }[kind]()
    return {row.label: row.people for row in table.rows}


def narrowed(table) -> list[tuple[str, int, int]]:  # type: ignore[no-untyped-def]
    """Hidden cells that a reader brings under k, or knows, from the rows shown and the total."""
    total = table.total
    if total is None:
        return []
    cells = {("t", row.key): total for row in table.rows}
    known = {("t", row.key): row.people for row in table.rows if row.people is not None}
    if len(known) == len(cells):
        return []
    found = ranges(known, cells, [Known(tuple(cells), total, total)])
    return [(cell[1], low, high) for cell, (low, high) in found.items() if high < K or low == high]


def test_the_attack_has_teeth() -> None:
    """One small cell hidden alone is found by subtraction, as here."""
    from analysis.disclosure import Row, Table

    alone = Table("avis", "Avis", (Row("a", "A", 30), Row("b", "B", None)), 34)
    assert narrowed(alone) == [("b", 4, 4)]
    subject = crossings.Subject("avis", "Avis", (("a", "A"), ("b", "B")), False, lambda _: None)  # type: ignore[arg-type, return-value]
    table, n = one_way.protected(subject, [("a",)] * 30 + [("b",)] * 4)
    assert n == 34
    assert narrowed(table) == []
    assert [row.people for row in table.rows] == [None, None]


def test_exact_figures_are_never_frozen(stored: Session, here: Territory, survey: Survey) -> None:
    crowd(stored, survey, 20)
    with pytest.raises(ValueError, match="exact"):
        freezing.synthesis(exporting.synthesis(stored, here, exact=True))


def test_a_member_votes_and_says_why_once_per_enjeu(
    stored: Session, here: Territory, survey: Survey
) -> None:
    crowd(stored, survey, 40)
    member = staff.add(stored, "elue@example.org", "comite", here)
    made = committee.publish(stored, here, "Décembre", by="x", today=DAY)
    assert committee.to_discuss(stored, here, member.id) == {1: 3}
    for vote, sentence in (("contre", ""), ("pour", "Le car passe trop tôt.")):
        committee.say(stored, made, member, "sante", vote=vote, sentence=sentence, now=NOW)
    assert committee.to_discuss(stored, here, member.id) == {1: 2}
    assert committee.votes(made)["sante"] == {"pour": 1}
    for enjeu, vote, sentence, reason in (
        ("inconnu", "pour", "", "pas dans la synthèse"),
        ("sante", "oui", "", "Choisissez « Pour"),
        ("sante", "", "", "Choisissez un vote"),
        ("sante", "", "x" * 501, "Raccourcissez"),
    ):
        with pytest.raises(committee.CannotSay) as refused:
            committee.say(stored, made, member, enjeu, vote=vote, sentence=sentence, now=NOW)
        assert reason in str(refused.value).replace("\u00a0", " ")


def test_what_became_of_ones_words_is_told(
    stored: Session, here: Territory, survey: Survey
) -> None:
    said = crowd(stored, survey, 40)
    row = page(stored, here, said[0].id)
    before = fate.of(stored, said[0].response, here.id)
    assert (before.said[0].quoted, before.counted) == ((), False)
    publish(stored, here, row)
    after = fate.of(stored, said[0].response, here.id)
    assert (after.said[0].state, after.said[0].quoted, after.counted) == ("read", (row,), True)
    fresh = parole(stored, survey, "Un mot de plus.")
    assert fate.of(stored, fresh.response, here.id).said[0].state == "waiting"
