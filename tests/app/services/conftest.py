"""What most tests of a service begin with; a file that needs another makes its own."""

import pytest
from sqlalchemy.orm import Session

from app.models.staff import User
from app.services.accounts import staff
from surveys.models import Survey, Territory
from tests.storing import published, territory


@pytest.fixture
def here(either: Session) -> Territory:
    return territory(either)


@pytest.fixture
def survey(either: Session, here: Territory) -> Survey:
    return published(either, here)


@pytest.fixture
def chargee(either: Session, here: Territory) -> User:
    return staff.add(either, "chargee@example.org", "chargee", here)
