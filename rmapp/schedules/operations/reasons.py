"""Reasons of dates as they were kept before holidays had a name in each language."""

from __future__ import annotations

import sqlalchemy as sa

from ...core.db import db
from ...staff.followers import follows_names

_NAME_ANEW = sa.text(
    """
    UPDATE schedule_step AS step SET why = (
        SELECT jsonb_agg(
            CASE WHEN day.title_en IS NULL THEN reason ELSE jsonb_set(
                reason, '{name}', jsonb_build_object('en', day.title_en, 'ru', day.title)
            ) END ORDER BY place
        )
        FROM jsonb_array_elements(step.why) WITH ORDINALITY AS kept (reason, place)
        LEFT JOIN calendar_day AS day
            ON reason ->> 'why' = 'holiday'
            AND day.day = CAST(reason ->> 'day' AS date)
            AND day.title = reason ->> 'name'
            AND day.title_en <> ''
    )
    WHERE jsonb_path_exists(
        step.why, '$[*] ? (@.why == "holiday" && @.name.type() == "string" && @.name != "")'
    )
    """
)


@follows_names
def name_anew() -> None:
    """Give the holidays in the reasons of steps, kept in the bank's language alone, the names of
    both (C2): every reader reads why a date is what it is."""
    db.session.execute(_NAME_ANEW)
