"""A draft as its editor shows it: its outline, its remarks, what others changed meanwhile."""

from typing import Any

from app.services.questionnaires import writing
from surveys import editing, schema, sections
from surveys.asking import Context
from surveys.loader import catalogue
from surveys.problems import Problem
from tests.storing import definition


def plain(**changes: Any) -> dict[str, Any]:
    return schema.to_dict(definition()) | changes


def titles(definition: dict[str, Any]) -> list[str]:
    return [remark.title for remark in writing.remarks(definition)]


def test_the_outline_numbers_questions_across_sections() -> None:
    made, key = sections.add_section(plain(), "Suite")
    made, _ = editing.add_question(made, "number", "Combien ?", into=key)
    made = editing.change_question(made, "proposer", {"only_if": "${dire} != ''"})
    groups = writing.outline(made, [Problem("question", "avis", "…"), Problem("section", key, "…")])
    lines = [line for group in groups for line in group.lines]
    assert [line.number for line in lines] == [1, 2, 3, 4, 5, 6]
    assert [line.key for line in lines if line.faulty] == ["avis"]
    assert [line.key for line in lines if line.conditional] == ["proposer"]
    assert [group.faulty for group in groups] == [False, True]


def test_a_digest_changes_with_the_text_and_not_with_the_order_of_fields() -> None:
    assert writing.digest({"a": 1, "b": 2}) == writing.digest({"b": 2, "a": 1})
    assert writing.digest({"a": 1}) != writing.digest({"a": 2})


def test_a_condition_is_said_in_words_where_it_can_be() -> None:
    said = writing.condition_words(plain(), "${avis} = 'bien'", Context())
    assert said == "si vous avez répondu «\u00a0Bien\u00a0» à «\u00a0Votre avis ?\u00a0»"
    assert writing.condition_words(plain(), "${nulle} = 'bien'", Context()) == ""
    assert writing.condition_words(plain(), "${avis} =", Context()) == ""


def test_the_catalogue_deserves_no_remark() -> None:
    for survey in catalogue().values():
        ours = [title for title in titles(schema.to_dict(survey)) if "à traduire" not in title]
        assert ours == [], survey.slug


def test_each_missing_notice_is_told() -> None:
    found = titles(plain(purpose=[], who_reads=[" "], rights=""))
    assert len([title for title in found if title.startswith("On ne dit pas")]) == 3


def test_a_long_questionnaire_and_a_wrong_duration_are_told() -> None:
    made = plain(minutes=2)
    for _ in range(14):
        made, _key = editing.add_question(made, "long_text", "Et encore ?")
    found = titles(made)
    assert found[0].startswith("C’est long : environ 15 minutes")
    assert found[1] == "Vous annoncez 2 min, il en faudra environ 15"


def test_a_remark_on_wording_leads_to_its_question() -> None:
    made, key = editing.add_question(plain(), "short_text", "Quel est votre nom ?")
    (remark,) = [one for one in writing.remarks(made) if one.where == key]
    assert (remark.page, remark.excerpt) == ("question", "votre nom")


def test_what_is_forgotten_is_not_compared() -> None:
    assert writing.meanwhile(None, plain()) == []
    (change,) = writing.meanwhile(plain(), plain(title="Autre"))
    assert change.after == "Autre"
