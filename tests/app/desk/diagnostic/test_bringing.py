"""Files on the desk: chosen, their columns said, previewed, imported, undone."""

import io
import re

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.models.portrait import BroughtFile, IndicatorValue
from app.models.supply import Service
from tests.answering import reading
from tests.desking import post

FIGURES, SERVICES = "/bureau/portrait/importer", "/bureau/offre/importer"
DATA = b"Commune;Foyers\nCazals;1\nSalviac;s\nCazalz;2\nGindou;=1+1\n"


def send(desk: FlaskClient, address: str, data: bytes) -> str:
    answer = post(desk, address, file=(io.BytesIO(data), "essai.csv"))
    assert answer.status_code == 303
    return answer.location


def count(app: Flask, model: type) -> int:
    with reading(app) as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def said(page: str, **typed: str) -> dict[str, str]:
    """What a browser would send back of the form of the columns."""
    chosen = re.findall(r'<select name="(role-\d+)".*?</select>', page)
    roles = {
        name: (re.search(rf'name="{name}".*?value="([^"]*)" selected', page) or ["", ""])[1]
        for name in chosen
    }
    return {**roles, "titles_on": "1", **typed}


def test_from_a_file_to_the_portrait_and_back(app: Flask, desk: FlaskClient) -> None:
    columns = send(desk, FIGURES, DATA)
    page = desk.get(columns).text
    assert "séparées par point-virgule" in page
    assert "Cazals · Salviac · Cazalz" in page
    refused = post(desk, columns, **said(page, source=""))
    assert refused.status_code == 422
    assert "Dites d’où vient ce fichier" in refused.text
    told = post(desk, columns, **said(page, source="Essai", year="2021"))
    assert told.status_code == 303
    preview = desk.get(told.location).text
    assert "2 chiffres, pour 1 indicateur" in preview
    assert "Cazalz" in preview
    assert "« =1+1 » n’est pas un nombre" in preview
    assert count(app, IndicatorValue) == 0
    form = {"key": "Foyers", "label-0": "Foyers d’essai", "unit-0": "", "keep-0": "1"}
    seen = post(desk, told.location, **form, action="voir")
    assert "Foyers d’essai" in desk.get(seen.location).text
    done = post(desk, told.location, **form, action="importer")
    assert done.status_code == 303
    assert (count(app, IndicatorValue), count(app, BroughtFile)) == (2, 0)
    portrait = desk.get("/bureau/portrait").text
    assert "Foyers d’essai" in portrait
    assert "incomplet" in portrait
    one = desk.get("/bureau/portrait/foyers_d_essai").text
    assert "Un chiffre secret ou absent n’est pas un zéro." in one
    assert post(desk, f"{done.location}/annuler").status_code == 303
    assert count(app, IndicatorValue) == 0
    assert "Foyers d’essai" not in desk.get("/bureau/portrait").text


def test_an_import_that_would_mix_two_indicators_is_refused_whole(
    app: Flask, desk: FlaskClient
) -> None:
    columns = send(desk, FIGURES, b"Commune;A;B\nCazals;1;2\n")
    told = post(desk, columns, **said(desk.get(columns).text, source="Essai", unit="foyers"))
    form = {"key": ["A", "B"], "keep-0": "1", "keep-1": "1", "label-0": "X", "label-1": "X"}
    refused = post(desk, told.location, **form, action="importer")
    assert refused.status_code == 422
    assert "deviendraient le même indicateur" in refused.text
    assert (count(app, IndicatorValue), count(app, BroughtFile)) == (0, 1)


def test_other_titles_are_chosen_and_a_file_is_abandoned(app: Flask, desk: FlaskClient) -> None:
    columns = send(desk, FIGURES, b"Lieu;Rien\nCommune;Foyers\nCazals;1\n")
    typed = said(desk.get(columns).text, source="Essai") | {"titles_on": "2"}
    again = post(desk, columns, **typed)
    assert again.location == columns
    assert "Foyers" in desk.get(columns).text
    bad = post(desk, columns, **typed | {"titles_on": "99"})
    assert bad.status_code == 422
    assert "pas de ligne 99" in bad.text
    assert post(desk, f"{columns}/abandonner").status_code == 303
    assert count(app, BroughtFile) == 0


def test_from_a_list_to_the_offer(app: Flask, desk: FlaskClient) -> None:
    rows = "Nom;Type;Commune;Téléphone\nLieu d’essai;Club;Cazals;06 00 00 00 00\n".encode()
    columns = send(desk, SERVICES, rows)
    told = post(desk, columns, **said(desk.get(columns).text, source="Essai"))
    preview = desk.get(told.location).text
    assert "06 00 00 00 00 (ligne 2)" in preview
    done = post(desk, told.location, **{"key": "Club", "kind-0": "sport", "action": "importer"})
    with reading(app) as session:
        (made,) = session.scalars(select(Service)).all()
        assert (made.kind, made.contact) == ("sport", "")
    assert "Lieu d’essai" in desk.get("/bureau/offre?commune=46066").text
    assert "Lieu d’essai" not in desk.get("/bureau/offre?commune=46297").text
    assert post(desk, f"{done.location}/annuler").status_code == 303
    assert count(app, Service) == 0


def test_what_is_no_table_is_refused(desk: FlaskClient) -> None:
    for data in (b"", b"PK\x03\x04", b"99001;1\n99002;2\n"):
        answer = post(desk, FIGURES, file=(io.BytesIO(data), "essai.csv"))
        assert answer.status_code == 422
    assert post(desk, FIGURES).status_code == 422


def test_an_empty_portrait_and_an_empty_offer_teach_their_first_step(desk: FlaskClient) -> None:
    assert "indicateurs manquent" in desk.get("/bureau/portrait").text
    assert "apportez la liste d’un partenaire" in desk.get("/bureau/offre").text
