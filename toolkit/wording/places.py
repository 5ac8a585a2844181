"""Time zones in words: by a city, for the zones' own names say summer or winter."""

from functools import lru_cache
from operator import itemgetter
from zoneinfo import ZoneInfo

from babel import Locale
from babel.core import get_global
from babel.dates import get_timezone_location

from toolkit.wording.reader import Gettext
from toolkit.wording.spoken import LOCALES
from toolkit.zones import DEFAULT, known

_WORLD = "001"  # the country of zones that belong to none


def zone_name(gettext: Gettext, language: str, zone: str) -> str:
    """A zone, such as "time in Nairobi"."""
    _ = gettext
    return zone if zone == DEFAULT else _("time in %(city)s", city=_city(language, zone))


@lru_cache(maxsize=8)
def zone_choices(language: str) -> tuple[tuple[str, str], ...]:
    """Every zone that people live in, by country and city; before them UTC."""
    countries = Locale.parse(_locale(language)).territories
    found = {
        zone: f"{countries[country]}: {_city(language, zone)}"
        for zone, country in get_global("zone_territories").items()
        if country in countries and country != _WORLD and zone in known()
    }
    return ((DEFAULT, DEFAULT), *sorted(found.items(), key=itemgetter(1)))


@lru_cache(maxsize=512)
def _city(language: str, zone: str) -> str:
    return get_timezone_location(ZoneInfo(zone), locale=_locale(language), return_city=True)


def _locale(language: str) -> str:
    return LOCALES.get(language, language)
