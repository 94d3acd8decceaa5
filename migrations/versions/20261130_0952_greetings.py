"""Letters the bank was shipped with begin with the greeting by name; what anybody changed stays"""

from __future__ import annotations

import os

import sqlalchemy as sa
from alembic import op

revision = "202611300952"
down_revision = "202611300951"
branch_labels = None
depends_on = None

OLD = {
    "ru": ("Здравствуйте, {person}!", "{person}!"),
    "en": ("Good day, {person},", "Dear {person},"),
}
PLAIN = {"ru": "Здравствуйте!", "en": "Good day,"}
#: md5 of the letters of introduction as they were shipped: (tier, language) → the sum.
INTRODUCTIONS = {
    ("vip", "ru"): "40cb349d0cadcba7a4b4793ca9c41c2b",
    ("vip", "en"): "7ea58729cc00191b81b00eca5d510870",
    ("others", "ru"): "9025239021e223119ef29031b4326d8d",
    ("others", "en"): "34fea19516ed9446086b3c07c9ee8cac",
}
FOLLOWUPS = {"ru": "e96ebf5d4dbad288e53aeec4dcd2268d", "en": "bde410e89dde4d4236f9bdeb29e22f49"}
_LETTERS = bytes.maketrans(bytes(range(256)), b"0123456789abcdefghjkmnpqrstvwxyz" * 8)


def _public_id() -> str:
    return os.urandom(16).translate(_LETTERS).decode()


def _greets(column: str, opening: str) -> str:
    """SQL: ``column`` with the greeting in the place of ``opening``."""
    return f"'{{greeting}}' || substr({column}, {len(opening) + 1})"


def _begins(column: str, opening: str) -> str:
    return f"starts_with({column}, '{opening}' || chr(10))"


def upgrade() -> None:
    for language, openings in OLD.items():
        body = f"body_{language}"
        for opening in openings:
            op.execute(sa.text(
                f"UPDATE letter_text SET {body} = {_greets(body, opening)}"
                f" WHERE code <> '' AND version = 1 AND {_begins(body, opening)}"
            ))  # fmt: skip
    for language, known in FOLLOWUPS.items():
        text = f"text_{language}"
        op.execute(
            f"UPDATE followup_rule SET {text} = {_greets(text, PLAIN[language])}"
            f" WHERE md5({text}) = '{known}'"
        )
    for (tier, language), known in INTRODUCTIONS.items():
        opening = {"ru": "Здравствуйте, {client.name}!", "en": "Dear {client.name},"}[language]
        text = f"letters #>> '{{{tier},text_{language}}}'"
        op.execute(
            "UPDATE handover SET letters = jsonb_set("
            f"letters, '{{{tier},text_{language}}}', to_jsonb({_greets(f'({text})', opening)}))"
            f" WHERE state = 'draft' AND md5({text}) = '{known}'"
        )
    _publish_schedules()


def _publish_schedules() -> None:
    """A version more of each shipped template that is as it came, for what is published never
    changes; schedules that run keep theirs."""
    base = op.get_bind()
    begins = " OR ".join(_begins(f"message_{one}", opening) for one, opening in PLAIN.items())
    found = base.execute(sa.text(
        "SELECT version.id, version.template_id FROM schedule_template_version AS version"
        " JOIN schedule_template ON schedule_template.id = version.template_id"
        " WHERE code <> '' AND schedule_template.number = 1 AND version.number = 1"
        " AND published_by_id IS NULL AND NOT EXISTS (SELECT FROM schedule_template_version"
        "  AS other WHERE other.template_id = version.template_id AND other.id <> version.id)"
        " AND EXISTS (SELECT FROM schedule_template_step"
        f"  WHERE version_id = version.id AND ({begins}))"
    )).all()  # fmt: skip
    columns = [
        one["name"]
        for one in sa.inspect(base).get_columns("schedule_template_step")
        if one["name"] not in ("id", "public_id", "version_id")
    ]
    taken = ", ".join(
        f"CASE WHEN {_begins(one, PLAIN[one[-2:]])} THEN {_greets(one, PLAIN[one[-2:]])}"
        f" ELSE {one} END"
        if one in ("message_ru", "message_en")
        else one
        for one in columns
    )
    for version, template in found:
        made = base.execute(
            sa.text(
                "INSERT INTO schedule_template_version"
                " (template_id, number, title_en, title_ru, note_en, note_ru)"
                " SELECT template_id, 0, title_en, title_ru, note_en, note_ru"
                " FROM schedule_template_version WHERE id = :version RETURNING id"
            ),
            {"version": version},
        ).scalar_one()
        steps = base.execute(
            sa.text("SELECT id FROM schedule_template_step WHERE version_id = :version"),
            {"version": version},
        ).scalars()
        for step in list(steps):
            base.execute(
                sa.text(
                    "INSERT INTO schedule_template_step (public_id, version_id,"
                    f" {', '.join(columns)}) SELECT :key, :made, {taken}"
                    " FROM schedule_template_step WHERE id = :step"
                ),
                {"key": _public_id(), "made": made, "step": step},
            )
        base.execute(
            sa.text(
                "UPDATE schedule_template_version SET number = 2, published_at = now()"
                " WHERE id = :made"
            ),
            {"made": made},
        )
        base.execute(
            sa.text("UPDATE schedule_template SET number = 2 WHERE id = :template"),
            {"template": template},
        )


def downgrade() -> None:
    """The words stay: nothing of the tables has changed."""
