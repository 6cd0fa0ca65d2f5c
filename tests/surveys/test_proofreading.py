"""Hints on wording: what people really write, and what they may write without being told off."""

import pytest

from surveys.loader import catalogue
from surveys.proofreading import hints

LEADING = [
    "N’êtes-vous pas content de la nouvelle piscine ?",
    "Ne pensez-vous pas qu’il faut davantage de bus ?",
    "Ne faut-il pas rouvrir la maternité ?",
    "La bibliothèque est utile, n’est-ce pas ?",
    "Comme tout le monde, trouvez-vous les impôts trop élevés ?",
    "Tout le monde sait que les jeunes partent : pourquoi, selon vous ?",
    "Êtes-vous d’accord pour dire que la mairie travaille bien ?",
    "À quel point êtes-vous satisfait de la crèche ?",
    "Que pensez-vous de notre excellente école de musique ?",
]
LEADING_EN = [
    "Don’t you think the market should open earlier?",
    "Would you agree that the council does a good job?",
    "How much do you love living here?",
    "Everyone knows that buses are late: how late is yours?",
]
DOUBLE = [
    "Êtes-vous satisfait de la crèche et du centre de loisirs ?",
    "Trouvez-vous les horaires clairs et pratiques ?",
    "Connaissez-vous le relais petite enfance et l’utilisez-vous ?",
    "Prenez-vous le bus ? Si oui, pourquoi ?",
    "Voulez-vous plus de spectacles et/ou d’ateliers ?",
]
DOUBLE_EN = [
    "Are you satisfied with the school and the nursery?",
    "Do you find the staff helpful and available?",
    "Do you take the bus? If so, why?",
]
NEGATIVE = [
    "Ne trouvez-vous jamais de place sans attendre ?",
    "Diriez-vous que le service n’est pas impossible à joindre sans rendez-vous ?",
]
PERSONAL = [
    ("Quel est votre nom ?", "le nom"),
    ("Nom et prénom", "le nom"),
    ("Indiquez votre numéro de téléphone.", "le téléphone"),
    ("À quel numéro pouvons-nous vous rappeler ?", "le téléphone"),
    ("Votre adresse mail ?", "électronique"),
    ("Quelle est votre adresse électronique ?", "électronique"),
    ("Quelle est votre adresse ?", "postale"),
    ("Quelle est votre date de naissance ?", "naissance"),
    ("Quel est votre numéro d’allocataire ?", "allocataire"),
    ("Avez-vous une maladie chronique ?", "santé"),
    ("Souffrez-vous d’un problème de dos ?", "santé"),
    ("Êtes-vous enceinte ?", "santé"),
]
PERSONAL_EN = [
    ("What is your full name?", "le nom"),
    ("Your email address?", "électronique"),
    ("What is your phone number?", "téléphone"),
    ("Your home address?", "postale"),
    ("Do you have any medical conditions?", "santé"),
]
FINE = [
    "Comment trouvez-vous la vie dans votre commune ?",
    "Que pensez-vous de l’école de musique ?",
    "Venez-vous au marché le dimanche ?",
    "Qu’est-ce qui vous manque le plus ici ?",
    "Avez-vous le téléphone fixe, internet ou les deux ?",
    "Utilisez-vous un téléphone portable pour vos démarches ?",
    "Où allez-vous pour les courses et les médicaments ?",
    "Quel est le nom de votre association ?",
    "Dans quelle commune habitez-vous ?",
    "Quelle est votre tranche d’âge ?",
    "Êtes-vous satisfait de la crèche ?",
    "Trouvez-vous facilement un médecin ?",
    "Avez-vous renoncé à des soins faute de transport ?",
    "Connaissez-vous le relais petite enfance ?",
    "Les personnes handicapées se déplacent-elles facilement dans votre commune ?",
    "Combien d’enfants de moins de 11 ans vivent avec vous ?",
    "Sur quoi faut-il agir en premier : les transports et la voirie, ou les écoles ?",
    "Que proposez-vous pour les enfants et les jeunes ?",
    "Vous ne venez jamais : qu’est-ce qui vous retient ?",
]
FINE_EN = [
    "How do you find life in your village?",
    "What is missing here?",
    "How often do you take the bus?",
    "Do you use a mobile phone to fill in forms?",
    "What do you think of the school?",
    "Are you satisfied with the bus service?",
    "What would you do for children and young people?",
]


def kinds(text: str, language: str = "fr", hint: str = "") -> set[str]:
    return {one.kind for one in hints(text, language, hint=hint)}


@pytest.mark.parametrize("text", LEADING)
def test_a_question_that_pushes_is_hinted_at(text: str) -> None:
    assert "leading" in kinds(text)


@pytest.mark.parametrize("text", LEADING_EN)
def test_a_question_that_pushes_in_english_is_hinted_at(text: str) -> None:
    assert "leading" in kinds(text, "en")


@pytest.mark.parametrize("text", DOUBLE)
def test_two_questions_in_one_are_hinted_at(text: str) -> None:
    assert "double" in kinds(text)


@pytest.mark.parametrize("text", DOUBLE_EN)
def test_two_questions_in_one_in_english_are_hinted_at(text: str) -> None:
    assert "double" in kinds(text, "en")


@pytest.mark.parametrize("text", NEGATIVE)
def test_two_negations_are_hinted_at(text: str) -> None:
    assert "negative" in kinds(text)


@pytest.mark.parametrize(("text", "what"), PERSONAL)
def test_personal_data_asked_for_is_named(text: str, what: str) -> None:
    (told,) = [one for one in hints(text) if one.kind == "personal"]
    assert what in told.advice


@pytest.mark.parametrize(("text", "what"), PERSONAL_EN)
def test_personal_data_asked_for_in_english_is_named(text: str, what: str) -> None:
    (told,) = [one for one in hints(text, "en") if one.kind == "personal"]
    assert what in told.advice


@pytest.mark.parametrize("text", FINE)
def test_a_plain_question_is_left_alone(text: str) -> None:
    assert hints(text) == []


@pytest.mark.parametrize("text", FINE_EN)
def test_a_plain_english_question_is_left_alone(text: str) -> None:
    assert hints(text, "en") == []


def test_asking_not_to_write_a_name_asks_for_nothing() -> None:
    assert kinds("Racontez.", hint="N’écrivez ni votre nom ni votre adresse mail.") == set()
    assert kinds("Tell us.", "en", hint="Do not write your name or phone number.") == set()
    assert kinds("Racontez.", hint="N’écrivez rien d’autre. Votre nom ?") == {"personal"}


def test_the_excerpt_is_the_words_that_caused_the_hint() -> None:
    (told,) = hints("Ici, ne faut-il pas rouvrir la maternité ?")
    assert told.excerpt == "ne faut-il pas"


def test_the_easy_variant_is_read_as_french() -> None:
    assert kinds("La piscine est bien, n’est-ce pas ?", "falc") == {"leading"}


@pytest.mark.parametrize("slug", sorted(catalogue()))
def test_the_catalogue_is_left_alone(slug: str) -> None:
    for question in catalogue()[slug].questions:
        assert hints(question.label, hint=question.hint) == [], question.key


def test_a_long_text_is_read_at_once() -> None:
    assert hints("Pensez-vous " + "que la vie est bonne et belle " * 400) == []
