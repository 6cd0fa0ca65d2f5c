"""What names someone is masked; what names a place, a service or a thing is left alone."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.privacy import MARK, MARKS, find, mask

PHONES = [
    "06 39 98 40 12", "06.39.98.40.12", "0639984012", "06-39-98-40-12", "06/39/98/40/12",
    "+33 6 39 98 40 12", "+33639984012", "0033 6 39 98 40 12", "+33 (0)6 39 98 40 12",
    "05 36 49 11 27", "0536 491 127", "+44 7700 900123", "07700 900 123", "+32 455 55 51 23",
    "020 7946 0958", "06\u00a039\u00a098\u00a040\u00a012",
]  # fmt: skip
EMAILS = [
    "bureau@example.com",
    "j.harwood.lot@example.org",
    "lili (at) example.com",
    "a_b+c@mairie.example",
]
NAMES = [
    ("Ma voisine Odette Brunières est seule.", "Odette Brunières"),
    ("Je m’appelle Lola", "Lola"),
    ("je m'appelle lola et je cherche", "lola"),
    ("Mme DUPONTEL nous a aidés", "DUPONTEL"),
    ("madame Castagnolle-Roux est venue", "Castagnolle-Roux"),
    ("mme castagnolle est venue", "castagnolle"),
    ("le Dr Vidaloux part en retraite", "Vidaloux"),
    ("M. d’Artagnac refuse", "d’Artagnac"),
    ("Mme de La Tournelle refuse", "de La Tournelle"),
    ("Depuis que Marcel Vidaloux tient le dépôt", "Marcel Vidaloux"),
    ("MERCI A GINETTE FOURNALES POUR TOUT", "GINETTE FOURNALES"),
    ("Merci à Josette, toujours là", "Josette"),
    ("Demandez à Jean-Pierre de la Barde", "Jean-Pierre de la Barde"),
    ("La nounou, Sylvaine Courtiolle, arrête", "Sylvaine Courtiolle"),
    ("My name is Harriet Longmead", "Harriet Longmead"),
]
ADDRESSES = [
    "12 rue de la Fontaine", "3 bis, chemin des Chênes", "7 impasse Gambetta 46250 Cazals",
    "145 route de Gourdon", "2B rue du Four", "1 place de l’Église",
]  # fmt: skip
LEFT_ALONE = [
    "Appelez le 3919, le 15, le 112 ou le 3646 : la Caf ne répond pas.",
    "Le martin-pêcheur est revenu au bord du Céou, rue barrée, place vide.",
    "Madame la Présidente, Monsieur le Maire, bonjour Madame Monsieur",
    "La rue de la Fontaine est dans le noir, au Saint-Jean on danse.",
    "L’école Jean Moulin, la salle Marie Curie, la rue Victor Hugo et le collège Pierre Loti",
    "France Services et France Travail se renvoient la balle, Croix Rouge aussi.",
    "En 2022-2026, 5 372 habitants, 21,5 hab/km², 248 220,56 € et 46250 Cazals.",
    "Mon fils TDAH, ma mère Alzheimer, l’animateur BAFD, le DRAC, le PEAC.",
    "Il y a 2 places de parking et 3 routes à refaire, 10 allées et venues par jour.",
    "Ouvert de 9 h 00 à 12 h 30, du 01/02/2026 au 05/03/2026.",
    "On se retrouve à Frayssinet-le-Gélat, Les Arques, Montcléra ou Salviac.",
    "Une pierre dans la rose, l’aurore à Noël, la victoire du petit nombre.",
]


@pytest.mark.parametrize("phone", PHONES)
def test_a_telephone_number_is_masked_whole(phone: str) -> None:
    assert mask(f"Rappelez-moi au {phone}, merci.").text == "Rappelez-moi au [téléphone], merci."


@pytest.mark.parametrize("email", EMAILS)
def test_an_address_of_mail_is_masked_whole(email: str) -> None:
    assert mask(f"Écrivez à {email} vite").text == "Écrivez à [courriel] vite"


@pytest.mark.parametrize(("text", "name"), NAMES)
def test_a_name_that_is_announced_or_known_is_masked(text: str, name: str) -> None:
    assert mask(text).text == text.replace(name, "[nom]")


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_number_and_a_street_are_an_address(address: str) -> None:
    assert mask(f"J’habite {address}, au fond.").text == "J’habite [adresse], au fond."


@pytest.mark.parametrize(
    "number",
    [
        "1 84 12 46 999 001 42",
        "284129999900142",
        "2 84 12 2A 999 001",
        "FR76 9999 9000 0100 0000 0000 014",
    ],
)
def test_a_social_security_or_bank_number_is_masked(number: str) -> None:
    assert mask(f"mon numéro {number} merci").text == "mon numéro [numéro] merci"


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_ordinary_words_places_and_public_numbers_stay(text: str) -> None:
    assert mask(text).text == text


def test_spans_give_the_place_in_the_original_text() -> None:
    text = "Ginette Fournalès, 06 39 98 40 12"
    assert [(span.kind, text[span.start : span.end]) for span in find(text)] == [
        ("name", "Ginette Fournalès"),
        ("phone", "06 39 98 40 12"),
    ]


@pytest.mark.parametrize("text", [*(text for text, _ in NAMES), *PHONES, *EMAILS, *ADDRESSES])
def test_masking_twice_changes_nothing_more(text: str) -> None:
    once = mask(text).text
    assert MARK.search(once)
    assert mask(once).text == once


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["Mme ", "Odette", " Roux", " 06 39 98 40 12", " a@b.fr", "\n", "12 rue X", "é", ", "]
        )
    )
)
def test_what_is_outside_the_spans_is_never_altered(pieces: list[str]) -> None:
    text = "".join(pieces)
    masked = mask(text)
    rebuilt, position = "", 0
    for span in masked.spans:
        assert position <= span.start < span.end <= len(text)
        rebuilt += text[position : span.start] + MARKS[span.kind]
        position = span.end
    assert rebuilt + text[position:] == masked.text


@pytest.mark.parametrize("text", ["rdv @ 14h", "écrire à moi @ ici", "=1+1 @x", "@ la mairie"])
def test_a_sign_at_without_a_domain_is_no_address(text: str) -> None:
    assert mask(text).text == text


@pytest.mark.parametrize(
    "text", ["marcel . roques @ example . org", "pauline.roy @example.org", "ginou46@example"]
)
def test_an_address_typed_with_blanks_is_one(text: str) -> None:
    assert mask(text).text == "[courriel]"
