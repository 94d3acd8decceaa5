"""A postal address in one line, read into postcode, region, town and street."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..text import fold
from .regions import Region, region_named, region_of_post, town_named, zone_of_place

MAX_TEXT = 500
_POSTCODE = re.compile(r"(?<![\d/-])(\d{5,6})(?![\d/-])")
_REGION = re.compile(
    r"^(?:респ(?:ублика|\.)?\s*(?P<a>[\w -]+)|(?P<b>[\w -]+?)\s+"
    r"(?:респ(?:ублика|\.)?|обл(?:асть|\.)?|край|кр\.|ао|авт\w*\.?\s*окр\w*\.?|р-н|район)\.?"
    r"|(?:обл(?:асть|\.)?)\s*(?P<c>[\w -]+))$",
    re.IGNORECASE,
)
_DISTRICT = re.compile(r"(?:^|\s)(?:р-о?н|район|г\.?\s?о\.|гор\w*\s+округ)", re.IGNORECASE)
_TOWN = re.compile(
    r"^(?:г|гор|город|пос|посёлок|поселок|пгт|рп|р\.\s?п|п|с|село|дер|деревня|д|ст-ца|ст|станица"
    r"|хутор|х|місто)(?:\.\s*|\s+)(?P<name>[^\W\d][\w -]*)$",
    re.IGNORECASE,
)
_TOWN_AFTER = re.compile(r"^(?P<name>[^\W\d][\w -]*?)\s+(?:г|город|пгт|рп)\.?$", re.IGNORECASE)
_STREET = re.compile(
    r"(?:^|[\s\d-])(?:ул|улица|пр-?к?т|просп|проспект|пр-?д|проезд|пер|переулок|ш|шоссе|б-?р"
    r"|бул|бульвар|наб|набережная|пл|площадь|туп|тупик|аллея|линия|вул|мкр|мкр-н|микрорайон"
    r"|промзона|квартал|тракт|street|st|road|rd|avenue|ave|lane|square)(?:[\s.]|$)",
    re.IGNORECASE,
)
_BARE = re.compile(r"^[А-ЯЁ][а-яё]+(?:[ -][А-ЯЁ]?[а-яё]+){0,3}$")
_COUNTRY = frozenset(("россия", "рф", "российская федерация", "украина", "україна", "russia"))
_HOUSE = re.compile(r"^(?:д|дом|к|корп|стр|оф|кв|вл|пом|с)\.?\s*\d", re.IGNORECASE)


@dataclass(frozen=True)
class Address:
    """The parts of an address; a part that is not there is empty. ``zone``: IANA name."""

    postcode: str = ""
    region: str = ""
    city: str = ""
    street: str = ""
    zone: str = ""


def read_address(text: str) -> Address:
    """The parts of an address written in one line; never raises.

    The region is named in Russian as the list of regions has it, also where only its town or its
    postcode is given. What cannot be told apart stays in ``street``.
    """
    text = " ".join(text[:MAX_TEXT].split())
    postcode = ""
    if found := _POSTCODE.search(text):
        postcode = found[1]
        text = f"{text[: found.start()]},{text[found.end() :]}"
    region: Region | None = None
    city, rest = "", list[str]()
    for part in (part.strip(" .;") for part in text.split(",")):
        if not part or fold(part) in _COUNTRY:
            continue
        if _STREET.search(part) or _HOUSE.match(part) or (rest and (city or not _TOWN.match(part))):
            rest.append(part)
            continue
        if region is None and not city and (known := _region(part)):
            region = known
            if known.code in _CITIES:
                city = known.name_ru
            continue
        if _DISTRICT.search(part) and not _TOWN.match(part):
            continue
        name = _town(part) or (part if region is not None and _BARE.match(part) else "")
        if name and (not city or (region is not None and region.code in _CITIES)):
            city = name
            continue
        rest.append(part)
    if region is None and city:
        known_town = town_named(city)
        region = known_town[1] if known_town else None
    if region is None and postcode:
        region = region_of_post(postcode)
        if region is not None and not city and region.code in _CITIES:
            city = region.name_ru
    name = region.name_ru if region else ""
    return Address(
        postcode=postcode,
        region=name,
        city=city[:200],
        street=", ".join(rest)[:300],
        zone=zone_of_place(city, name),
    )


_CITIES = ("RU-MOW", "RU-SPE", "RU-SEV", "UA-30")


def _region(part: str) -> Region | None:
    if " - " in part:
        return next((known for half in part.split(" - ") if (known := _region(half))), None)
    found = _REGION.match(part)
    if found is None and not _TOWN.match(part):
        known = region_named(part)
        # a bare town of that name is told apart by its town list first
        return known if known and not (town_named(part) and known.code not in _CITIES) else None
    if found is None:
        named = region_named(part)
        return named if named and named.code in _CITIES else None
    words = part if region_named(part) else next((g for g in found.groups() if g), "")
    return region_named(words)


def _town(part: str) -> str:
    if found := _TOWN.match(part) or _TOWN_AFTER.match(part):
        return " ".join(found["name"].split())
    known = town_named(part)
    return known[0] if known else ""
