"""The small form of ``make crash``: 1,000 letters, 20 kills, one FLUSHALL, one Redis killed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bench.crash import Run
from bench.crash_stage import Plan
from rmapp.core.db import db
from rmapp.core.embedded import Engines
from rmapp.factory import create_app
from tests.engines import own_database


@pytest.mark.crash
def test_letters_survive_kills_and_the_loss_of_redis(worker: str, tmp_path: Path) -> None:
    template = os.environ["RMTEST_TEMPLATE"]
    tmp_path.chmod(0o711)
    engines = Engines(Path(os.environ["RMTEST_FOLDER"]) / f"crash_{worker}", postgres=False)
    with own_database(f"{template}_{worker}_crash", template=template) as (_owner, serving):
        app = create_app(database_url=serving)
        plan = Plan(
            letters=1_000,
            kills=20,
            flushes=1,
            redis_kills=1,
            postgres_restarts=0,
            stops=1,
            cancels=60,
            pace=0.5,
            lease=4.0,
            patience=90.0,
        )
        try:
            engines.start()
            outcome = Run(plan, app, serving, engines, tmp_path).run()
        finally:
            engines.stop()
            with app.app_context():
                db.engine.dispose()
    print(outcome)
    assert outcome.kills == 20
    assert (outcome.lost, outcome.unfinished, outcome.after_cancel) == (0, 0, 0), outcome
    assert outcome.unflagged_doubles == 0, outcome
    assert outcome.doubled <= outcome.flagged
