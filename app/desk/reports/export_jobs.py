"""Long exports on the desk: ask, watch, cancel, fetch."""

from flask import Blueprint, abort, redirect, render_template, request, send_file, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app import bell, web
from app.desk.access import may
from app.extensions import db
from app.models.exports import ExportJob
from app.services.reports import delivery, jobs
from surveys.base import start_writing

JOB = "/exports/travaux/<int(max=9007199254740991):job_id>"


def add_doors(blueprint: Blueprint) -> None:
    blueprint.add_url_rule(JOB, "export_job", show)
    blueprint.add_url_rule(f"{JOB}/fichier", "export_file", fetch)
    blueprint.add_url_rule(f"{JOB}/annuler", "cancel_export", cancel, methods=["POST"])


def order(asked: jobs.Order) -> Response:
    """Writes down what is asked for, rings, and shows how far it is."""
    session = db.session()
    territory, user = web.territory(), current_user.id
    start_writing(session)
    job = jobs.order(session, user, territory, asked, web.utc_now())
    session.commit()
    bell.connect(web.settings()).ring(job.id)
    return redirect(url_for("desk.export_job", job_id=job.id), 303)


def mine() -> list[ExportJob]:
    """What the person signed in asked for, and may still fetch."""
    found = jobs.mine(db.session(), current_user.id, web.territory())
    return [job for job in found if may(job.right)]


def show(job_id: int) -> str | Response:
    job = _own(job_id)
    if web.wants_json():
        return web.json_answer({"state": job.state, "done": job.done, "total": job.total}, 200)
    return render_template("desk/reports/export_job.html", job=job)


def fetch(job_id: int) -> Response:
    """The file, to its owner, who must still have the right that it asks for."""
    job = _own(job_id)
    file = jobs.place(web.settings().home, job.id)
    if job.state != "ready" or not file.is_file():
        abort(404)
    kind = delivery.MIMETYPES[job.file_name.rsplit(".", 1)[1]]
    answer = send_file(file, mimetype=kind, as_attachment=True, download_name=job.file_name)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def cancel(job_id: int) -> Response:
    job = _own(job_id)
    session = db.session()
    start_writing(session)
    jobs.cancel(session, job, web.settings().home, web.utc_now())
    session.commit()
    return redirect(url_for("desk.exports"), 303)


def _own(job_id: int) -> ExportJob:
    job = jobs.find(db.session(), job_id, current_user.id, web.territory())
    if job is None:
        abort(404)
    if not may(job.right):
        abort(403)
    return job


def choices() -> dict[str, list[str]]:
    """What the address, or the form that repeats it, says."""
    given = {name: values for name, values in request.values.lists() if name != "csrf_token"}
    return {name: [value for value in values if value] for name, values in given.items()}
