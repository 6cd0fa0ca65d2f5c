"""Files of figures: published layouts, anybody's own, what is refused; one import, one undo."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.portrait import INDICATORS, BroughtFile, DataImport, Indicator, IndicatorValue
from app.services.diagnostic import board, citing, portrait
from app.services.imports import areas, keeping, reading, understanding
from app.services.imports.plan import Plan
from app.services.imports.understanding import Understood
from app.services.refusal import Refused
from surveys.csv_lines import UnreadableFile
from surveys.models import Territory
from tests import tabling
from tests.diagnosing import AT, DAY, constat, figure, told


def brought(session: Session, here: Territory, text: str | bytes, **said: Any) -> BroughtFile:
    """A file, its reading as proposed, and what `said` changes of it."""
    data = text.encode() if isinstance(text, str) else text
    file = keeping.bring(session, here, INDICATORS, "f.csv", data, "chargee@example.org", DAY)
    it = understanding.understood(session, here, file)
    said = {"source": it.reading.source or "Essai"} | said
    file.reading = replace(it.reading, **said).as_plain()
    session.flush()
    return file


def plan_of(session: Session, here: Territory, file: BroughtFile) -> tuple[Understood, Plan]:
    it = understanding.understood(session, here, file)
    assert understanding.faults(file, it) == []
    return it, understanding.figures_plan(session, here, it)


def planned(session: Session, here: Territory, text: str | bytes, **said: Any) -> Plan:
    return plan_of(session, here, brought(session, here, text, **said))[1]


def imported(session: Session, here: Territory, text: str | bytes, **said: Any) -> DataImport:
    file = brought(session, here, text, **said)
    it, plan = plan_of(session, here, file)
    return keeping.carry_out(session, here, file, it.reading, plan, DAY)


def values(plan: Plan, key: str) -> dict[tuple[str, int | None], tuple[str, float | None]]:
    """(code, or area) and year → status and value, of the series that becomes that indicator."""
    series = next(each for each in plan.series.values() if each.indicator == key)
    return {
        (place.code or place.area, year): (value.status, value.value)
        for (place, year), value in series.values.items()
    }


def words(plan: Plan) -> str:
    return " ".join(f"{each.line}: {each.words}" for each in plan.refusals)


def test_insee_s_catalogue_one_figure_a_line(either: Session, here: Territory) -> None:
    plan = planned(either, here, tabling.MELODI)
    assert values(plan, "moins_15_ans") == {
        ("99001", 2016): ("known", 1),
        ("99001", 2021): ("known", 2),
        ("99002", 2021): ("known", 0),
    }
    assert (plan.elsewhere, plan.crossed, plan.refused) == (1, 1, 0)


def test_what_insee_keeps_secret_stays_so_and_one_france_is_kept(
    either: Session, here: Territory
) -> None:
    plan = planned(either, here, tabling.INCOME)
    assert values(plan, "niveau_de_vie") == {
        ("99001", 2021): ("known", 1),
        ("99002", 2021): ("secret", None),
        ("country", 2021): ("known", 1),
    }
    assert plan.kept()[0].unit == "€ par an"


def test_a_communal_base_takes_its_years_from_its_columns(either: Session, here: Territory) -> None:
    plan = planned(either, here, tabling.WIDE)
    assert values(plan, "population_municipale") == {
        ("99001", 2021): ("known", 1001),
        ("99002", 2021): ("secret", None),
    }
    assert values(plan, "75_ans_et_plus")["99002", 2021] == ("missing", None)


def test_equipment_is_added_up_and_none_is_a_zero(either: Session, here: Territory) -> None:
    plan = planned(either, here, tabling.EQUIPMENT, year="2024")
    assert values(plan, "bpe_accueil_jeune_enfant") == {
        ("99001", 2024): ("known", 2),
        ("99002", 2024): ("known", 0),
    }
    lines = planned(either, here, tabling.EQUIPMENT_LINES)
    assert values(lines, "bpe_pharmacie")["99001", 2024] == ("known", 2)
    bare = planned(either, here, tabling.EQUIPMENT, absent_is_zero=False)
    assert ("99002", None) not in values(bare, "bpe_accueil_jeune_enfant")


def test_cafdata_masks_small_counts(either: Session, here: Territory) -> None:
    plan = planned(either, here, tabling.CAF)
    assert values(plan, "foyers_allocataires")["99002", 2023] == ("known", 10)
    assert values(plan, "foyers_rsa") == {
        ("99001", 2023): ("secret", None),
        ("99002", 2023): ("missing", None),
    }


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_any_file_in_any_encoding_with_a_line_above_its_titles(
    either: Session, here: Territory, codec: str
) -> None:
    plan = planned(either, here, tabling.OWN.encode(codec))
    (series,) = plan.kept()
    assert (series.label, series.years) == ("Places de crèche", [2021, 2023])
    assert len(series.values) == 4
    assert plan.by_name


def test_two_lines_of_titles_are_read_together(either: Session, here: Territory) -> None:
    merged = "Commune;Naissances;;Décès;\n;2016;2021;2016;2021\nValbrune;1;2;3;4\n"
    plan = planned(either, here, merged)
    assert [(each.label, each.years) for each in plan.kept()] == [
        ("Naissances", [2016, 2021]),
        ("Décès", [2016, 2021]),
    ]
    coded = "Code;Population\nCODGEO;P21_POP\n99001;1\n"
    assert values(planned(either, here, coded), "population_municipale") == {
        ("99001", 2021): ("known", 1)
    }


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("99001;=1+1", "2: « =1+1 » n’est pas un nombre"),
        ("99001;1\n99001;2", "dit deux fois, autrement, pour Valbrune (déjà ligne 2)"),
        ("99001;1 €\n99002;2 %\n46066;3", "est en €"),
        (";1", "la commune n’est pas dite"),
        ("99001;1;2", "3 cellules pour 2 colonnes"),
        ("99001;12 34", "n’est pas un nombre"),
    ],
)
def test_a_line_that_may_not_enter_is_told_in_words(
    either: Session, here: Territory, rows: str, said: str
) -> None:
    plan = planned(
        either,
        here,
        f"code insee;Foyers\n{rows}\n",
        columns={"code insee": "area", "Foyers": "figure"},
    )
    assert said in words(plan)


def test_a_commune_that_is_no_more_is_told_with_the_one_it_joined(
    either: Session, here: Territory
) -> None:
    here.communes[0].code_insee, here.communes[0].name = "46033", "Porte-du-Quercy"
    plan = planned(either, here, "code insee;Foyers\n46099;1\n46033;2\n")
    assert "elle fait partie de Porte-du-Quercy (46033)" in words(plan)
    assert plan.figures == 1


def test_postal_codes_are_no_communes(either: Session, here: Territory) -> None:
    here.communes[0].postal_codes = "99990"
    assert "code postal" in planned(either, here, "code insee;F\n99990;1\n99001;1\n").blocked
    it = reading.Reading({"Code postal": "area", "F": "figure"}, source="x")
    assert "partagent un code postal" in reading.faults(it, INDICATORS)[0]


def test_a_code_and_a_name_that_disagree_are_refused(either: Session, here: Territory) -> None:
    plan = planned(either, here, "CODGEO;LIBGEO;P21_POP\n99001;Saint-Aubin-du-Lac;1\n99002;;1\n")
    assert "corrigez l’un des deux" in words(plan)


def test_a_misspelt_commune_is_shown_among_what_is_left_aside(
    either: Session, here: Territory
) -> None:
    plan = planned(either, here, "Commune;Foyers\nValbrune;1\nValbrunne;2\n")
    assert (plan.elsewhere, plan.strangers) == (1, ["Valbrunne"])


def test_a_column_that_changed_name_keeps_what_was_said_of_it(
    either: Session, here: Territory
) -> None:
    said = {"columns": {"Commune": "area", "Places en crèche": "figure", "Divers": ""}}
    imported(either, here, "Commune;Places en crèche;Divers\nValbrune;1;x\n", **said, unit="places")
    again = "Commune;Places en crèches;Divers\nValbrune;2;x\n".encode()
    file = keeping.bring(either, here, INDICATORS, "g.csv", again, "", DAY)
    found = understanding.understood(either, here, file).proposed
    assert found.remembered == "f.csv"
    assert [(each.before, each.now) for each in found.renamed] == [
        ("Places en crèche", "Places en crèches")
    ]
    assert found.reading.columns["Places en crèches"] == "figure"
    assert found.reading.year == ""


def test_the_next_edition_of_a_base_is_known_by_its_columns(
    either: Session, here: Territory
) -> None:
    imported(either, here, tabling.WIDE)
    later = tabling.WIDE.replace("P21_", "P22_").encode()
    file = keeping.bring(either, here, INDICATORS, "g.csv", later, "", DAY)
    found = understanding.understood(either, here, file).proposed
    assert ("P21_POP", "P22_POP") in [(each.before, each.now) for each in found.renamed]


def test_two_columns_may_not_become_one_indicator(either: Session, here: Territory) -> None:
    file = brought(either, here, "Commune;A;B\nValbrune;1;2\n", unit="foyers")
    names = {"A": {"keep": True, "label": "Foyers"}, "B": {"keep": True, "label": "foyers"}}
    file.reading = file.reading | {"named": names}
    it, plan = plan_of(either, here, file)
    assert "deviendraient le même indicateur" in plan.problems[0]
    with pytest.raises(Refused, match="même indicateur"):
        keeping.carry_out(either, here, file, it.reading, plan, DAY)


def test_an_indicator_keeps_its_unit(either: Session, here: Territory) -> None:
    told(either, here, 1, key="population")
    plan = planned(either, here, "Commune;Population\nValbrune;1\n", unit="%")
    assert "existe déjà, en habitants ; ici en %" in plan.problems[0]


def test_one_import_one_undo(either: Session, here: Territory) -> None:
    first = imported(either, here, tabling.WIDE)
    second = imported(either, here, tabling.WIDE.replace("1 001,0", "1 002,0"))
    assert keeping.held(either, second) == keeping.Held(4, 2, 0)
    assert either.scalar(select(func.count()).select_from(BroughtFile)) == 0

    def now() -> float | None:
        found = portrait.one(either, here, "population_municipale")
        shown = found.at("commune", "99001", 2021) if found else None
        return shown.value if shown else None

    assert now() == 1002
    keeping.undo(either, second)
    assert now() == 1001
    keeping.undo(either, first)
    assert either.scalar(select(func.count()).select_from(Indicator)) == 0
    assert either.scalar(select(func.count()).select_from(IndicatorValue)) == 0


def test_undoing_leaves_an_indicator_that_a_constat_cites(either: Session, here: Territory) -> None:
    made = imported(either, here, tabling.WIDE)
    said = constat(either, here)
    cited = figure("population_municipale", area="commune", area_code="99001", year=2021)
    citing.cite(either, here, said, cited, None, AT)
    keeping.undo(either, made)
    keys = set(either.scalars(select(Indicator.key)))
    assert keys == {"population_municipale"}
    shown = board.board(either, here, exact=True)
    assert shown.to_reread


def test_a_file_of_nowhere_imports_nothing(either: Session, here: Territory) -> None:
    file = brought(
        either,
        here,
        "Commune;Foyers\nAilleurs;1\n",
        columns={"Commune": "area", "Foyers": "figure"},
    )
    it, plan = plan_of(either, here, file)
    with pytest.raises(Refused, match="Rien à importer"):
        keeping.carry_out(either, here, file, it.reading, plan, DAY)


@pytest.mark.parametrize(
    "bad", [b"", b"PK\x03\x04x", b"un seul mot\nencore\n", b'a;b\n"x;1\n', b"99001;1\n99002;2\n"]
)
def test_a_file_that_is_no_table_is_refused_in_words(
    either: Session, here: Territory, bad: bytes
) -> None:
    with pytest.raises(UnreadableFile):
        keeping.bring(either, here, INDICATORS, "f.csv", bad, "", DAY)


def test_files_never_imported_go_after_a_day(either: Session, here: Territory) -> None:
    brought(either, here, tabling.WIDE)
    assert keeping.purge(either, [here.id], DAY) == 0
    assert keeping.purge(either, [here.id], DAY.replace(day=DAY.day + 1)) == 1


def test_places_are_known_by_code_by_name_and_by_level(either: Session, here: Territory) -> None:
    here.communes[0].code_insee, here.communes[0].name = "46008", "Les Arques"
    known = areas.of_territory(here)
    arques = areas.Place("commune", "46008")
    assert known.at("Arques (Les)") == known.at("2025-COM-46008") == known.at("46008") == arques
    assert known.at("46", "DEP") == known.at("Lot") == areas.Place("department", "46")
    assert known.at("76", "REG") == areas.Place("region", "76")
    assert known.at("76") is None  # a department or a region: the file must say which
