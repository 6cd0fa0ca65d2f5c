"""What tests of the desk do: send its forms with their token, import a file, find a parole."""

import csv
import io

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from surveys.models import Parole
from tests.answering import reading
from tests.conftest import csrf_token

IMPORT = "/bureau/collecte/habitants/importer"
COLUMNS = ("id", "public", "commune", "age_band", "submitted_at", "channel", "text")
ROWS = (
    ("R1", "habitant", "46066", "30-44", "2026-03-02", "papier", "Il manque un bus le samedi."),
    ("R2", "association", "46066", "", "2026-03-03", "papier", "La bibliothèque accueille tout."),
    ("R3", "elu", "46222", "", "2026-03-04", "entretien", "Nous cherchons un médecin."),
)


def csv_of(*rows: tuple[str, ...], columns: tuple[str, ...] = COLUMNS) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([columns, *rows])
    return text.getvalue().encode()


def token(desk: FlaskClient) -> str:
    return csrf_token(desk.get("/bureau/").text)


def post(desk: FlaskClient, address: str, **typed: object) -> TestResponse:
    return desk.post(address, data={"csrf_token": token(desk), **typed})


def upload(
    desk: FlaskClient, data: bytes, name: str = "paroles.csv", **typed: object
) -> TestResponse:
    file = FileStorage(io.BytesIO(data), filename=name, name="file")
    # Made in memory: the test client leaves a temporary file open for a big one.
    boundary, body = encode_multipart({"csrf_token": token(desk), **typed, "file": file})
    kind = f"multipart/form-data; boundary={boundary}"
    return desk.post(IMPORT, data=body, content_type=kind)


def parole_id(app: Flask, words: str) -> int:
    with reading(app) as session:
        return session.scalars(select(Parole.id).where(Parole.text.contains(words))).one()
