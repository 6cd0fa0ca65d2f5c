"""« Anonyme veut dire anonyme » (promise 5): invitations and answers cannot be paired."""

import math
import os
import shutil
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from random import SystemRandom
from secrets import token_bytes

import pytest
from cryptography.fernet import Fernet
from flask import Flask
from sqlalchemy import Connection, insert, select, text
from sqlalchemy.orm import Session

from app.services.paroles import protection
from surveys import models, storage
from surveys.base import Base
from surveys.invitations import apart, marks, tokens
from surveys.invitations import storage as invitations
from surveys.invitations.contacts import Contact
from surveys.invitations.models import Invitation, InvitationAnswered
from surveys.writing import Writer
from tests.answering import code_on, reading, sent
from tests.inviting import guests, invite, web_settings
from tests.pairing import Loot, hits
from tests.storing import SECRET, definition, opened, published, submission, territory

FULL = bool(os.environ.get("PAROLES_TEST_FULL"))
GUESTS, ROUNDS = 40, 100 if FULL else 4
CHANCE = SystemRandom()
KEYS = (Fernet.generate_key().decode(),)
pytestmark = pytest.mark.promise


@pytest.fixture
def pair(tmp_path: Path) -> Callable[[int], tuple[dict[str, int], int]]:
    """Each way of pairing and what it got right over some rounds, and out of how many."""

    def run(rounds: int) -> tuple[dict[str, int], int]:
        total: Counter[str] = Counter()
        for number in range(rounds):
            folder = tmp_path / str(number)
            folder.mkdir()
            total.update(hits(*_round(folder)))
            shutil.rmtree(folder)
        return dict(total), rounds * GUESTS

    return run


def _round(folder: Path) -> tuple[Loot, dict[int, int]]:
    """Everybody invited answers, in an order of chance; what there is to take, the truth."""
    engine = opened(f"sqlite:///{folder / 'paroles.sqlite'}")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        survey = published(session, territory(session))
        survey_id, version_id = survey.id, survey.versions[-1].id
        people = [
            Contact(name="N" * CHANCE.randint(1, 90), email=one.email) for one in guests(GUESTS)
        ]
        invitations.add(
            session, survey_id, people, secret=SECRET, seal=_seal, today=submission().received_on
        )
        session.commit()
        ids = list(session.scalars(select(Invitation.id)))
    keys = {one: tokens.answered_key(SECRET, one) for one in ids}
    writer, truth = Writer(engine), {}
    for one in CHANCE.sample(ids, len(ids)):
        said = f"Appelez le 06 12 34 56 78. {'x' * CHANCE.randint(1, 300)}"
        ready = storage.prepare(
            survey_id,
            version_id,
            definition(),
            submission(None, {"dire": said}),
            secret=SECRET,
            protect=protection.protector(KEYS),
        )
        apart.answer(engine, writer, ready, one, keys[one], named=False)
        truth[one] = ready.row["id"]
    # Taken while the server runs: a copy made now holds the -wal as it stands.
    taken = folder / "taken"
    taken.mkdir()
    for path in folder.glob("paroles.sqlite*"):
        shutil.copy(path, taken)
    writer.close()
    engine.dispose()
    return Loot(taken, "paroles.sqlite", keys), truth


def _seal(said: str) -> bytes:
    return protection.encrypted(KEYS, said)


def most_allowed(rounds: int, tried: int) -> float:
    """Chance (one right a round) and two in a hundred; a sample also has its noise."""
    return rounds + 0.02 * tried + (0 if FULL else 4 * math.sqrt(rounds))


def test_nothing_kept_pairs_an_invitation_with_an_answer(
    pair: Callable[[int], tuple[dict[str, int], int]],
) -> None:
    found, tried = pair(ROUNDS)
    assert len(found) > 100  # ways of pairing
    best = max(found, key=found.__getitem__)
    print(f"\nbest of {len(found)} ways: « {best} », {found[best]} right of {tried}")  # noqa: T201
    assert found[best] <= most_allowed(ROUNDS, tried), (best, found[best], tried)


def _plainly(connection: Connection, keys: Mapping[bytes, int]) -> None:
    rows = [{"key": key, "survey_id": survey_id} for key, survey_id in keys.items()]
    connection.execute(insert(InvitationAnswered), rows)


def test_the_attack_sees_marks_added_one_after_the_other(
    pair: Callable[[int], tuple[dict[str, int], int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the contract's letter would have it: a random key, WITHOUT ROWID, and nothing more."""
    monkeypatch.setattr(marks, "add", _plainly)
    found, tried = pair(1)
    assert max(found.values()) > tried / 2, max(found.items(), key=lambda one: one[1])


def test_the_attack_sees_a_table_with_rowids(
    pair: Callable[[int], tuple[dict[str, int], int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def with_rowid(connection: Connection, keys: Mapping[bytes, int]) -> None:
        made = "CREATE TABLE IF NOT EXISTS other (key BLOB, survey_id INTEGER)"
        if connection.execute(text("SELECT 1 FROM sqlite_master WHERE name = 'other'")).first():
            return _plainly(connection, keys)
        connection.execute(text(made))
        connection.execute(text("DROP TABLE invitation_answered"))
        connection.execute(text("ALTER TABLE other RENAME TO invitation_answered"))
        connection.execute(text("CREATE TABLE other (key BLOB)"))
        return _plainly(connection, keys)

    monkeypatch.setattr(marks, "add", with_rowid)
    found, _tried = pair(1)
    by_rowid = max(count for way, count in found.items() if way.startswith("rowid ×"))
    assert by_rowid > GUESTS / 2


def test_the_attack_sees_the_times_of_encrypted_words(
    pair: Callable[[int], tuple[dict[str, int], int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Were the marks in order, the times that Fernet writes in clear would pair them."""
    now = iter(range(1_700_000_000, 1_800_000_000))
    kept = protection._box

    class Dated:
        def __init__(self, keys: tuple[str, ...]) -> None:
            self.box = kept(keys)

        def encrypt_at_time(self, data: bytes, _time: int) -> bytes:
            return bytes(self.box.encrypt_at_time(data, next(now)))

    monkeypatch.setattr(protection, "_box", Dated)
    monkeypatch.setattr(marks, "add", _plainly)
    found, tried = pair(1)
    assert max(count for way, count in found.items() if way.endswith("× time")) > tried / 2


def test_answers_sent_over_http_leave_no_order_in_files_nor_logs(
    app: Flask, home: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    secret, client = web_settings(app)[1], app.test_client(use_cookies=False)
    links = invite(app, *guests(GUESTS))
    truth = {}
    with reading(app) as session:
        ids = {
            tokens.link_token(secret, one): one for one in session.scalars(select(Invitation.id))
        }
    for token in CHANCE.sample(links, len(links)):
        client.get(f"/i/{token}")
        answered = client.post("/q/habitants", data=sent(invitation=token, idempotency_key=None))
        with reading(app) as session:
            code = code_on(client.get(answered.location)).replace("-", "")
            survey = session.scalars(select(models.Survey.id).filter_by(slug="habitants")).one()
            response = storage.find_by_code(session, survey, code, secret=secret)
            assert response is not None
            truth[ids[token]] = response.id
    for path in home.glob("paroles.sqlite*"):
        shutil.copy(path, tmp_path)
    keys = {one: tokens.answered_key(secret, one) for one in ids.values()}
    found = hits(Loot(tmp_path, "paroles.sqlite", keys, caplog.text), truth)
    best = max(found, key=found.__getitem__)
    assert found[best] <= 1 + 0.02 * GUESTS + 7, (best, found[best])  # one round has its noise
    assert not any(token in caplog.text for token in links)


@pytest.mark.postgres
def test_on_postgresql_marks_have_one_transaction_and_the_order_of_their_keys(
    postgres_url: str,
) -> None:
    engine = opened(postgres_url.replace("postgresql:", "postgresql+psycopg:"))
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        survey_id = published(session, territory(session)).id
        session.commit()
    writer = Writer(engine)
    keys = [token_bytes(16) for _ in range(GUESTS)]
    for key in keys:
        writer.write(lambda connection, key=key: marks.add(connection, {key: survey_id}))
    rows = "SELECT key FROM invitation_answered ORDER BY ctid"
    with engine.connect() as connection:
        once = connection.execute(text("SELECT DISTINCT xmin::text FROM invitation_answered"))
        assert len(once.all()) == 1
        assert [bytes(row[0]) for row in connection.execute(text(rows))] == sorted(keys)
    more = token_bytes(16)  # without being written anew it would tell
    writer.write(lambda connection: _plainly(connection, {more: survey_id}))
    with engine.connect() as connection:
        several = connection.execute(text("SELECT DISTINCT xmin::text FROM invitation_answered"))
        assert len(several.all()) == 2
    writer.close()
    engine.dispose()
