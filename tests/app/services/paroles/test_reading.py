"""Paroles as coders read them: each filter alone among noise, and never another territory's."""

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from app.models.coding import Coding
from app.services.accounts import staff
from app.services.paroles import deciding, reading
from app.services.paroles.reading import Filters, Piece
from surveys.models import Commune, Parole, Survey, Territory
from tests.storing import DAY, NOW, definition, published, response, submission, tagged, territory


def said(
    session: Session, survey: Survey, text: str, day: date = DAY, public: str = "habitant",
    question: str = "dire", **values: str,
) -> Parole:  # fmt: skip
    made = response(session, survey, submission(None, {question: text}, received_on=day, **values))
    made.public = public
    session.flush()
    return made.paroles[0]


@pytest.fixture
def here(either: Session) -> Territory:
    """Beside a territory that says the same things, under the same communes and tags."""
    elsewhere = territory(either, "ailleurs")
    noise = said(either, published(either, elsewhere, definition("bruit")), "Le car", ou="99001")
    tagged(either, noise.id, "mobilite")
    tagged(either, noise.id, "proposition", family="polarity")
    return territory(either, "ici")


@pytest.fixture
def seven(either: Session, here: Territory, survey: Survey) -> dict[str, Parole]:
    """Seven paroles of which each filter keeps some."""
    other = published(either, here, definition("autre"))
    paroles = {
        "car": said(either, survey, "Le car de 7 h", ou="99001"),
        "lit": said(either, survey, "Un lit d’hôpital", ou="99002"),
        "toit": said(either, survey, "Un toit", DAY + timedelta(1), public="elu"),
        "vue": said(either, survey, "Déjà vue", public="association"),
        "cent": said(either, survey, "100 % des enfants", age="30-44"),
        "rien": said(either, survey, "Rien du tout", question="proposer"),
        "autre": said(either, other, "Ailleurs en ligne", ou="99001"),
    }
    tagged(either, paroles["car"].id, "mobilite")
    tagged(either, paroles["car"].id, "jeunesse", family="domaine")
    tagged(either, paroles["lit"].id, "sante")
    tagged(either, paroles["lit"].id, "mobilite", state="refused")
    tagged(either, paroles["toit"].id, "logement", state="added")
    tagged(either, paroles["toit"].id, "proposition", family="polarity")
    paroles["rien"].response.channel = "papier"
    either.get_one(Coding, paroles["car"].id).language = "es"
    chargee = staff.add(either, "chargee@example.org", "chargee", here)
    deciding.settle(either, paroles["vue"].id, {"enjeu": {"mobilite"}}, by=chargee.id, now=NOW)
    return paroles


@pytest.mark.parametrize(
    ("filters", "kept"),
    [
        (Filters(), "car lit toit vue cent rien autre"),
        (Filters(enjeu="mobilite"), "car vue"),
        (Filters(enjeu="sante"), "lit"),
        (Filters(enjeu="none"), "cent rien autre"),
        (Filters(domaine="jeunesse"), "car"),
        (Filters(domaine="mobilite"), ""),
        (Filters(polarity="proposition"), "toit"),
        (Filters(polarity="none"), "car lit vue cent rien autre"),
        (Filters(public="elu"), "toit"),
        (Filters(commune="99001"), "car autre"),
        (Filters(survey="autre"), "autre"),
        (Filters(survey="bruit"), ""),
        (Filters(checked="yes"), "vue"),
        (Filters(checked="no"), "car lit toit cent rien autre"),
        (Filters(text="LE CAR"), "car"),
        (Filters(text="100 %"), "cent"),
        (Filters(text="%"), "cent"),
        (Filters(text="_"), ""),
        (Filters(text="rien% tout"), "rien"),
        (Filters(text="hopital LIT"), "lit"),
        (Filters(text="deja"), "vue"),
        (Filters(enjeu="mobilite", commune="99001", checked="no"), "car"),
        (Filters(enjeu="mobilite", state="refused"), "lit"),
        (Filters(enjeu="mobilite", state="added"), "vue"),
        (Filters(state="added"), "toit vue"),
        (Filters(state="proposed"), "car lit"),
        (Filters(age="30-44"), "cent"),
        (Filters(age="none", checked="no"), "car lit toit rien autre"),
        (Filters(commune="none"), "toit vue cent rien"),
        (Filters(channel="papier"), "rien"),
        (Filters(question="proposer"), "rien"),
        (Filters(question="propose"), ""),
        (Filters(since="2026-05-05"), "toit"),
        (Filters(until="2026-05-04", public="habitant", commune="none"), "cent rien"),
        (Filters(since="2026-05-04", until="2026-05-04", commune="99001"), "car autre"),
        (Filters(since="hier", until="31/12/2020", public="elu"), "toit"),
        (Filters(language="es"), "car"),
        (Filters(language="other"), "car"),
        (Filters(coder="1x"), ""),
        (Filters(enjeu="mobilite", public="elu"), ""),
    ],
)
def test_a_filter_keeps_what_it_names_and_nothing_else(
    either: Session, here: Territory, seven: dict[str, Parole], filters: Filters, kept: str
) -> None:
    found = {read.parole.id for read in reading.page(either, here, filters)}
    assert {name for name, one in seven.items() if one.id in found} == set(kept.split())
    assert len(found) == len(kept.split()) == reading.count(either, here, filters)


def test_a_coder_is_found_by_what_she_decided(
    either: Session, here: Territory, seven: dict[str, Parole]
) -> None:
    other = staff.add(either, "autre@example.org", "contributeur", here)
    one = seven["car"].id
    deciding.decide(either, one, "enjeu", "mobilite", True, by=other.id, now=NOW)
    asked = Filters(coder=str(other.id))
    assert reading.ids(either, here, asked, 9) == [one]
    chargee = staff.by_email(either, "chargee@example.org")
    assert chargee is not None
    assert reading.ids(either, here, Filters(coder=str(chargee.id)), 9) == [seven["vue"].id]


def test_a_page_is_newest_first_and_the_next_page_goes_on(
    either: Session, here: Territory, survey: Survey, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "PAGE", 2)
    for days in (1, 4, 0, 3, 2):
        said(either, survey, f"Jour {days}", DAY + timedelta(days))
    pages = [reading.page(either, here, Filters(page=number)) for number in (1, 2, 3, 4)]
    assert [[read.parole.text for read in page] for page in pages] == [
        ["Jour 4", "Jour 3"], ["Jour 2", "Jour 1"], ["Jour 0"], [],
    ]  # fmt: skip


def test_one_parole_is_read_here_and_not_from_elsewhere(
    either: Session, here: Territory, seven: dict[str, Parole]
) -> None:
    found = reading.one(either, here, seven["car"].id)
    assert found is not None
    assert found.parole.text == "Le car de 7 h"
    elsewhere = territory(either, "encore-ailleurs")
    assert reading.one(either, elsewhere, seven["car"].id) is None
    assert reading.count(either, elsewhere, Filters()) == 0


def test_a_parole_is_shown_with_its_question_commune_and_standing_tags(
    either: Session, here: Territory, seven: dict[str, Parole]
) -> None:
    found = reading.one(either, here, seven["lit"].id)
    assert found is not None
    assert (found.question, found.commune) == ("Que voulez-vous dire ?", "Saint-Aubin-du-Lac")
    assert [tag.key for tag in found.of("enjeu")] == ["sante"]
    refused = found.tag("enjeu", "mobilite")
    assert refused is not None
    assert not refused.stands
    assert found.tag("domaine", "mobilite") is None
    assert not found.checked


def test_a_checked_parole_says_so(
    either: Session, here: Territory, seven: dict[str, Parole]
) -> None:
    found = reading.one(either, here, seven["vue"].id)
    assert found is not None
    assert found.checked


def test_a_commune_s_name_comes_from_the_reader_s_own_territory(
    either: Session, here: Territory, survey: Survey
) -> None:
    far = territory(either, "loin")
    far.communes.append(Commune(code_insee="99009", name="Loin", population=1))
    either.flush()
    found = reading.one(either, here, said(either, survey, "Un", ou="99009").id)
    assert found is not None
    assert found.commune == ""


def test_an_imported_text_is_not_shown_as_an_answer_to_a_question(
    either: Session, here: Territory, seven: dict[str, Parole]
) -> None:
    seven["lit"].response.key_hash = None
    either.flush()
    found = reading.one(either, here, seven["lit"].id)
    assert found is not None
    assert found.question == ""


def test_the_next_to_check_is_the_least_sure_that_matches(
    either: Session, here: Territory, survey: Survey, seven: dict[str, Parole]
) -> None:
    for name, doubt in (("car", 0.2), ("lit", 0.9), ("vue", 1.0), ("toit", 0.5)):
        either.get_one(Coding, seven[name].id).doubt = doubt
    either.flush()
    assert reading.next_to_check(either, here, Filters()) == seven["lit"].id
    beside = reading.next_to_check(either, here, Filters(), beside=seven["lit"].id)
    assert beside == seven["toit"].id
    assert reading.next_to_check(either, here, Filters(public="elu")) == seven["toit"].id
    assert reading.next_to_check(either, here, Filters(checked="yes")) == seven["lit"].id
    assert reading.next_to_check(either, here, Filters(text="déjà")) is None
    assert reading.next_to_check(either, here, Filters(text="rien")) == seven["rien"].id


def test_the_words_that_weighed_most_are_quoted_first(
    either: Session, here: Territory, survey: Survey
) -> None:
    one = said(either, survey, "Le car passe tôt")
    spans = [(3, 6, 0.2), (13, 16, 0.7)]
    tagged(either, one.id, "mobilite", spans=spans)
    tagged(either, one.id, "culture", family="domaine", spans=[(0, 2, 0.9)])
    tagged(either, one.id, "sante", state="refused", spans=[(7, 12, 0.9)])
    found = reading.one(either, here, one.id)
    assert found is not None
    assert found.quoted(found.of("enjeu")[0]) == ["tôt", "car"]
    assert [piece.text for piece in found.pieces if piece.marked] == ["car", "tôt"]


@pytest.mark.parametrize(
    ("spans", "marked"),
    [
        ([], []),
        ([(0, 2)], ["Le"]),
        ([(13, 16), (3, 6)], ["car", "tôt"]),
        ([(3, 6), (4, 12)], ["car", " passe"]),
        ([(3, 12), (4, 6)], ["car passe"]),
        ([(3, 6), (3, 6)], ["car"]),
        ([(13, 99), (50, 60), (5, 5)], ["tôt"]),
        ([(-3, 2)], ["Le"]),
    ],
)
def test_highlighting_cuts_the_text_and_loses_nothing(
    spans: list[tuple[int, int]], marked: list[str]
) -> None:
    pieces = reading.highlight("Le car passe tôt", spans)
    assert "".join(piece.text for piece in pieces) == "Le car passe tôt"
    assert [piece.text for piece in pieces if piece.marked] == marked
    assert all(piece.text for piece in pieces)


def test_an_empty_text_has_no_piece() -> None:
    assert reading.highlight("", [(0, 3)]) == []
    assert reading.highlight("a", []) == [Piece("a", marked=False)]


def test_filters_are_read_from_an_address_and_written_back() -> None:
    form = {"enjeu": " sante ", "text": "x" * 300, "page": "3", "inconnu": "1"}
    filters = Filters.from_form(form)
    assert filters == Filters(enjeu="sante", text="x" * 100, page=3)
    assert Filters.from_form({k: str(v) for k, v in filters.as_query().items()}) == filters
    assert Filters(page=1).as_query() == {}


@pytest.mark.parametrize("page", ["", "0", "-2", "deux", "²", "1.5", "٣"])
def test_an_unreadable_page_is_the_first(page: str) -> None:
    assert Filters.from_form({"page": page}).page == 1


def test_changing_a_filter_goes_back_to_the_first_page() -> None:
    filters = Filters(public="elu", page=4)
    assert filters.but(enjeu="sante") == Filters(public="elu", enjeu="sante", page=1)
    assert filters.but(page=5) == Filters(public="elu", page=5)


def test_a_page_number_narrows_nothing() -> None:
    assert not Filters(page=3).narrowed
    assert Filters(text="car").narrowed
