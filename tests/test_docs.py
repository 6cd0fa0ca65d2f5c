"""Undocumented means red: each setting, command, option and make target is named in the README."""

import argparse
import ast
import re
from collections.abc import Iterator

import click
import pytest
from flask import Flask

from analysis.__main__ import _parser
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text("utf-8")
# Flask's own and its extensions': their documentation is theirs.
FOREIGN = {"run", "shell", "routes", "db", "translate", "users", "roles", "limiter", "fsqlalchemy"}


def settings_read() -> set[str]:
    """Every PAROLES_* name in the code that runs or tests it."""
    found: set[str] = set()
    for folder in ("app", "surveys", "analysis", "tests", "bench"):
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    found |= set(re.findall(r"^PAROLES_[A-Z_]*[A-Z]$", node.value))
    return found


def commands(group: click.Group, before: str) -> Iterator[tuple[str, click.Command]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{before} {name}")
        else:
            yield f"{before} {name}", command


def our_commands(app: Flask) -> dict[str, click.Command]:
    ours = click.Group(commands={n: c for n, c in app.cli.commands.items() if n not in FOREIGN})
    return dict(commands(ours, "flask"))


def row_of(command: str) -> str:
    pattern = re.compile(rf"^\| (?:.* · )?`{re.escape(command)}[` ].*$", re.M)
    found = pattern.findall(README)
    assert found, f"the README says nothing of `{command}`"
    return " ".join(found)


def test_each_setting_is_in_the_readme() -> None:
    read = settings_read()
    assert len(read) > 10
    missing = {name for name in read if f"| `{name}` |" not in README}
    assert missing == set()


def test_each_setting_of_the_readme_exists() -> None:
    named = set(re.findall(r"^\| `(PAROLES_\w+)`", README, re.M))
    assert named - settings_read() == set()


def test_each_flask_command_is_in_the_readme_with_its_options(app: Flask) -> None:
    ours = our_commands(app)
    assert {"flask demo", "flask tag", "flask paroles import"} <= set(ours)
    for name, command in ours.items():
        row = row_of(name)
        for parameter in command.params:
            if isinstance(parameter, click.Option) and parameter.opts[0] != "--territory":
                assert parameter.opts[0] in row, f"{name} {parameter.opts[0]}"
    assert "`--territory KEY`" in README


def test_each_flask_command_of_the_readme_exists(app: Flask) -> None:
    named = set(re.findall(r"`(flask [a-z]+(?: [a-z]+)?)(?= |`)", README))
    foreign = tuple(f"flask {name}" for name in FOREIGN)
    ours = {name for name in named if not name.startswith(foreign)}
    assert ours - set(our_commands(app)) == set()


def subcommands() -> dict[str, argparse.ArgumentParser]:
    for action in _parser()._actions:
        if isinstance(action, argparse._SubParsersAction):
            return dict(action.choices)
    raise AssertionError("python -m analysis has no command")


@pytest.mark.parametrize("name", sorted(subcommands()))
def test_each_analysis_command_is_in_the_readme(name: str) -> None:
    assert row_of(f"python -m analysis {name}")


def make_targets() -> set[str]:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    phony = re.search(r"^\.PHONY:(.*)$", makefile, re.M)
    assert phony
    return set(phony.group(1).split())


def test_each_make_target_is_in_the_readme() -> None:
    assert {"run", "test", "check"} <= make_targets()
    for target in make_targets():
        assert row_of(f"make {target}")


def test_each_make_target_of_the_readme_exists() -> None:
    named = set(re.findall(r"^\| `make ([a-z-]+)`", README, re.M))
    assert named - make_targets() == set()


def test_each_role_is_in_the_readme() -> None:
    from app.models.staff import RIGHTS

    for role in RIGHTS:
        assert f"`{role}`" in README


def test_every_file_the_readme_names_is_there() -> None:
    for name in re.findall(r"`((?:[a-z_]+/)+|[\w/]+\.(?:md|py|toml|txt))`", README):
        made = name.startswith((".venv", "instance", "mail", "my-"))
        assert made or (ROOT / name).exists() or (ROOT / "app" / name).exists(), name


def test_each_kind_of_question_and_each_of_its_fields_is_documented() -> None:
    from dataclasses import fields

    from surveys.questions import KINDS

    text = (ROOT / "docs" / "questionnaires.md").read_text("utf-8")
    for name, kind in KINDS.items():
        assert f"| `{name}` |" in text, name
        for field in fields(kind):
            assert f"`{field.name}`" in text, (name, field.name)


def test_the_questionnaire_of_the_documentation_can_be_asked() -> None:
    from surveys.loader import parse_toml

    text = (ROOT / "docs" / "questionnaires.md").read_text("utf-8")
    asked = parse_toml(text.split("```toml\n", 1)[1].split("```", 1)[0], "docs")
    assert [question.key for question in asked.questions] == ["venue", "manque"]


def test_each_type_and_column_of_a_spreadsheet_is_documented() -> None:
    from surveys.xlsform.words import NOT_TAKEN
    from surveys.xlsform.writing import tables
    from tests.answering import every_kind

    text = (ROOT / "docs" / "xlsform.md").read_text("utf-8")
    made = tables(every_kind())
    for row in (*made.survey, *made.choices, *made.settings):
        for column in row:
            base = column.partition("::")[0]
            named = re.sub(r"_\d+$", "_1", re.sub(r"_(habitant|association)$", "_elu", base))
            assert f"`{named}" in text or named in ("type", "list_name"), column
    for row in made.survey:
        assert f"`{row['type'].split()[0]}" in text
    for kind in ("geopoint", "image", "audio", "barcode", "calculate", "deviceid", "time"):
        assert kind in NOT_TAKEN
        assert f"`{kind}`" in text
