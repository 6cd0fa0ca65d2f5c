"""The peer as a site of its own, run by its own Python: its settings, and the same questions.

Django's defaults, with the database as ours has it: WAL, a sync at each commit, BEGIN IMMEDIATE.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import include, path

HOME = Path(os.environ["PEER_HOME"])
DURABLE = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
KINDS = {
    "scale": "radio",
    "long_text": "text",
    "short_text": "short-text",
    "single_choice": "radio",
    "several_choices": "select-multiple",
    "commune": "select",
    "number": "integer",
}

settings.configure(
    SECRET_KEY="a throw-away key for a measure on loopback",  # noqa: S106
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    USE_TZ=True,
    STATIC_URL="/static/",
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    CHOICES_SEPARATOR="|",
    USER_DID_NOT_ANSWER="",
    DEFAULT_SURVEY_PUBLISHING_DURATION=7,
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "django.contrib.messages",
        "django.contrib.staticfiles",
        "survey",
    ],
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
    ],
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "APP_DIRS": True,
            "OPTIONS": {
                "context_processors": [
                    "django.template.context_processors.request",
                    "django.contrib.auth.context_processors.auth",
                    "django.contrib.messages.context_processors.messages",
                ]
            },
        }
    ],
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": HOME / "peer.sqlite",
            "OPTIONS": {
                "timeout": 30,
                "transaction_mode": "IMMEDIATE",
                "init_command": DURABLE,
            },
        }
    },
)
app = get_wsgi_application()  # the peer's addresses can be read only once this is set up
urlpatterns = [path("", include("survey.urls"))]


def fill(questions: list[dict[str, Any]]) -> dict[str, tuple[str, list[str]]]:
    """Creates the tables and the survey; question key → the name of its input, and its values."""
    from django.core.management import call_command
    from survey.models import Category, Question, Survey

    call_command("migrate", verbosity=0)
    survey = Survey.objects.create(
        name="Mesure", description="Douze questions", need_logged_user=False
    )
    category = Category.objects.create(name="Tout", survey=survey, order=1)
    inputs = {}
    for order, asked in enumerate(questions):
        made = Question.objects.create(
            text=asked["label"],
            order=order,
            required=False,
            survey=survey,
            category=category,
            type=KINDS[asked["kind"]],
            choices="|".join(asked["choices"]),
        )
        values = [value for value, _label in made.get_choices() or ()] if asked["choices"] else []
        inputs[asked["key"]] = (f"question_{made.pk}", values)
    return inputs


if __name__ == "__main__":
    json.dump(fill(json.load(sys.stdin)), sys.stdout)
