"""The filter of the list of clients, as it stands in the address."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, Form, IntegerField, SelectField, StringField
from wtforms.validators import Length, NumberRange, Optional

from ...core.forms import squeeze
from ...staff.models import Employee
from ..models import ClientKind, Lifecycle, Temperature
from ..queries import Filter
from ..queries.listing import ORDERS
from ..words import KINDS, LIFECYCLES, TEMPERATURES, words

_SORTS = {*ORDERS, *(f"-{name}" for name in ORDERS)}


def _choices(catalogue: dict[Any, Any]) -> list[tuple[str, Any]]:
    return [("", _lp("filter", "any")), *[(code.value, label) for code, label in catalogue.items()]]


class FilterForm(Form):  # type: ignore[misc]
    """What the list shows. What does not fit is left out, not refused: an address can be old."""

    q = StringField(_l("Name, phone, number"), [Length(max=200)], filters=[squeeze])
    lifecycle = SelectField(_l("Lifecycle"), choices=_choices(LIFECYCLES))
    kind = SelectField(_l("Kind"), choices=_choices(KINDS))
    temperature = SelectField(_l("Temperature"), choices=_choices(TEMPERATURES))
    vip = SelectField(
        _l("VIP status"),
        choices=[
            ("", _lp("filter", "any")),
            ("any", _l("VIP clients")),
            ("none", _l("without VIP status")),
        ],
        validate_choice=False,
    )
    manager = SelectField(_l("Manager"), choices=[("", _lp("filter", "any"))])
    silent = IntegerField(
        _l("Silent for days"), [Optional(), NumberRange(1, 3650, message=_l("From 1 to 3650."))]
    )
    no_step = BooleanField(_l("Without a next step"))

    def __init__(self, args: MultiDict[str, str], managers: Iterable[Employee] = ()) -> None:
        super().__init__(args)
        self.managers = {m.public_id: m.name for m in managers}
        self.manager.choices = [
            ("", _lp("filter", "any")),
            ("none", _l("without a manager")),
            *self.managers.items(),
        ]
        self.sort = args.get("sort", "name") if args.get("sort") in _SORTS else "name"
        self.validate()

    def _fit(self, name: str) -> Any:
        field = self[name]
        return field.data if field.data and not field.errors else None

    def wanted(self) -> Filter:
        """The filter that was asked for."""
        lifecycle, kind = self._fit("lifecycle"), self._fit("kind")
        temperature = self._fit("temperature")
        return Filter(
            text=self._fit("q") or "",
            lifecycle=Lifecycle(lifecycle) if lifecycle else None,
            kind=ClientKind(kind) if kind else None,
            temperature=Temperature(temperature) if temperature else None,
            manager=self._fit("manager") or "",
            no_step=bool(self.no_step.data),
            silent=self._fit("silent") or 0,
            vip=(self._fit("vip") or "")[:64],
            sort=self.sort,
        )

    def chips(self) -> list[tuple[str, str]]:
        """The filter in words: (name of the argument, words)."""
        wanted = self.wanted()
        found: list[tuple[str, str]] = []
        if wanted.text:
            found.append(("q", _("Found by: %(value)s", value=wanted.text)))
        for name, catalogue, value in (
            ("lifecycle", LIFECYCLES, wanted.lifecycle),
            ("kind", KINDS, wanted.kind),
            ("temperature", TEMPERATURES, wanted.temperature),
        ):
            if value is not None:
                found.append((name, f"{self[name].label.text}: {words(catalogue, value)}"))
        if wanted.vip:
            labels = dict(self.vip.choices)
            found.append(("vip", f"VIP: {labels.get(wanted.vip, wanted.vip)}"))
        if wanted.manager:
            name = self.managers.get(wanted.manager, _("without a manager"))
            found.append(("manager", _("Manager: %(value)s", value=name)))
        if wanted.silent:
            found.append(("silent", _("Silent for days: %(value)s", value=wanted.silent)))
        if wanted.no_step:
            found.append(("no_step", _("Without a next step")))
        return found
