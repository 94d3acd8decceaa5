"""A whole form saved over a dossier that changed meanwhile: what one side alone changed stands,
what both changed is asked, nothing is lost unseen (D18).

A form sends everything, also what nobody touched. So each value is compared with what it was when
the form was drawn: untouched ones give way to the colleague's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, cast

from flask_babel import gettext as _

from ...clients import custom
from ...clients.catalogue import label_of
from ...clients.models import Client, CustomField
from ...clients.words import FIELDS as LABELS
from ...policy.enforce import Actor, demand
from .. import queries, rules
from ..rules import Side, three_way
from ..rules.past import CUT
from ..spoken import spoken, told, typed
from . import lists
from .editing import kept
from .meanwhile import Line, clash
from .ways import WAYS, Way

_READ: dict[str, Callable[[list[Any]], list[Any]]] = {
    "phones": lists.phone_entries,
    "emails": lists.email_entries,
    "messengers": lists.messenger_entries,
    "addresses": lists.address_entries,
}
#: (list, place of the row, column) → the name of the input and its label.
Naming = Callable[[str, int, str], tuple[str, Any]]


@dataclass
class Reconciled:
    """What is to be saved at ``version``. ``theirs``: labels of what a colleague changed and what
    stands as they left it."""

    version: int
    fields: dict[str, Any]
    rows: dict[str, list[Any]]
    theirs: list[str] = field(default_factory=list)


def reconcile(
    client: Client,
    *,
    actor: Actor,
    version: int,
    fields: Mapping[str, Any],
    rows: Mapping[str, Sequence[Any]],
    naming: Naming,
) -> Reconciled:
    """The values of a whole form brought together with what others saved since ``version``.

    ``rows``: list → its entries in the order of the form. Refuses with Forbidden; with Conflict
    where both sides changed one value: ``extra["versions"]`` as ``edit_client`` tells it, with
    ``yours_value`` besides; ``extra["taken"]``: ``[{field, label, theirs, theirs_value}]``, what
    a colleague alone changed.
    """
    demand(actor, "clients:edit")
    client = queries.locked(client)
    given = Reconciled(version, dict(fields), {name: list(found) for name, found in rows.items()})
    if client.version <= version:
        return given
    since = queries.changes_since(client.id, version)
    if not since.before:
        return given
    asked: list[Line] = []
    taken: list[Line] = []
    _fields(client, given, since.before, actor, asked, taken)
    if since.moment is not None:
        known = queries.lists_at([client.id], since.moment).get(client.id, [])
        for way in WAYS:
            _rows(way, given, [one for one in known if one.of == way.table], naming, asked, taken)
    if asked:
        raise clash(since, actor, asked=asked, taken=taken, version=client.version)
    given.version = client.version
    given.theirs = list(dict.fromkeys(str(line["label"]) for line in taken))
    return given


def _fields(
    client: Client,
    given: Reconciled,
    before: Mapping[str, Any],
    actor: Actor,
    asked: list[Line],
    taken: list[Line],
) -> None:
    plain, own_given = custom.split(given.fields)
    checked = rules.check_fields(client.kind, plain, is_new=False)
    own = custom.checked(client.kind, own_given, actor=actor)
    if checked.errors or own.errors:
        return  # refused for that
    for name, mine in checked.values.items():
        theirs = getattr(client, name)
        if name not in before or theirs == mine:
            continue
        line = {
            "field": name,
            "label": LABELS.get(name, name),
            "before": told(name, before[name], client.currency),
            "theirs": spoken(client, name, theirs),
            "theirs_value": typed(client, name, theirs),
            "yours": spoken(client, name, mine),
            "yours_value": typed(client, name, mine),
        }
        untouched = _untouched(kept(name, mine), before[name])
        untouched |= name in rules.LISTED and queries.is_called(mine, before[name])
        _settle(line, untouched, given.fields, asked, taken)
    known = custom.values_of(client.id) if own.values else {}
    for row, mine in own.values.items():
        if row.key in before and known.get(row.key) != mine:
            line = _own_line(row, before[row.key], known.get(row.key), mine)
            was = custom.settled(row.key, before[row.key])
            untouched = _untouched(custom.told(row, mine), was)
            _settle(line, untouched, given.fields, asked, taken)


def _own_line(row: CustomField, before: Any, theirs: Any, mine: Any) -> Line:
    return {
        "field": row.key,
        "label": label_of(row.key),
        "before": custom.retold(row.key, before),
        "theirs": custom.spoken(row, theirs),
        "theirs_value": custom.typed(row, theirs),
        "yours": custom.spoken(row, mine),
        "yours_value": custom.typed(row, mine),
    }


def _untouched(mine: Any, before: Any) -> bool:
    """Whether a value is surely the one from before; a history cuts long ones and hides some."""
    is_whole = not (isinstance(before, str) and (before == rules.MASK or len(before) >= CUT))
    return is_whole and mine == before


def _settle(
    line: Line, untouched: bool, fields: dict[str, Any], asked: list[Line], taken: list[Line]
) -> None:
    if untouched:
        del fields[line["field"]]
        taken.append(line)
    else:
        asked.append(line)


def _rows(
    way: Way,
    given: Reconciled,
    known: Iterable[rules.Known],
    naming: Naming,
    asked: list[Line],
    taken: list[Line],
) -> None:
    by_id = {str(one.row["public_id"]): one for one in known}
    merged: list[Any] = []
    for place, entry in enumerate(given.rows.get(way.name, ())):
        row = by_id.get(entry.public_id)
        if not entry.public_id or row is None or row.was is None or row.was == row.now:
            merged.append(entry)
            continue
        mine = _canonical(way, entry)
        found = _columns(way, mine, row)
        for column, side in found.items():
            if side in (Side.BOTH, Side.THEIRS):
                line = _row_line(way, place, column, row, mine, naming)
                (asked if side is Side.BOTH else taken).append(line)
        theirs = {
            column: _at(row.now, column) for column, side in found.items() if side is Side.THEIRS
        }
        merged.append(replace(cast("Any", mine), **theirs))
    if way.name in given.rows:
        given.rows[way.name] = merged


def _canonical(way: Way, entry: Any) -> Any:
    """The entry as it would be kept; one that is emptied stays as it is."""
    if not getattr(entry, way.key):
        return entry
    [mine] = _READ[way.name]([entry])
    return mine


def _columns(way: Way, mine: Any, row: rules.Known) -> dict[str, Side]:
    """Column → whose value stands. Where one side took the row off, only its first column tells."""
    was = {column: _at(row.was, column) for column in way.columns}
    told_by = {column: getattr(mine, column) for column in way.columns}
    if row.now is None:
        untouched = told_by == was
        return {way.key: Side.THEIRS if untouched or not told_by[way.key] else Side.BOTH}
    now = {column: _at(row.now, column) for column in way.columns}
    if not told_by[way.key]:
        return {way.key: Side.BOTH if now != was else Side.MINE}
    return {column: three_way(was[column], now[column], told_by[column]) for column in way.columns}


def _at(row: Mapping[str, Any] | None, column: str) -> Any:
    """A column of a row that may be gone."""
    return "" if row is None else row[column]


def _row_line(
    way: Way, place: int, column: str, row: rules.Known, mine: Any, naming: Naming
) -> Line:
    name, label = naming(way.name, place, column)
    theirs, yours = _at(row.now, column), getattr(mine, column)
    return {
        "field": name,
        "label": _(
            "%(list)s, row %(number)s: %(label)s",
            list=LABELS[way.name],
            number=place + 1,
            label=label,
        ),
        "before": way.spoken(column, _at(row.was, column)),
        "theirs": way.spoken(column, theirs),
        "theirs_value": way.typed(theirs),
        "yours": way.spoken(column, yours),
        "yours_value": way.typed(yours),
    }
