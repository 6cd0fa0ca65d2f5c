"""The responses of a survey as a frame, for tests that look at columns."""

from collections.abc import Mapping

import pandas as pd
from sqlalchemy.orm import Session

from app.services.reports import streaming
from surveys.models import Survey


def responses_frame(
    session: Session, survey: Survey, names: Mapping[int, str] | None = None
) -> pd.DataFrame:
    rows = list(streaming.responses(session, survey, names))
    return pd.DataFrame(rows, columns=streaming.names(survey), dtype=object)
