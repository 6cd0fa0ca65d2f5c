"""Tables of what staff decide, beside those of surveys/."""


def load_models() -> None:
    """Makes every table known to the metadata."""
    from app.models import coding, grid, outreach, staff  # noqa: F401 - imported for their tables
    from surveys import models  # noqa: F401
