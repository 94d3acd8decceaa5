"""The description of the API in OpenAPI 3.1, made from the doors and shapes themselves.

Neither spectree 3.0 nor flask-openapi3 4.3 fits (tried): both say 3.1, but take any content type,
tell broken JSON as a body that does not fit (spectree as an empty one, so that a PATCH with every
field optional would pass), let half a character through, and cannot say which permission a door
asks. flask-openapi3 wants its own application class and adds views without a door; spectree writes
``length`` for a path parameter, which JSON Schema does not know.
"""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from flask import Flask
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema
from werkzeug.routing import Rule

from ..core.db import PUBLIC_ID_LENGTH
from ..policy.enforce import Door, door_of
from .doors import FORM, JSON, Nothing, Operation
from .shapes.problems import Problem

TEMPLATE = "#/components/schemas/{model}"
PROBLEM = "application/problem+json"
Described = tuple[Rule, str, Operation, Door]


def description(app: Flask, *, server: str) -> dict[str, Any]:
    """The OpenAPI document of every operation of ``app``; ``server``: the address of the bank."""
    doors = list(_operations(app))
    refs, schemas = _schemas(doors)
    paths: dict[str, dict[str, Any]] = {}
    for rule, method, operation, door in doors:
        path = rule.rule
        for name in rule.arguments:
            path = path.replace(_written(rule, name), f"{{{name}}}")
        paths.setdefault(path, {})[method.lower()] = _described(
            rule, method, operation, door, refs, schemas
        )
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Relationship manager's desk",
            "version": "1",
            "description": "Lists are read by cursor; a repeated POST with the same"
            " Idempotency-Key is answered as the first time; refusals are problem JSON (RFC 9457).",
        },
        "servers": [{"url": server}],
        "security": [{"bearer": []}],
        "tags": [{"name": name} for name in sorted({_tag(rule) for rule, *_rest in doors})],
        "paths": dict(sorted(paths.items())),
        "components": {
            "schemas": schemas,
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
        },
    }


def _operations(app: Flask) -> Iterator[Described]:
    for rule in app.url_map.iter_rules():
        view: Any = app.view_functions[rule.endpoint]
        door = door_of(app, rule.endpoint)
        operation = getattr(view, "__operation__", None)
        if isinstance(operation, Operation) and door is not None:
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield rule, method, operation, door


def _schemas(doors: list[Described]) -> tuple[dict[Any, str], dict[str, Any]]:
    """Shape and use → the reference to it; and the shapes by name."""
    wanted: list[tuple[type[BaseModel], Any]] = [(Problem, "serialization")]
    for _rule, _method, operation, _door in doors:
        if operation.body is not None and not operation.upload:
            wanted.append((operation.body, "validation"))
        if operation.answer is not None:
            wanted.append((operation.answer, "serialization"))
    refs, found = models_json_schema(list(dict.fromkeys(wanted)), ref_template=TEMPLATE)
    return {key: value["$ref"] for key, value in refs.items()}, found["$defs"]


def _written(rule: Rule, name: str) -> str:
    """The parameter ``name`` as the rule writes it: ``<string(length=16):public_id>``."""
    for part in rule.rule.split("<")[1:]:
        inside = part.split(">")[0]
        if inside.rpartition(":")[2] == name:
            return f"<{inside}>"
    raise RuntimeError(f"no parameter {name} in {rule.rule}")


def _tag(rule: Rule) -> str:
    resource: str = rule.endpoint.partition(".")[0]
    return resource.removeprefix("api_").replace("_", "-")


def _described(
    rule: Rule,
    method: str,
    operation: Operation,
    door: Door,
    refs: dict[Any, str],
    schemas: dict[str, Any],
) -> dict[str, Any]:
    found: dict[str, Any] = {
        "operationId": f"{_tag(rule)}.{rule.endpoint.partition('.')[2]}",
        "summary": operation.summary,
        "tags": [_tag(rule)],
        "parameters": [*_path(rule), *_query(operation, schemas), *_key(method)],
        "responses": _responses(operation, door, refs),
    }
    if operation.upload:
        found["requestBody"] = {"required": True, "content": {FORM: {"schema": _form(operation)}}}
    elif operation.body is not None:
        schema = {"$ref": refs[operation.body, "validation"]}
        found["requestBody"] = {"required": True, "content": {JSON: {"schema": schema}}}
    if door.permission:
        found["x-permission"] = door.permission
        if door.step_up:  # the token must have been made with it
            found["x-scope"] = door.permission
    if door.is_public:
        found["security"] = []
    return found


def _path(rule: Rule) -> Iterator[dict[str, Any]]:
    length = PUBLIC_ID_LENGTH
    for name in sorted(rule.arguments):
        schema: dict[str, Any] = {"type": "string", "minLength": length, "maxLength": length}
        if _written(rule, name).startswith("<int"):
            schema = {"type": "integer", "minimum": 0, "maximum": 2**63 - 1}
        else:
            schema["pattern"] = rf"^[0-9a-z]{{{length}}}$"
        yield {"name": name, "in": "path", "required": True, "schema": schema}


def _query(operation: Operation, schemas: dict[str, Any]) -> Iterator[dict[str, Any]]:
    shape = operation.query.model_json_schema(ref_template=TEMPLATE)
    schemas.update(shape.get("$defs", {}))
    for name, schema in shape.get("properties", {}).items():
        required = name in shape.get("required", ())
        words = schema.pop("description", None)
        found = {"name": name, "in": "query", "required": required, "schema": _not_null(schema)}
        yield {**found, "description": words} if words else found


def _not_null(schema: dict[str, Any]) -> dict[str, Any]:
    """A parameter of an address is left out, never null."""
    kinds = [one for one in schema.get("anyOf", ()) if one != {"type": "null"}]
    if len(kinds) == 1:
        rest = {key: value for key, value in schema.items() if key not in ("anyOf", "default")}
        return {**rest, **kinds[0]}
    return schema


def _key(method: str) -> list[dict[str, Any]]:
    schema = {"type": "string", "maxLength": 100, "pattern": "^[ -~]+$"}
    key = {"name": "Idempotency-Key", "in": "header", "required": False, "schema": schema}
    return [key] if method == "POST" else []


def _form(operation: Operation) -> dict[str, Any]:
    shape = (operation.body or Nothing).model_json_schema()
    file = {"type": "string", "contentMediaType": "application/octet-stream"}
    required = ["file", *shape.get("required", [])]
    return {**shape, "properties": {"file": file, **shape["properties"]}, "required": required}


def _responses(operation: Operation, door: Door, refs: dict[Any, str]) -> dict[str, Any]:
    done: dict[str, Any] = {"description": operation.summary}
    status = operation.status
    if operation.answer is not None:
        schema: dict[str, Any] = {"$ref": refs[operation.answer, "serialization"]}
        done["content"] = {operation.media: {"schema": schema}}
    elif operation.media != JSON:
        done["content"] = {operation.media: {"schema": {}}}
    else:
        status = 204
    if status == 201:
        done["headers"] = {"Location": {"schema": {"type": "string"}}}
    statuses = {400, 404, 413, 422, 429, 500, 503, *operation.refusals}
    statuses |= set() if door.is_public else {401, 403}
    statuses |= {409, 415} if operation.body or operation.upload else set()
    problem = {PROBLEM: {"schema": {"$ref": refs[Problem, "serialization"]}}}
    refused = {
        str(one): {"description": HTTPStatus(one).phrase, "content": problem}
        for one in sorted(statuses)
    }
    return {str(status): done, **refused}
