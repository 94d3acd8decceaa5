"""The house keeps its own rules: imports, doors, commits, sizes, registries."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import sqlalchemy as sa
import sqlalchemy.orm

import rmapp
from rmapp.cli import VERSION
from rmapp.core import registry
from rmapp.core.db import Base
from rmapp.factory import SLICES, load_models
from rmapp.policy.enforce import door_of

CHECKOUT = Path(__file__).resolve().parents[2]
MODULES = sorted((CHECKOUT / "rmapp").rglob("*.py"))
FORBIDDEN_NAMES = {"utils", "helpers", "common", "manager", "misc"}


def test_an_import_only_goes_down():
    _passes(str(Path(sys.executable).parent / "lint-imports"), "--no-cache")


def test_every_type_fits():
    """Here, not before the suite: mypy has one core's work, and a suite has two."""
    _passes(sys.executable, "-m", "mypy")


def _passes(*command: str) -> None:
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-4000:]


def test_only_the_door_commits():
    found = [
        f"{path.relative_to(CHECKOUT)}:{node.lineno}"
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "commit"
        and path.name != "transaction.py"
    ]
    assert found == []


def test_no_room_without_a_noun():
    assert [path for path in MODULES if path.stem in FORBIDDEN_NAMES] == []


def test_the_maps_of_the_house_name_every_slice():
    ladder = (CHECKOUT / "docs" / "architecture.md").read_text()
    for name in SLICES:
        assert f"``{name}``" in (rmapp.__doc__ or ""), f"{name}: rmapp/__init__.py"
        assert re.search(rf"^(.* )?{name}( .*)?$", ladder, re.M), f"{name}: docs/architecture.md"


def test_the_version_is_one_everywhere():
    """In the package, in ``rmapp --version`` and at the head of the changelog."""
    packaged = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))
    newest = re.search(r"^## (\S+)", (CHECKOUT / "CHANGELOG.md").read_text(encoding="utf-8"), re.M)
    assert newest is not None
    assert packaged["project"]["version"] == VERSION == newest[1]


def test_no_module_outgrows_three_hundred_lines():
    long = {
        str(path.relative_to(CHECKOUT)): lines
        for path in MODULES
        if (lines := len(path.read_text().splitlines())) > 300
    }
    assert long == {}


def test_only_the_clock_tells_the_time():
    found = []
    compares_with_the_host = CHECKOUT / "rmapp" / "doctor.py"
    for path in set(MODULES) - {compares_with_the_host}:
        for node in ast.walk(ast.parse(path.read_text())):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in ("now", "utcnow", "today")
                and ast.unparse(node.func.value) in ("datetime", "dt.datetime", "date", "dt.date")
            ):
                found.append(f"{path.relative_to(CHECKOUT)}:{node.lineno}")
    assert found == []


def test_only_one_place_asks_flask_babel_for_the_zone():
    """Its zones are of pytz: ``combine(day, time, zone)`` is half an hour off in Moscow."""
    asking = {
        str(path.relative_to(CHECKOUT))
        for path in MODULES
        if re.search(r"\bget_timezone\b", path.read_text())
    }
    assert asking == {"rmapp/core/i18n.py"}


def test_no_list_offers_bare_pairs():
    """They go out of WTForms with 3.4; ``core.forms.as_choices`` says what takes their place."""
    found = []
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Assign):
                offers = any(getattr(one, "attr", "") == "choices" for one in node.targets)
            else:
                offers = isinstance(node, ast.keyword) and node.arg == "choices"
            if offers and isinstance(node.value, ast.List | ast.ListComp | ast.Tuple):
                pairs = [one for one in ast.walk(node.value) if isinstance(one, ast.Tuple)]
                found += [f"{path.relative_to(CHECKOUT)}:{one.lineno}" for one in pairs]
    assert found == []


def test_every_view_has_a_door(app):
    assert [r.endpoint for r in app.url_map.iter_rules() if door_of(app, r.endpoint) is None] == []


def test_an_application_with_an_open_view_does_not_start(app):
    from flask import Flask

    from rmapp.policy.enforce import check_doors

    bare = Flask("bare")
    bare.add_url_rule("/open", "open", lambda: "come in")
    with pytest.raises(RuntimeError, match="open"):
        check_doors(bare)


def _foreign_keys(target: str) -> set[str]:
    load_models()
    return {
        f"{table.name}.{key.parent.name}"
        for table in Base.metadata.tables.values()
        for key in table.foreign_keys
        if key.column.table.name == target
    }


def test_a_handover_forgets_no_key_to_an_employee():
    assert _foreign_keys("employee") == {str(hanging) for hanging in registry.on_employee()}


def test_a_merge_forgets_no_key_to_a_client():
    assert _foreign_keys("client") == {str(hanging) for hanging in registry.on_client()}


def test_nothing_is_loaded_by_the_way():
    """What a page shows is loaded with its row. The suite adds nothing to it: an option of its own
    for every statement hid what a row loses when it is read anew, and a page failed."""
    load_models()
    sa.orm.configure_mappers()
    kinds = {
        f"{mapper.class_.__name__}.{one.key}": one.lazy
        for mapper in Base.registry.mappers
        for one in mapper.relationships
    }
    assert {name for name, lazy in kinds.items() if lazy != "raise"} == set()


def test_every_foreign_key_is_indexed():
    """But those that only say who did it then: nobody looks a row up by them, and employees and
    scenarios are never deleted."""
    load_models()
    history = {
        str(hanging)
        for hanging in registry.on_employee()
        if hanging.rule is registry.AtHandover.HISTORY
    } | {"interaction.scenario_id"}
    bare = []
    for table in Base.metadata.tables.values():
        led = {tuple(index.columns.keys())[:1] for index in table.indexes}
        led |= {
            tuple(c.columns.keys())[:1]
            for c in table.constraints
            if isinstance(c, sa.UniqueConstraint)
        }
        led |= {tuple(table.primary_key.columns.keys())[:1]}
        bare += [
            f"{table.name}.{key.parent.name}"
            for key in table.foreign_keys
            if (key.parent.name,) not in led and f"{table.name}.{key.parent.name}" not in history
        ]
    assert bare == []
