"""The portrait: the newest import is told, all stay."""

from sqlalchemy.orm import Session

from app.services.diagnostic import portrait
from surveys.models import Territory
from tests.diagnosing import told


def test_undoing_an_import_brings_the_figure_before_it_back(
    either: Session, here: Territory
) -> None:
    told(either, here, 1200)
    newer = told(either, here, 1250)
    found = portrait.one(either, here, "population")
    assert found is not None
    assert [each.value for each in found.figures] == [1250]
    either.delete(newer.came_with)
    either.flush()
    either.expire_all()
    found = portrait.one(either, here, "population")
    assert found is not None
    assert [each.value for each in found.figures] == [1200]
