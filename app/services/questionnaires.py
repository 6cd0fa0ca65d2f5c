"""Published definitions, read once per version: they never change."""

from surveys import schema
from surveys.models import SurveyVersion

_READ: dict[str, schema.Survey] = {}
_MOST = 500


def definition(version: SurveyVersion) -> schema.Survey:
    """The questionnaire of this version, from memory when it was read before."""
    found = _READ.get(version.content_hash)
    if found is None:
        if len(_READ) >= _MOST:
            _READ.clear()
        found = _READ[version.content_hash] = schema.from_dict(version.definition)
    return found
