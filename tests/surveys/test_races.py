"""Two at once about the same response or file: as if one had come after the other, never mixed."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from threading import Barrier
from types import SimpleNamespace

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from surveys import bulk, importing, models, receipts, states, storage
from surveys.asking import Context
from surveys.base import start_writing
from surveys.questions import LongText
from tests.storing import (
    DAY,
    SECRET,
    as_typed,
    opened,
    published,
    save,
    submission,
    territory,
)

KEY = "0f8fad5bd9cb469fa16570867728950e"


@pytest.fixture
def server(engine: Engine) -> Iterator[Engine]:
    server = opened(engine.url.render_as_string(hide_password=False), lambda: False)
    yield server
    server.dispose()


def _survey_id(engine: Engine) -> int:
    with Session(engine, autoflush=False) as session:
        survey = published(session, territory(session))
        save(session, survey, submission(KEY))
        session.commit()
        return survey.id


def _replay(server: Engine, survey_id: int, together: Barrier) -> str:
    together.wait()
    with Session(server, autoflush=False) as session:
        start_writing(session)
        survey = session.get_one(models.Survey, survey_id)
        try:
            save(session, survey, submission(KEY))
        except storage.AlreadyWithdrawn:
            return "withdrawn"
        session.commit()
        return "replayed"


def _withdraw(server: Engine, survey_id: int, together: Barrier) -> str:
    code = receipts.receipt_code(SECRET, KEY)
    together.wait()
    with Session(server, autoflush=False) as session:
        start_writing(session)
        found = storage.find_by_code(session, survey_id, code, secret=SECRET, to_change=True)
        if found is None:
            return "gone"
        storage.withdraw(session, found, DAY)
        session.commit()
        return "erased"


def _count(engine: Engine, table: type = models.Response) -> int:
    with Session(engine) as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_a_replay_during_a_withdrawal_never_brings_the_response_back(
    engine: Engine, server: Engine
) -> None:
    survey_id, together = _survey_id(engine), Barrier(8)
    with ThreadPoolExecutor(8) as pool:
        acts = [_withdraw, *[_replay] * 7]
        said = list(pool.map(lambda act: act(server, survey_id, together), acts))
    assert said[0] == "erased"
    assert set(said[1:]) <= {"replayed", "withdrawn"}
    assert (_count(engine), _count(engine, models.Parole)) == (0, 0)


def test_a_double_tap_on_erase_erases_once_and_fails_for_nobody(
    engine: Engine, server: Engine
) -> None:
    survey_id, together = _survey_id(engine), Barrier(4)
    with ThreadPoolExecutor(4) as pool:
        said = list(pool.map(lambda _: _withdraw(server, survey_id, together), range(4)))
    assert sorted(said) == ["erased", "gone", "gone", "gone"]
    assert _count(engine, models.Withdrawal) == 1


def test_the_same_file_imported_twice_at_once_is_there_once(engine: Engine, server: Engine) -> None:
    with Session(engine, autoflush=False) as session:
        survey = published(session, territory(session))
        session.commit()
        survey_id, version_id = survey.id, survey.versions[0].id
    asked = LongText(key="dire", label="Que dire ?")
    expected = importing.Expected(asked, "habitant", Context(), DAY)
    file = "text\n" + "\n".join(f"Parole {number}" for number in range(300))
    rows = importing.read(file.encode(), expected).rows
    together = Barrier(3)

    def add(_: int) -> int:
        ready = bulk.mask_imported(survey_id, version_id, "dire", rows, as_typed)
        together.wait()
        with Session(server, autoflush=False) as session:
            start_writing(session)
            added = bulk.store_imported(session, ready)
            session.commit()
            return added

    with ThreadPoolExecutor(3) as pool:
        assert sorted(pool.map(add, range(3))) == [0, 0, 300]
    assert (_count(engine), _count(engine, models.Parole)) == (300, 300)


def test_open_under_the_lock_means_what_it_means_on_a_page(engine: Engine) -> None:
    """The condition in SQL and the state in Python agree on every combination of dates."""
    days = (None, DAY.replace(day=3), DAY, DAY.replace(day=5))
    with Session(engine, autoflush=False) as session:
        survey = published(session, territory(session))
        for opens_on, closes_on, closed_on in product(days, days, days):
            if opens_on and closes_on and opens_on > closes_on:
                continue  # the table refuses it
            survey.opens_on, survey.closes_on, survey.closed_on = opens_on, closes_on, closed_on
            session.flush()
            dates = SimpleNamespace(
                opens_on=opens_on, closes_on=closes_on, closed_on=closed_on, versions=[1]
            )
            found = session.scalar(select(models.Survey.id).where(states.opened_on(DAY)))
            assert (found is not None) == (states.state(dates, DAY) == "open")  # type: ignore[arg-type]
