"""Where a telephone and an address lie: region, town and time zone, without any outside service.

Words: *region* (субъект федерации, область), *zone* (часовой пояс, IANA name). Russia and Ukraine
are known region by region; of other countries only what the number itself says.
"""

from .addresses import Address, read_address
from .countries import country_code
from .regions import Region, region_of_phone, zone_of_phone, zone_of_place

__all__ = [
    "Address",
    "Region",
    "country_code",
    "read_address",
    "region_of_phone",
    "zone_of_phone",
    "zone_of_place",
]
