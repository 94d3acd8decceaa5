"""Addresses of a file as rows of the base, read into their parts."""

from __future__ import annotations

from typing import Any

from ..core.places import read_address


def address_values(kind: str, text: str) -> dict[str, Any]:
    """One address with postcode, region, town, street and zone as its text says them; whose it is
    stands beside."""
    read = read_address(text)
    return {
        "kind": kind,
        "text": text,
        "postcode": read.postcode[:10],
        "region": read.region[:200],
        "city": read.city[:200],
        "street": read.street[:500],
        "zone": read.zone,
    }
