"""Reading a form from a page, as a browser would send it back."""

from __future__ import annotations

from typing import Any

from lxml import html


def fields_of(page: str) -> dict[str, Any]:
    """The values of the main form of ``page``: the last one with a ``form_key``, else the last."""
    tree = html.document_fromstring(page)
    forms = [
        form
        for form in tree.iter("form")
        if any(e.get("name") == "form_key" for e in form.iter("input"))
    ]
    form = max(forms, key=lambda one: len(list(one.iter())))
    values: dict[str, Any] = {}
    for element in form.iter("input", "select", "textarea"):
        name, tag = element.get("name"), element.tag
        if not name:
            continue
        if tag == "textarea":
            values[name] = (element.text or "").removeprefix("\r\n").removeprefix("\n")
        elif tag == "select":
            options = list(element.iter("option"))
            chosen = [o for o in options if o.get("selected") is not None] or options[:1]
            values[name] = chosen[0].get("value", "") if chosen else ""
        elif tag == "input" and element.get("type") in ("radio", "checkbox"):
            if element.get("checked") is not None:
                values[name] = element.get("value", "on")
        elif tag == "input":
            values[name] = element.get("value", "")
    return values
