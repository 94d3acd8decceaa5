"""Files and imports for the tests of the exchange."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import Flask

from rmapp.clients.models import Client
from rmapp.core.db import db
from rmapp.core.transaction import transaction
from rmapp.exchange import fields, operations, queries
from rmapp.exchange.models import Import, ImportRow
from rmapp.work import runner
from tests.cast import Cast

HEAD = "Код;ОПФ;Наименование;Адрес;Телефон;E-mail;ИНН;Сайт"
FIRMS = [
    "1;ООО;Кедр;г. Москва, ул. Лесная, д. 5;(495) 540-75-20;info@kedr.ru;7707083893;kedr.ru",
    "2;АО;Северный мост;г. Тверь, ул. Мира, д. 8;(4822) 34-56-78;most@most.ru;;most.ru",
    "3;ООО;Вектор-Медиа;г. Москва, Садовая ул., д. 1;+7 916 123-45-67;ask@vector.ru;;",
]


def table(*lines: str, head: str = HEAD) -> bytes:
    """A CSV as offices write it: cp1251, semicolons."""
    return "\r\n".join([head, *(lines or FIRMS)]).encode("cp1251")


def many(count: int) -> bytes:
    """A CSV of ``count`` firms that have nothing in common."""
    lines = [
        f"{n};ООО;Фирма Номер {n} {chr(1040 + n % 30)}{n * 7919};г. Москва, Улица {n}, д. {n};"
        f"(495) {200 + n // 10000}-{n // 100 % 100:02}-{n % 100:02};a{n}@firm{n}.ru;;firm{n}.ru"
        for n in range(1, count + 1)
    ]
    return table(*lines)


class Desk:
    """Imports on behalf of known people, each step in a transaction of its own."""

    def __init__(self, app: Flask, cast: Cast) -> None:
        self.app, self.cast = app, cast

    def bring(
        self, content: bytes, who: str = "mara", mapping: dict[str, str] | None = None, **how: Any
    ) -> int:
        """A file with its columns said; the key of the import."""
        with self.app.app_context(), transaction():
            actor = self.cast.actor(who)
            import_ = operations.upload(actor=actor, content=content, file_name="firms.csv")
            wanted = import_.mapping
            if mapping is not None:
                wanted = fields.by_names(import_.columns, mapping)
            operations.map_columns(import_, actor=actor, mapping=wanted, **how)
            return import_.id

    def check(self, id: int, who: str = "mara") -> str:
        """The dry run; how the work ended."""
        with self.app.app_context():
            with transaction():
                item = operations.begin_check(queries.locked(id), actor=self.cast.actor(who))
            return runner.run(item.id)

    def begin(self, id: int, who: str = "mara") -> int:
        """The import submitted; the key of its work."""
        with self.app.app_context(), transaction():
            return operations.begin_run(queries.locked(id), actor=self.cast.actor(who)).id

    def work(self, item_id: int) -> str:
        """Work on it until it is over."""
        with self.app.app_context():
            return runner.run(item_id)

    def take_in(self, content: bytes, who: str = "mara", **how: Any) -> Import:
        """All steps; the import afterwards."""
        id = self.bring(content, who, **how)
        assert self.check(id, who) == "done"
        counts = self.counts(id)
        if counts["create"] + counts["update"]:
            assert self.work(self.begin(id, who)) == "done"
        return self.read(id)

    def read(self, id: int) -> Import:
        """The import as it is."""
        with self.app.app_context(), transaction():
            return db.session.get_one(Import, id, populate_existing=True)

    def counts(self, id: int) -> dict[str, int]:
        """Rows by fate."""
        with self.app.app_context(), transaction():
            return queries.counts(db.session.get_one(Import, id))

    def rows(self, id: int) -> list[ImportRow]:
        """The rows in the order of the file."""
        with self.app.app_context(), transaction():
            return list(
                db.session.execute(
                    sa.select(ImportRow).where(ImportRow.import_id == id).order_by(ImportRow.number)
                ).scalars()
            )

    def clients(self) -> int:
        """How many clients are in the base, the bin left out."""
        with self.app.app_context(), transaction():
            return int(
                db.session.execute(
                    sa.select(sa.func.count(Client.id)).where(Client.deleted_at.is_(None))
                ).scalar_one()
            )
