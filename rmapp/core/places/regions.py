"""Regions, found by a telephone's area code, a postcode, a town or their own name."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass

from ..phones import time_zones
from ..text import fold
from . import russia, ukraine


@dataclass(frozen=True)
class Region:
    """One region. ``code``: ISO 3166-2 (``RU-KDA``); ``zone``: the zone of its capital."""

    code: str
    name_ru: str
    name_en: str
    zone: str
    areas: tuple[str, ...]
    posts: tuple[str, ...]
    towns: tuple[str, ...]

    def name(self, language: str) -> str:
        """The name in ``language`` (``ru``, else English)."""
        return self.name_ru if language == "ru" else self.name_en


def _lines(country: str, text: str) -> Iterator[Region]:
    for line in text.strip().splitlines():
        code, russian, english, zone, areas, posts, towns = line.split("|")
        yield Region(
            code=f"{country}-{code}",
            name_ru=russian,
            name_en=english,
            zone=zone,
            areas=tuple(areas.split()),
            posts=tuple(_spread(posts)),
            towns=tuple(town.replace("_", " ") for town in towns.split()),
        )


def _spread(posts: str) -> Iterator[str]:
    for part in posts.split():
        first, _dash, last = part.partition("-")
        for number in range(int(first), int(last or first) + 1):
            yield f"{number:0{len(first)}d}"


@functools.lru_cache(maxsize=1)
def regions() -> dict[str, Region]:
    """Every region by its code."""
    found = [*_lines("RU", russia.REGIONS), *_lines("UA", ukraine.REGIONS)]
    return {region.code: region for region in found}


@functools.lru_cache(maxsize=1)
def _areas() -> dict[str, Region]:
    dial = {"RU": "+7", "UA": "+380"}
    return {
        dial[region.code[:2]] + area: region
        for region in regions().values()
        for area in region.areas
    }


def region_of_phone(e164: str) -> Region | None:
    """The region of a fixed line by its area code; None for a mobile or a foreign number."""
    known = _areas()
    for length in (5, 6):
        region = known.get(e164[:length])
        if region is not None and len(e164) in (12, 13):
            return region
    return None


def zone_of_phone(e164: str) -> str:
    """The IANA zone a number most surely rings in; empty where it can be anywhere."""
    region = region_of_phone(e164)
    if region is not None:
        return region.zone
    zones = time_zones(e164)
    return zones[0] if len(zones) == 1 else ""


@functools.lru_cache(maxsize=1)
def _towns() -> dict[str, tuple[str, Region]]:
    return {
        fold(town): (town, region)
        for region in reversed(regions().values())
        for town in region.towns
    }


def town_named(text: str) -> tuple[str, Region] | None:
    """The town of that whole name with its region; None for one that is not known."""
    return _towns().get(fold(text))


def region_of_post(postcode: str) -> Region | None:
    """The region of a Russian (6 digits) or Ukrainian (5 digits) postcode."""
    return _posts().get(postcode[:3] if len(postcode) == 6 else f"ua{postcode[:2]}")


@functools.lru_cache(maxsize=1)
def _posts() -> dict[str, Region]:
    return {
        post if region.code.startswith("RU") else f"ua{post}": region
        for region in regions().values()
        for post in region.posts
    }


_ENDINGS = ("край", "область", "республика", "автономный", "автономная", "округ", "обл")


@functools.lru_cache(maxsize=1)
def _names() -> dict[str, Region]:
    found: dict[str, Region] = {}
    for region in reversed(regions().values()):
        plain = fold(region.name_ru)
        for name in (plain, " ".join(w for w in plain.split() if w not in _ENDINGS)):
            found[name] = region
        found[fold(region.name_en)] = region
    for code, spellings in russia.SPELLINGS.items():
        for spelling in spellings:
            found[spelling] = regions()[f"RU-{code}"]
    return found


def region_named(text: str) -> Region | None:
    """The region called so in any usual writing (обл., респ., край, АО); None if unknown."""
    plain = [word for word in fold(text).split() if word not in _KINDS]
    known = _names()
    return known.get(fold(text)) or known.get(" ".join(plain))


_KIND_WORDS = """
    обл область респ республика край кр ао автономный автономная округ авт г город
"""
_KINDS = frozenset(_KIND_WORDS.split())


def zone_of_place(city: str, region: str) -> str:
    """The IANA zone of a town in a region, both in words; empty when neither is known."""
    for town, zone in russia.OTHER_ZONES.items():
        if fold(town) == fold(city):
            return zone
    found = region_named(region) if region else None
    if found is None and city:
        named = town_named(city)
        found = named[1] if named else region_named(city)
    return found.zone if found else ""
