"""Paroles for a file come by chunks, and say what the frame of the synthesis says."""

import pytest
from sqlalchemy.orm import Session

from app.models.coding import Coding
from app.services.reports import exporting, parole_rows
from surveys.models import Territory
from tests.storing import NOW, definition, parole, published, tagged, territory


@pytest.fixture
def here(either: Session) -> Territory:
    """Seven paroles in two questionnaires, some decided, beside another territory's."""
    elsewhere = territory(either, "ailleurs")
    parole(either, published(either, elsewhere, definition("bruit")), "Bruit", ou="99001")
    here = territory(either, "ici")
    one, two = (published(either, here, definition(slug)) for slug in ("une", "deux"))
    said = [parole(either, one, f"Parole {number}", ou="99001") for number in range(5)]
    said += [parole(either, two, f"Autre {number}", ou="99001") for number in range(2)]
    tagged(either, said[0].id, "mobilite", state="proposed")
    tagged(either, said[1].id, "mobilite", state="confirmed")
    tagged(either, said[1].id, "sante", state="refused")
    tagged(either, said[5].id, "sante", state="refused")
    tagged(either, said[6].id, "sante", state="added")
    either.get_one(Coding, said[6].id).checked_at = NOW
    either.flush()
    return here


@pytest.mark.parametrize("slug", [None, "une", "bruit"])
@pytest.mark.parametrize("chunk", [1, 2, 1000])
def test_chunks_give_the_rows_of_the_frame(
    either: Session,
    here: Territory,
    slug: str | None,
    chunk: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(parole_rows, "CHUNK", chunk)
    frame = exporting.paroles_frame(either, here, slug)
    rows = list(parole_rows.rows(either, here, slug))
    assert rows == frame[list(parole_rows.NAMES)].values.tolist()
    assert len(rows) == parole_rows.count(either, here, slug) == {None: 7, "une": 5}.get(slug, 0)


def test_states_and_sources_are_those_of_people(either: Session, here: Territory) -> None:
    told = {str(row[1]): row[4:] for row in parole_rows.rows(either, here)}
    assert told["Parole 0"] == [("mobilite",), (), None, "proposed", "machine"]
    assert told["Parole 1"][0] == ("mobilite",)
    assert told["Autre 0"] == [(), (), None, "proposed", "human"]
    assert told["Autre 1"][0] == ("sante",)
    assert told["Autre 1"][3:] == ["confirmed", "human"]
