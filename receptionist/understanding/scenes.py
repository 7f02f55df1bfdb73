"""Tells what kind of place words are about, car, home or business; knows no service by its own words."""

import re

from receptionist.cases import Details, Vehicle
from receptionist.understanding.patterns import fold

_OF = r"(?:my|our|the|a|an|his|her|their|this|of|mi|la|el|un|una|su|nuestra|nuestro)"
_CAR = re.compile(
    r"\b(?:cars?|trucks?|van|minivan|suv|jeep|vehicle|pickup|trunk|ignition|dash(?:board)?|cup ?holder|glove ?box"
    r"|(?:passenger|drivers?|back|front) ?seat|hatchback|sedan|carro|coche|camioneta|troca|cajuela)\b"
)
_HOME = re.compile(
    rf"\b(?:{_OF} (?:\w+ )?(?:house|home|apartment|apt|condo|townhouse|trailer|duplex|dorm)"
    r"|porch|patio|balcony|kitchen|stove|oven|couch|bedroom|bathroom|living room|laundry|upstairs|front yard"
    r"|back ?yard|roommates?|casa|departamento|apartamento|cocina|estufa|recamara|banos?|house|condo|apartment)\b"
)
_BUSINESS = re.compile(
    rf"\b(?:{_OF} (?:\w+ )?(?:store|shop|office|business|restaurant|salon|warehouse|clinic|bakery|cafe|gym|church"
    r"|studio|diner|tienda|negocio|oficina|restaurante|bodega))\b"
)
_RUNS_IT = re.compile(
    r"\b(?:manage|run|own|manager|owner|supervisor|we(?:re| are)?|our|us|gerente|encargad[oa]|duen[oa]|somos"
    r"|nuestr[oa]s?)\b"
)
_ELSEWHERE = re.compile(
    r"\b(?:at|in|by|near|outside|behind|front of|next to|across from|to|from|of|en|cerca de)"
    r" (?:the|a|an|my|our|el|la) (?:\w+ ){0,2}"
    r"(?:store|shop|office|restaurant|salon|gym|church|clinic|bakery|cafe|mall|tienda|house|parking lot)\b"
)
_DOOR = re.compile(r"\b(?:dead ?bolt|knob|door ?knob|front door|back door|side door|cerrojo|chapa|perilla)\b")


_BARE = re.compile(
    r"(?:(?:its|it is|no|yeah|yes|um|uh|well|of|out|outta|at|my|the|our|a|an|from|just|i said|de|del|mi|la|el|es"
    r"|en|un|una) )*(?:\w+ )??"
    r"(?:(?P<vehicle>car|truck|van|suv|jeep|vehicle|minivan|pickup|carro|coche|camioneta|troca)"
    r"|(?P<home>house|home|apartment|condo|place|trailer|casa|apartamento|departamento)"
    r"|(?P<business>store|shop|office|business|restaurant|salon|bakery|gym|tienda|negocio|oficina|restaurante))"
)


def lockout_at(text: str, details: Details) -> str | None:
    """Return the lockout service that `text` means if somebody is locked out; None where it could be several.

    `details` are those heard in the same words: a make of car or the name of a business tells it too.
    """
    heard = fold(text)
    if bare := bare_thing(text):
        return bare
    inside = _ELSEWHERE.sub(" ", heard)
    vehicle = details.get("vehicle")
    car = bool(_CAR.search(heard)) or (isinstance(vehicle, Vehicle) and bool(vehicle.make or vehicle.model))
    business = bool(_BUSINESS.search(inside)) or speaks_for_business(text, details)
    home = bool(_HOME.search(heard)) or (not business and bool(details.get("unit") or _DOOR.search(heard)))
    kinds = {"vehicle_lockout": car, "home_lockout": home, "business_lockout": business}
    found = [service for service, meant in kinds.items() if meant]
    return found[0] if len(found) == 1 else None


def bare_thing(text: str) -> str | None:
    """Return the lockout that it would be, where "my car", "house" or "un negocio" is all that was said."""
    bare = _BARE.fullmatch(fold(text))
    return f"{bare.lastgroup}_lockout" if bare else None


def speaks_for_business(text: str, details: Details) -> bool:
    """Tell whether the caller names a business and speaks for it: `I'm the manager at …, our door`."""
    heard = fold(text)
    named = details.get("business_name") or _BUSINESS.search(_ELSEWHERE.sub(" ", heard))
    return bool(named and _RUNS_IT.search(heard) and not _HOME.search(heard))
