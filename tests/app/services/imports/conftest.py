"""A territory of two invented communes, and a file taken from its words to its plan."""

import pytest
from sqlalchemy.orm import Session

from surveys.models import Territory
from tests.storing import territory


@pytest.fixture
def here(either: Session) -> Territory:
    return territory(either)
