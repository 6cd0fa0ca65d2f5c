"""Files of services: national layouts, anybody's own, contacts of people, one undo."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.portrait import SERVICES, BroughtFile
from app.models.supply import Service
from app.services.diagnostic import contacts, supply
from app.services.imports import keeping, offers, understanding
from app.services.imports.understanding import Understood
from app.services.refusal import Refused
from surveys.models import Territory
from tests import tabling
from tests.diagnosing import BLANK, DAY, service

OWN = "Nom;Type;Commune;Téléphone;Fréquentation;Domaine\n"


def brought(session: Session, here: Territory, text: str, **said: Any) -> BroughtFile:
    file = keeping.bring(session, here, SERVICES, "f.csv", text.encode(), "c@example.org", DAY)
    it = understanding.understood(session, here, file)
    said = {"source": it.reading.source or "Essai"} | said
    file.reading = replace(it.reading, **said).as_plain()
    session.flush()
    return file


def plan_of(session: Session, here: Territory, file: BroughtFile) -> tuple[Understood, offers.Plan]:
    it = understanding.understood(session, here, file)
    assert understanding.faults(file, it) == []
    return it, understanding.offers_plan(session, here, it)


def planned(session: Session, here: Territory, text: str, **said: Any) -> offers.Plan:
    return plan_of(session, here, brought(session, here, text, **said))[1]


def words(plan: offers.Plan) -> str:
    return " ".join(f"{each.line}: {each.words}" for each in plan.refusals)


def test_the_national_layout_of_equipment(either: Session, here: Territory) -> None:
    plan = planned(either, here, tabling.SCDL)
    (line,) = plan.lines
    assert line.told["kind"] == "bibliotheque"
    assert line.told["communes"] == ["99001"]
    assert line.told["opening"] == "Mo 10:00"
    assert line.told["contact"] == "05 99 00 00 00 · mairie@example.org"
    assert (plan.elsewhere, plan.strangers) == (1, ["Ailleurs"])


def test_data_inclusion_without_anybody_s_name_mobile_or_mail(
    either: Session, here: Territory
) -> None:
    plan = planned(either, here, tabling.INCLUSION)
    (line,) = plan.lines
    assert (line.told["kind"], line.told["communes"]) == ("france_services", ["99002"])
    assert (line.told["public"], line.told["contact"]) == ("seniors", "")
    assert "Jeanne" not in str(line.told)
    assert plan.personal[0].line == 2
    kept = planned(either, here, tabling.INCLUSION, personal=True)
    assert "0601020304" in kept.lines[0].told["contact"]


def test_anybody_s_own_list(either: Session, here: Territory) -> None:
    text = OWN + "Lieu;Crèche;Valbrune, Saint-Aubin-du-Lac;;saturé;Culture\nTout;;territoire;;;\n"
    here_, there = planned(either, here, text).lines
    assert here_.told["communes"] == ["99001", "99002"]
    assert (here_.told["state"], here_.told["kind"]) == ("sature", "accueil_petite_enfance")
    assert here_.told["domaines"] == ["culture"]
    assert there.told["everywhere"]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (";Crèche;Valbrune;;;", "Le nom du service manque"),
        ("X;Crèche;Valbrune;;bof;", "l’état « bof » n’est pas un de ceux-ci"),
        ("X;;Valbrune;;;\nX;;Valbrune;;;", "est déjà plus haut, au même endroit"),
    ],
)
def test_a_service_that_may_not_enter_is_told_in_words(
    either: Session, here: Territory, row: str, said: str
) -> None:
    assert said in words(planned(either, here, OWN + row + "\n"))


def test_what_looks_like_a_formula_stays_a_text(either: Session, here: Territory) -> None:
    file = brought(either, here, OWN + '"=HYPERLINK(""x"")";Autre;Valbrune;;;\n')
    it, plan = plan_of(either, here, file)
    offers.carry_out(either, here, file, it.reading, plan, DAY)
    assert either.scalars(select(Service.name)).all() == ['=HYPERLINK("x")']


def test_a_kind_said_by_a_person_wins(either: Session, here: Territory) -> None:
    said = {"Crèche": {"kind": "parentalite"}}
    plan = planned(either, here, OWN + "Lieu;Crèche;Valbrune;;;\n", named=said)
    assert plan.lines[0].told["kind"] == "parentalite"


def test_one_import_one_undo_and_what_somebody_changed_stays(
    either: Session, here: Territory
) -> None:
    service(either, here, "Déjà là", communes=["99001"])
    rows = OWN + "Un;;Valbrune;;;\nDeux;;Valbrune;;;\nDéjà là;Autre;Valbrune;;;\n"
    file = brought(either, here, rows)
    it, plan = plan_of(either, here, file)
    assert plan.already == 1
    made = offers.carry_out(either, here, file, it.reading, plan, DAY)
    assert keeping.held(either, made).services == 2
    found = either.scalars(select(Service).where(Service.name == "Un")).one()
    typed = BLANK | {"name": "Un", "kind": "autre", "source": "visite", "communes": ["99001"]}
    supply.write(either, here, found, typed)
    keeping.undo(either, made)
    assert sorted(either.scalars(select(Service.name))) == ["Déjà là", "Un"]


def test_nothing_new_is_said(either: Session, here: Territory) -> None:
    file = brought(either, here, OWN + "X;;Ailleurs;;;\n")
    it, plan = plan_of(either, here, file)
    with pytest.raises(Refused, match="aucun service nouveau"):
        offers.carry_out(either, here, file, it.reading, plan, DAY)


@pytest.mark.parametrize(
    ("contact", "own"),
    [
        ("06 12 34 56 78", "06 12 34 56 78"),
        ("+33 7 12 34 56 78", "+33 7 12 34 56 78"),
        ("tél 05 65 00 00 00", ""),
        ("jeanne.inventee@example.org", "jeanne.inventee@example.org"),
        ("mairie.cazals@example.org", ""),
        ("contact@example.org", ""),
    ],
)
def test_a_person_s_contact_is_told_from_a_structure_s(contact: str, own: str) -> None:
    assert contacts.personal(contact) == own


def test_a_person_s_contact_is_asked_about_on_the_form_too(
    either: Session, here: Territory
) -> None:
    with pytest.raises(Refused, match="paraît être à une personne"):
        service(either, here, contact="06 12 34 56 78")
    assert service(either, here, contact="06 12 34 56 78", contact_kept=True).contact
