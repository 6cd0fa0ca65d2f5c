"""Files of paroles collected elsewhere: read whole, or each fault named where it stands."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from surveys import csv_lines, importing, storage
from surveys.asking import Context
from surveys.importing import Expected, Problem, Reading, UnreadableFile, read
from surveys.models import Parole, Response, Survey
from surveys.questions import Choice, LongText
from tests.storing import DAY, as_typed, published, territory

COMMUNES = (
    Choice(key="99001", label="Valbrune"),
    Choice(key="99002", label="Saint-Aubin-du-Lac"),
    Choice(key="99003", label="L’Épine-Fréjeroles"),
)
EXPECTED = Expected(
    question=LongText(key="dire", label="Que voulez-vous dire ?", max_length=60),
    public="habitant",
    context=Context(communes=COMMUNES),
    today=DAY,
)


def reading(file: str | bytes, **changes: object) -> Reading:
    data = file.encode() if isinstance(file, str) else file
    return read(data, replace(EXPECTED, **changes))  # type: ignore[arg-type]


def texts(file: str | bytes) -> list[str]:
    found = reading(file)
    assert found.problems == ()
    return [row.text for row in found.rows]


def why(
    row: str, header: str = "id,public,commune,age_band,submitted_at,channel,text,language"
) -> str:
    """The sentence about one bad row, between two good ones that are kept."""
    names = header.split(",")
    good = ",".join("Un bon texte" if name == "text" else "" for name in names)
    found = reading(f"{header}\n{good}\n{row}\n{good}\n")
    assert len(found.rows) == 2
    assert [problem.line for problem in found.problems] == [3]
    return found.problems[0].reason


def refusal(file: str | bytes) -> str:
    with pytest.raises(UnreadableFile) as refused:
        reading(file)
    return str(refused.value)


def test_a_full_row_is_read_column_by_column() -> None:
    found = reading(
        "id,public,commune,age_band,submitted_at,channel,text,language\n"
        "A1,association,99002,45-59,2026-04-30,entretien,La salle ferme trop tôt.,fr\n"
    )
    assert found == Reading(
        rows=(
            importing.Row(
                source_id="A1",
                public="association",
                commune="99002",
                age_band="45-59",
                received_on=date(2026, 4, 30),
                channel="entretien",
                text="La salle ferme trop tôt.",
                language="fr",
            ),
        ),
        problems=(),
        ignored=(),
        encoding="UTF-8",
    )


def test_what_a_row_does_not_say_is_taken_from_the_survey() -> None:
    (row,) = reading("text\nLe car.\n").rows
    assert (row.public, row.commune, row.age_band) == ("habitant", None, None)
    assert (row.received_on, row.channel, row.language) == (DAY, "papier", "fr")


def test_short_rows_blank_rows_and_columns_in_any_order_are_read() -> None:
    found = reading("commune,TEXT , public\n\n99001,Un\n , , \n,Deux,elu\n\n")
    assert [(r.commune, r.text, r.public) for r in found.rows] == [
        ("99001", "Un", "habitant"),
        (None, "Deux", "elu"),
    ]
    assert found.problems == ()


def test_unknown_columns_are_named_and_unnamed_ones_are_not() -> None:
    found = reading("text,humeur,,note,\nLe car,bonne,x,4,y\n")
    assert found.ignored == ("humeur", "note")
    assert [row.text for row in found.rows] == ["Le car"]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_separator_is_the_one_of_the_first_line(separator: str) -> None:
    lines = (("public", "text"), ("elu", '"Un, deux ; trois"'), ("", "Quatre"))
    file = "\n".join(separator.join(line) for line in lines)
    assert texts(file) == ["Un, deux ; trois", "Quatre"]


def test_blank_lines_above_the_header_do_not_hide_the_separator() -> None:
    assert texts("\n\ntext;public\nLe car, le train;elu\n") == ["Le car, le train"]


@pytest.mark.parametrize(
    ("encoding", "said"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("cp1252", "Windows-1252"),
        ("utf-16", "UTF-16"),
    ],
)
def test_accents_survive_every_encoding_of_a_spreadsheet(encoding: str, said: str) -> None:
    found = reading('text\n"L’été à 5 €, œuvre"\n'.encode(encoding))
    assert [row.text for row in found.rows] == ["L’été à 5 €, œuvre"]
    assert found.encoding == said


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_lines_end_as_on_any_system(newline: str) -> None:
    assert texts(newline.join(["text", "Un", '"Deux', 'trois"', "Quatre"])) == [
        "Un",
        "Deux\ntrois",
        "Quatre",
    ]


@pytest.mark.parametrize("text", ["- un car", "=SOMME(A1)", "+33", "@mairie", "-", "'"])
def test_a_text_that_looks_like_a_formula_is_kept_as_written(text: str) -> None:
    assert texts(f"text\n{text}\n") == [text]


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (b"", "Le fichier est vide."),
        (b" \r\n\t\n", "Le fichier est vide."),
        (b"PK\x03\x04 a workbook", "« Enregistrer sous »"),
        (b"\xd0\xcf\x11\xe0 an old workbook", "« Enregistrer sous »"),
        (b"%PDF-1.7", "« Enregistrer sous »"),
        (b"text\nUn\x00deux\n", "n’est pas un texte"),
        (b"text\n\x81\x8d\n", "L’encodage du fichier n’est pas reconnu"),
        (b"\xff\xfet\x00e\x00x", "L’encodage du fichier n’est pas reconnu"),
        (b"\xef\xbb\xbf", "Colonnes lues : aucune"),
        (b",,,\n", "Colonnes lues : aucune"),
        ("parole;âge\nUn;2\n".encode(), "dont « text ». Colonnes lues : parole, âge"),
        (b"text,public,Text\nUn,elu,Deux\n", "« text » est là deux fois"),
        (b"text,humeur,humeur\nUn,a,b\n", "« humeur » est là deux fois"),
    ],
)
def test_a_file_that_is_no_such_csv_is_refused_with_its_remedy(file: bytes, sentence: str) -> None:
    assert sentence in refusal(file)


def test_quotes_that_do_not_close_are_named_by_the_line_where_they_open() -> None:
    file = 'text\nUn\n"Deux\nlignes"\n"Trois\nQuatre\nCinq\n'
    assert refusal(file).startswith("Ligne 5 : les guillemets ne se referment pas")


def test_text_after_a_closing_quote_is_refused() -> None:
    assert refusal('text\n"Un" deux\n').startswith("Ligne 2 :")


def test_an_oversized_cell_is_refused() -> None:
    assert refusal("text\n" + "x" * 200_000).startswith("Ligne 2 :")


def test_too_big_a_file_or_too_many_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "MAX_ROWS", 3)
    assert len(texts("text\nUn\nDeux\nTrois\n")) == 3
    assert "dépasse 3 lignes" in refusal("text\nUn\nDeux\n\nTrois\nQuatre\n")
    monkeypatch.setattr(csv_lines, "MAX_BYTES", 20)
    assert "20 Mo" in refusal("text\n" + "x" * 20)


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (",touriste,,,,,Un,", "« touriste » n’est pas permis pour public ; écrivez habitant"),
        (",,Ailleurs,,,,Un,", "la commune « Ailleurs » n’est pas du territoire"),
        (",,99099,,,,Un,", "la commune « 99099 » n’est pas du territoire"),
        (",,,35 ans,,,Un,", "« 35 ans » n’est pas permis pour age_band ; écrivez moins de 15"),
        (",,,,hier,,Un,", "la date « hier » ne se lit pas ; écrivez AAAA-MM-JJ"),
        (",,,,2026-02-30,,Un,", "ne se lit pas"),
        (",,,,2026-05-05,,Un,", "la date « 2026-05-05 » est à venir, ou d’avant 2000"),
        (",,,,31/12/1999,,Un,", "est à venir, ou d’avant 2000"),
        (",,,,,fax,Un,", "« fax » n’est pas permis pour channel ; écrivez web, papier"),
        (",,,,,,Un,fran9ais", "n’est pas un code de langue ; écrivez fr ou en"),
        (",,,,,,Un,-", "n’est pas un code de langue"),
        ("A1,,,,,, ,", "la colonne « text » est vide"),
        ("A1,,,,", "la colonne « text » est vide"),
        (",,,,,,Un,fr,deux,trois", "10 cellules pour 8 colonnes"),
        (f"{'x' * 81},,,,,,Un,", "l’identifiant dépasse 80 signes"),
        (f",,,,,,{'x' * 61},", "Raccourcissez votre texte de 1 caractère"),
    ],
)
def test_a_bad_row_is_named_with_its_line_and_its_reason(row: str, sentence: str) -> None:
    assert sentence in why(row)


def test_an_identifier_taken_higher_up_is_named() -> None:
    found = reading("id,text\nA1,Un\nA2,Deux\nA1,Trois\n")
    assert [row.text for row in found.rows] == ["Un", "Deux"]
    assert found.problems == (Problem(4, "l’identifiant « A1 » est déjà pris plus haut"),)


def test_cells_on_several_lines_do_not_shift_the_line_numbers() -> None:
    found = reading(
        'text,public\n"Un\ndeux\ntrois",elu\n\n"Quatre\ncinq",maire\nSix,elu\nSept,roi\n'
    )
    assert [row.text for row in found.rows] == ["Un\ndeux\ntrois", "Six"]
    assert [problem.line for problem in found.problems] == [6, 9]


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("99002", "99002"),
        ("Saint-Aubin-du-Lac", "99002"),
        (" saint aubin  du lac ", "99002"),
        ("L'EPINE FREJEROLES", "99003"),
        ("", None),
    ],
)
def test_a_commune_is_known_by_code_or_by_name_however_it_is_typed(
    cell: str, code: str | None
) -> None:
    assert reading(f"text,commune\nUn,{cell}\n").rows[0].commune == code


@pytest.mark.parametrize(
    ("cell", "band"),
    [("15-17", "15-17"), ("75 ET PLUS", "75 et plus"), ("Moins de 15", "moins de 15"), ("", None)],
)
def test_an_age_band_is_known_however_it_is_typed(cell: str, band: str | None) -> None:
    assert reading(f"text,age_band\nUn,{cell}\n").rows[0].age_band == band


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2026-05-04", DAY),
        ("04/05/2026", DAY),
        ("2000-01-01", date(2000, 1, 1)),
        ("2026-05-03T23:59:59+02:00", date(2026, 5, 3)),
        ("03/05/2026 10:15", date(2026, 5, 3)),
    ],
)
def test_a_date_is_read_as_a_day(cell: str, day: date) -> None:
    assert reading(f"text,submitted_at\nUn,{cell}\n").rows[0].received_on == day


def ids(*lines: str, **changes: object) -> dict[str, str]:
    found = reading("\n".join(("text,public,submitted_at", *lines)), **changes)
    return {row.text: row.source_id for row in found.rows}


def test_without_identifiers_a_row_keeps_its_own_whatever_the_order_of_the_others() -> None:
    first = ids("Un,elu", "Deux", "Trois,,2026-05-01")
    again = ids("Trois,,2026-05-01", "Zéro", "Deux", "Un,elu")
    assert {text: again[text] for text in first} == first
    assert len(set(again.values())) == 4


def test_without_identifiers_a_row_keeps_its_own_when_read_another_day() -> None:
    tomorrow = DAY + timedelta(1)
    assert ids("Un", "Deux,,2026-05-01") == ids("Un", "Deux,,2026-05-01", today=tomorrow)


def test_rows_that_differ_by_any_cell_have_their_own_identifiers() -> None:
    cells = ("Un", "Un,elu", "Un,,2026-05-01", "Un,elu,2026-05-01", "Un")
    found = reading("\n".join(("text,public,submitted_at", *cells)))
    assert len({row.source_id for row in found.rows}) == 5
    assert all(len(row.source_id) <= 80 for row in found.rows)


def test_the_same_sentence_said_twice_is_kept_twice() -> None:
    found = reading("text\nUn\nDeux\nUn\n")
    once, _, twice = (row.source_id for row in found.rows)
    assert (once[-2:], twice[-2:]) == ("-1", "-2")
    assert once[:-2] == twice[:-2]


def test_a_bad_row_does_not_change_the_identifiers_of_the_others() -> None:
    bad = "Un,roi"
    assert ids("Un", "Deux") == ids(bad, "Un", bad, "Deux")


def test_a_hundred_thousand_rows_are_read() -> None:
    lines = (f"Parole {n},elu,99003,45-59,2026-05-0{1 + n % 4}" for n in range(100_000))
    found = reading("text,public,commune,age_band,submitted_at\n" + "\n".join(lines))
    assert len({row.source_id for row in found.rows}) == 100_000
    assert found.problems == ()


def add(session: Session, file: str) -> int:
    survey = session.scalar(select(Survey)) or published(session, territory(session))
    rows = reading(file).rows
    return storage.add_imported(session, survey, survey.versions[0], "dire", rows, as_typed)


def test_importing_the_same_file_again_adds_nothing(engine: Engine) -> None:
    file = "id,text,commune\nA1,Un,99001\n,Deux,\n,Deux,\n"
    with Session(engine, autoflush=False) as session:
        assert add(session, file) == 3
        session.commit()
        assert add(session, file) == 0
        session.commit()
        assert session.scalar(select(func.count()).select_from(Response)) == 3
        assert sorted(session.scalars(select(Parole.text))) == ["Deux", "Deux", "Un"]


def test_a_file_that_grew_adds_its_new_rows(stored: Session) -> None:
    add(stored, "text\nUn\nDeux\n")
    assert add(stored, "text\nZéro\nUn\nUn\nDeux\n") == 2
    assert sorted(stored.scalars(select(Parole.text))) == ["Deux", "Un", "Un", "Zéro"]


def test_an_imported_row_is_a_response_without_key_or_receipt(stored: Session) -> None:
    add(
        stored,
        "id,text,public,commune,age_band,submitted_at,channel,language\n"
        "A1,Un,elu,99001,30-44,2026-05-01,entretien,en\n",
    )
    row = stored.scalars(select(Response)).one()
    assert (row.source_id, row.public, row.commune, row.age_band) == ("A1", "elu", "99001", "30-44")
    assert (row.received_on, row.channel, row.language) == (date(2026, 5, 1), "entretien", "en")
    assert (row.key_hash, row.code_hash, row.answers) == (None, None, {})
    assert [(p.question, p.text) for p in row.paroles] == [("dire", "Un")]
