"""The list of clients and the search."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ...core import clock, phones
from ...core.formatting import number
from ...core.pagination import PAGE
from ...policy.enforce import current_actor, requires
from ...settings import settings
from .. import marks, queries, words
from ..arrangements import Asked, asked, default_of, names_for, view_args, views_of
from ..catalogue import label_of, shown
from ..catalogue.sentences import sentences
from ..cells import drawn_rows, list_cell

clients = Blueprint("clients", __name__)
blueprints = [clients]
#: Cells of a page: more columns, fewer rows, so that no page outgrows its 60 KB.
MOST_CELLS = 300
#: Arguments that say what the list shows; the rest is where one stands in it.
CARRIED = (
    "q", "where", "columns", "sort", "view", "lifecycle", "kind", "temperature", "manager", "vip",
    "silent", "no_step",
)  # fmt: skip


@clients.app_template_filter("phone")
def phone(number: str | None, extension: str = "") -> str:
    """A number for the eye; it may have its extension behind (``phones.written``)."""
    if number and not extension:
        number, _sign, extension = number.partition(phones.EXTENDED)
    return phones.display(number, extension, settings().bank_country) if number else ""


@clients.app_template_filter("dialled")
def dialled(number: str, extension: str = "") -> str:
    """The address of a call to a number, which may have its extension behind."""
    if not extension:
        number, _sign, extension = number.partition(phones.EXTENDED)
    return phones.dialled(number, extension)


@clients.app_context_processor
def _words() -> dict[str, Any]:
    return {"client_words": words, "field_shown": shown, "field_label": label_of}


def carried(args: Any) -> dict[str, str]:
    """The arguments of ``args`` that say what a list shows."""
    return {name: args[name] for name in CARRIED if args.get(name)}


def to(endpoint: str, args: Mapping[str, str]) -> str:
    """The address of ``endpoint`` with ``args`` in its query."""
    values: dict[str, Any] = dict(args)
    return url_for(endpoint, **values)


@clients.record_once
def _offer_marks(setup: BlueprintSetupState) -> None:
    setup.app.jinja_env.globals.update(marks.GLOBALS, drawn_rows=drawn_rows, list_cell=list_cell)


@clients.get("/clients")
@requires("clients:read")
def listing() -> ResponseReturnValue:
    """The clients within reach, as the address arranges them; bare: by the default view."""
    actor = current_actor()
    given = carried(request.args)
    if not given and "cursor" not in request.args:
        opened = default_of(views_of(actor), actor)
        if opened is not None:
            return redirect(to("clients.listing", view_args(opened)))
    wanted = asked(given, actor)
    kept, names = wanted.args, names_for(wanted, actor)
    rows = min(PAGE, MOST_CELLS // (len(wanted.columns) + 1))
    page = queries.listed(actor, wanted.filter, cursor=request.args.get("cursor"), limit=rows)
    return render_template(
        "clients/listing.html",
        page=page,
        wanted=wanted.filter,
        asked=wanted,
        kept=kept,
        chips=_chips(wanted, names),
        now=clock.now(),
        view_name=names.get(kept.get("view", "")),
        to=to,
        clear_url=to("clients.listing", _everything(kept)),
    )


def _same(args: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in args.items() if name != "view"}


def _everything(kept: Mapping[str, str]) -> dict[str, str]:
    """The arguments of everything in the same columns and order."""
    return {"view": "all", **{name: kept[name] for name in ("columns", "sort") if name in kept}}


def _chips(wanted: Asked, names: dict[str, str]) -> list[dict[str, Any]]:
    kept, where = wanted.args, wanted.where
    found = []
    if text := wanted.filter.text:
        rest = _without(kept, "q")
        found.append(
            {"text": _("Found by: %(value)s", value=text), "url": to("clients.listing", rest)}
        )
    for at, text in enumerate(sentences(where, names)):
        args = _without(kept, "where", where.without(at).text())
        found.append({"text": text, "url": to("clients.listing", args)})
    return found


def _without(kept: Mapping[str, str], name: str, instead: str = "") -> dict[str, str]:
    """``kept`` with ``instead`` for one argument; never bare, which would be the default view."""
    rest = {key: value for key, value in kept.items() if key != name}
    if instead:
        rest[name] = instead
    return rest if _same(rest) else {"view": rest.get("view", "all")}


@clients.get("/clients/count")
@requires("clients:read")
def count() -> ResponseReturnValue:
    """How many clients the list has, exactly."""
    actor = current_actor()
    wanted = asked(carried(request.args), actor)
    return render_template(
        "clients/_count.html", count=number(queries.count_exactly(actor, wanted.filter))
    )


@clients.get("/search")
@requires("clients:read")
def search() -> ResponseReturnValue:
    """What is found for ``q``."""
    text = request.args.get("q", "").strip()[:200]
    hits = queries.search(current_actor(), text)
    return render_template("clients/search.html", text=text, hits=hits)
