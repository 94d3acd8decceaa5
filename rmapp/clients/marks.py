"""Badges of a client, wherever one is named; as functions, see ``core.marks``."""

from __future__ import annotations

import functools
from typing import Any

from flask import request
from flask_babel import get_locale
from markupsafe import Markup

from ..core.marks import tag
from . import words
from .models import ClientKind, Lifecycle, Temperature


def temperature_tag(value: Temperature) -> Markup:
    """How near to buying."""
    return tag(words.TEMPERATURES[value], words.TEMPERATURE_TONES[value])


def lifecycle_tag(value: Lifecycle) -> Markup:
    """Where the client stands with the bank."""
    return tag(words.LIFECYCLES[value], words.LIFECYCLE_TONES[value])


def vip_tag(tier: str) -> Markup:
    """The tier of a VIP client; nothing for others."""
    if not tier:
        return Markup("")
    return tag("VIP" if tier.lower() == "vip" else f"VIP {tier}", "vip", "star")


def short_tags(row: Any) -> Markup:
    """All of them in short words, for a line of a list: the same few come again and again."""
    return _short_tags(
        request.script_root,
        str(get_locale()),
        row.vip_tier,
        row.kind,
        row.lifecycle,
        row.temperature,
    )


@functools.lru_cache(maxsize=1_024)
def _short_tags(
    _root: str,
    _language: str,
    tier: str,
    kind: ClientKind,
    lifecycle: Lifecycle,
    temperature: Temperature,
) -> Markup:
    return Markup(" ").join(
        (
            vip_tag(tier),
            tag(words.KINDS_SHORT[kind], "neutral"),
            tag(words.LIFECYCLES_SHORT[lifecycle], words.LIFECYCLE_TONES[lifecycle]),
            temperature_tag(temperature),
        )
    )


#: What templates call them, see ``templates/clients/_words.html``.
GLOBALS = {
    "drawn_temperature_tag": temperature_tag,
    "drawn_lifecycle_tag": lifecycle_tag,
    "drawn_vip_tag": vip_tag,
    "drawn_short_tags": short_tags,
}
