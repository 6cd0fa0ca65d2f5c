"""The form of a need: five questions, the territory's communes, refusals that say what to do."""

import pytest

from surveys import messages
from surveys.asking import Choice, Context
from surveys.needs import form
from surveys.needs.words import URGENCIES
from tests.storing import DAY

PLACES = Context(communes=(Choice(key="99001", label="Valbrune"), Choice(key="99002", label="Lac")))
GOOD = {"nom": ["Les Amis"], "besoin": ["Une salle."]}


def read(raw, *, first=True):  # type: ignore[no-untyped-def]
    return form.read(form.definition(PLACES, first=first), raw, PLACES)


def test_there_are_five_questions_and_four_once_one_is_known() -> None:
    assert len(form.definition(PLACES).sections) == 5
    later = form.definition(PLACES, first=False)
    assert len(later.sections) == 4
    assert "nom" not in later.by_key


def test_the_communes_are_those_of_the_territory_and_all_of_it() -> None:
    offered = form.definition(PLACES).question("communes").options(PLACES)
    assert [choice.label for choice in offered] == ["Tout le territoire", "Valbrune", "Lac"]


def test_a_territory_without_communes_can_still_be_asked() -> None:
    assert form.definition(Context()).question("communes")


def test_a_name_and_a_need_are_enough() -> None:
    assert read(GOOD).errors == {}
    assert read({"besoin": ["Une salle."]}, first=False).errors == {}


def test_what_is_missing_is_said_where_it_is() -> None:
    assert read({}).errors == dict.fromkeys(("nom", "besoin"), messages.WRITE.said("fr"))


def test_a_commune_of_elsewhere_and_a_contradiction_are_refused() -> None:
    assert "communes" in read(GOOD | {"communes": ["99999"]}).errors
    assert "communes" in read(GOOD | {"communes": ["tout", "99001"]}).errors
    assert read(GOOD | {"communes": ["99001", "99002"]}).errors == {}


@pytest.mark.parametrize("email", ["a@exemple.fr", "prenom.nom+asso@mail.exemple.org"])
def test_an_address_is_taken(email: str) -> None:
    assert read(GOOD | {"courriel": [email]}).errors == {}


@pytest.mark.parametrize(
    "email", ["moi", "moi@", "@exemple.fr", "a@b", "a b@exemple.fr", "a@exemple.fr, b@exemple.fr",
              "a@exemple.fr\nBcc: b@exemple.fr", "<a@exemple.fr>", "a@" + "x" * 250 + ".fr"],
)  # fmt: skip
def test_what_is_no_address_is_refused(email: str) -> None:
    assert "courriel" in read(GOOD | {"courriel": [email]}).errors


def test_a_deposit_sets_the_words_the_name_and_the_address_apart() -> None:
    raw = GOOD | {"courriel": ["a@exemple.fr"], "apports": ["Des bras."], "urgence": ["annee"]}
    made = form.deposit(read(raw), "k" * 16, DAY)
    assert (made.name, made.email, made.text) == ("Les Amis", "a@exemple.fr", "Une salle.")
    assert made.answers == {"urgence": "annee", "apports": "Des bras."}


def test_a_need_is_said_back_in_words() -> None:
    said = form.said(
        {"communes": ["99001", "99002"], "freins": ["autre"], "freins_autre": "Tout"}, PLACES
    )
    assert [words for _, words in said] == ["Valbrune ; Lac", "Autre chose (Tout)"]


def test_urgencies_are_those_of_the_form_in_its_order() -> None:
    offered = form.stored_definition().question("urgence").options(PLACES)
    assert tuple(choice.key for choice in offered) == URGENCIES
