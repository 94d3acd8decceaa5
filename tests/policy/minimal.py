"""The least body that an operation of the API takes, made from its shape."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Any

from pydantic import BaseModel

from tests.policy.world import World

#: Field of a body → what it names.
NAMED = {
    "client": "client",
    "clients": "client",
    "contact": "contact",
    "contacts": "contact",
    "room": "house:room",
    "other": "sister",
    "opportunity": "opportunity",
    "employee": "house:employee",
    "receiver": "house:employee",
    "receivers": "house:employee",
    "product": "house:product",
    "template": "house:schedule template",
    "segment": "house:shared segment",
    "survivor": "client",
    "loser": "look-alike",
    "manager": "house:employee",
    "verdicts": "VIP verdict",
}
CHOSEN = {
    "at": "10:00",
    "opens": "09:00",
    "closes": "18:00",
    "role": "deputy",
    "result": "reached",
    "stage": "new",
    "currency": "RUB",
}


@cache
def shape(model: type[BaseModel]) -> dict[str, Any]:
    """The description of a body, made once: making it costs more than a call."""
    return model.model_json_schema()


def minimal(world: World, endpoint: str, things: dict[str, str]) -> Any:
    """A body with nothing but the required fields of ``endpoint``; None when it takes none."""
    operation = world.app.view_functions[endpoint].__operation__  # type: ignore[attr-defined]
    if operation.body is None:
        return None
    schema = shape(operation.body)
    body = _object(world, schema, schema.get("$defs", {}), things)
    if endpoint == "api_clients.create":
        body["short_name"] = "ООО «Новое»"
    return body


def _object(world: World, schema: Any, defs: Any, things: dict[str, str]) -> dict[str, Any]:
    return {
        name: _value(world, name, schema["properties"][name], defs, things)
        for name in schema.get("required", ())
    }


def _value(world: World, name: str, schema: Any, defs: Any, things: dict[str, str]) -> Any:
    if "$ref" in schema:
        schema = defs[schema["$ref"].rpartition("/")[2]]
    if name == "mapping":
        return {"Название": "short_name"}
    if schema.get("type") == "array":
        return [_value(world, name, schema["items"], defs, things)]
    if name in NAMED:
        return world.thing(NAMED[name], things)
    if name in CHOSEN:
        return CHOSEN[name]
    if "enum" in schema:
        return schema["enum"][0]
    if schema.get("type") == "object":
        return _object(world, schema, defs, things)
    if schema.get("type") == "boolean":
        return True
    if schema.get("type") == "integer":
        return max(1, schema.get("minimum", 1))
    if schema.get("format") == "date":
        return dt.datetime.now(dt.UTC).date().isoformat()
    if schema.get("format") == "date-time":
        return (dt.datetime.now(dt.UTC) + dt.timedelta(days=90)).isoformat()
    if schema.get("pattern"):
        return "abc-1"
    assert schema.get("type") == "string", f"no least value for {name}: {schema}"
    return "x" * max(3, schema.get("minLength", 3))
