"""What an answer is asked for while far too many arrive: work for its device, or a short wait.

Nobody has a puzzle to solve, and every word stays: in the page, or in the device's queue.
"""

from collections.abc import Mapping, Sequence

from flask import Response, current_app, render_template, request, url_for

from app import assets, web
from app.answer import pages, proof, surge

Raw = Mapping[str, Sequence[str]]
PROOF = "proof"


def unmet(opened: pages.Open, raw: Raw, key: str) -> bool:
    """Whether this answer must first bring a proof; one that brings a good one never must."""
    if not current_app.config["RATELIMIT_ENABLED"]:
        return False
    if proof.is_good(web.secret(), opened.slug, key, _given(raw)):
        return False
    return surge.arrived(opened.survey.id, key)


def ask(opened: pages.Open, raw: Raw, key: str) -> Response:
    """Not stored yet: what to do, with everything that was typed, under the same key."""
    asked = proof.ask(web.secret(), opened.slug, key, _given(raw))
    solver = assets.script_url("proof")
    if web.wants_json():
        said = {"error": str(pages.CROWD), "challenge": asked.challenge, "solver": solver}
        response = web.json_answer(
            said | {"patience": f"&{PROOF}={asked.patience}", "wait": asked.wait}, 429
        )
    else:
        kept = {*opened.definition.by_name, "campaign", "helped", "invitation", "issued", "website"}
        page = render_template(
            "answer/patience.html",
            opened=opened,
            asked=asked,
            key=key,
            typed=[(name, text) for name, texts in raw.items() if name in kept for text in texts],
            address=_address(opened.slug),
        )
        response = pages.unstored(page, 429)
    response.headers["Retry-After"] = str(asked.wait)
    return response


def _given(raw: Raw) -> str:
    return next(iter(raw.get(PROOF, ())), "")


def _address(slug: str) -> str:
    """Where the answer goes; a device that several people share stays one."""
    shared = {"partage": ""} if "partage" in request.args else {}
    return url_for("answer.submit", slug=slug, **shared)  # type: ignore[arg-type]
