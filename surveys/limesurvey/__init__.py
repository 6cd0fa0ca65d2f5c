"""LimeSurvey's tab-separated « survey structure » (.txt) read as a questionnaire."""

from surveys.limesurvey.reading import read

__all__ = ["read"]
