"""Frames handed to analysis and exports: documented columns, one territory, nothing lost."""

from collections.abc import Callable
from datetime import timedelta

import pandas as pd
import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from surveys import frames, models
from tests.storing import DAY, definition, published, response, submission, territory


def world(session: Session) -> models.Territory:
    """Two surveys here, a third elsewhere with answers of its own."""
    here, elsewhere = territory(session, "ici"), territory(session, "ailleurs")
    one = published(session, here, definition("un"))
    two = published(session, here, definition("deux"))
    noise = published(session, elsewhere, definition("bruit"))
    later = DAY + timedelta(2)
    response(session, one, submission(None, {"dire": "Tard"}, received_on=later))
    said = {"dire": "Tôt", "proposer": "Plus tôt"}
    response(session, one, submission(None, said, channel="papier", ou="99001", avis="mal"))
    response(session, two, submission(None, {}, avis="bien", campaign="marche"))
    response(session, noise, submission(None, {"dire": "Bruit"}, ou="99001"))
    session.flush()
    return here


def test_responses_are_one_row_each_by_day(engine: Engine) -> None:
    with Session(engine, autoflush=False) as session:
        frame = frames.responses(session, world(session).id)
    assert tuple(frame.columns) == frames.RESPONSES
    assert len(frame) == 3
    assert list(frame["received_on"]) == sorted(frame["received_on"])
    assert frame["received_on"].iloc[2] == DAY + timedelta(2)
    assert set(frame["survey"]) == {"un", "deux"}


def test_a_row_holds_what_is_known_of_the_response(stored: Session) -> None:
    here = world(stored)
    frame = frames.responses(stored, here.id, "un")
    row = frame[frame["commune"] == "99001"].iloc[0]
    assert (row["public"], row["channel"], row["language"]) == ("habitant", "papier", "fr")
    assert row["answers"] == {"ou": "99001", "avis": "mal"}
    assert row["age_band"] is None
    assert row["source_id"] is None
    assert stored.get_one(models.Response, row["response_id"]).commune == "99001"


def test_the_campaign_is_told(stored: Session) -> None:
    frame = frames.responses(stored, world(stored).id, "deux")
    assert list(frame["campaign"]) == ["marche"]


def test_paroles_are_one_row_each_with_their_response_beside(engine: Engine) -> None:
    with Session(engine, autoflush=False) as session:
        frame = frames.paroles(session, world(session).id)
    assert tuple(frame.columns) == frames.PAROLES
    assert sorted(frame["text"]) == ["Plus tôt", "Tard", "Tôt"]
    early = frame[frame["received_on"] == DAY]
    assert dict(zip(early["question"], early["text"], strict=True)) == {
        "dire": "Tôt",
        "proposer": "Plus tôt",
    }
    assert set(early["commune"]) == {"99001"}
    assert early["response_id"].nunique() == 1


@pytest.mark.parametrize("read", [frames.responses, frames.paroles])
def test_one_survey_is_read_alone_and_only_in_its_own_territory(
    stored: Session, read: Callable[..., pd.DataFrame]
) -> None:
    here = world(stored)
    assert set(read(stored, here.id, "un")["survey"]) == {"un"}
    assert read(stored, here.id, "bruit").empty
    assert read(stored, here.id, "inconnu").empty


@pytest.mark.parametrize("read", [frames.responses, frames.paroles])
def test_an_empty_frame_has_its_columns(stored: Session, read: Callable[..., pd.DataFrame]) -> None:
    frame = read(stored, territory(stored).id)
    assert frame.empty
    assert "response_id" in frame.columns


def test_identifiers_stay_whole_numbers_beside_missing_values(stored: Session) -> None:
    survey = published(stored, territory(stored))
    biggest = 2**53 - 1
    found = response(stored, survey)
    row = {"survey_id": survey.id, "version_id": found.version_id, "received_on": DAY}
    stored.add(models.Response(id=biggest, public="elu", answers={}, **row))
    stored.flush()
    ids = list(frames.responses(stored, survey.territory_id)["response_id"])
    assert sorted(ids) == sorted([found.id, biggest])
    assert all(type(one) is int for one in ids)
