"""Hears about keys and the vehicle they open: where they are, of which kind, whether any is left."""

import re

from receptionist.cases import Details
from receptionist.understanding.answers import yes_or_no
from receptionist.understanding.lock_words import first, rows

_KEY = r"(?:keys?|llaves?|fob|key ?chain|em|them|they(?:'re)?)"
_KEY_PLACES = rows(
    ("in trunk", r"trunk|cajuela|maletero|baúl|hatch"),
    ("in ignition", r"ignition|encendido"),
    ("on seat", r"seats?|asientos?"),
    ("in cup holder", r"cup ?holder|console|consola"),
    ("on dash", r"dash(?:board)?|tablero"),
    ("on floor", r"floor ?board|floor(?: ?mat)?"),
    ("in purse or bag", r"purse|backpack|hand ?bag|gym bag|bolsa|mochila|jacket|coat"),
    ("on counter", r"counter|kitchen table|table|mesa|hook|nightstand"),
    ("in glove box", r"glove ?(?:box|compartment)|guantera"),
)
_INSIDE = re.compile(
    rf"\b(?:locked|left|shut|closed|dejé|deje|cerré) (?:\w+ ){{0,2}}{_KEY} (?:\w+ ){{0,3}}?(?:in|inside|on"
    rf"|adentro|dentro|en)\b"
    rf"|\b{_KEY} (?:are |is |were |still |'re |got |were left |están |se quedaron )*(?:locked )?(?:in|inside"
    rf"|adentro|dentro)\b"
    rf"|\b(?:see|veo) {_KEY}\b|\b{_KEY} (?:adentro|inside)\b"
)
_LOST = re.compile(
    rf"\b(?:lost|lose|can't find|cannot find|misplaced|no idea where|don't know where|perdí|perdi|se me"
    rf" perdi\w+)\b"
    rf"(?:.{{0,20}}\b{_KEY})?|\b(?:keys?|fob|llaves?) (?:are |is |got |were )?(?:all )?(?:gone|missing|lost"
    rf"|perdidas?)\b"
)
_GONE = re.compile(r"\b(?:they're|they are|they must be|it's|all) gone\b|\bfell out\b|\bse me cayeron\b")
_NOT_THERE = re.compile(r"\b(?:not|aren't|ain't) (?:even )?(?:in (?:there|it|the \w+)|inside)\b")
_STOLEN = re.compile(rf"\b(?:stole|stolen|robaron|took) (?:\w+ ){{0,2}}{_KEY}|\b{_KEY} (?:were|was|got) stolen")
_KEY_TYPES = rows(
    (
        "proximity",
        r"proximity|push(?: ?to ?|[ -])?(?:button|start)|smart ?key|key ?less|button start|start button"
        r"|press (?:a|the) button|push the button|you push|botón|boton|llave inteligente",
    ),
    (
        "transponder",
        r"transponder|trans ?ponder|transformer|chip(?:ped)?|(?:flip|switch ?blade|laser(?: cut)?|remote head) key"
        r"|flip(?:s)? (?:out|open)|immobili[sz]er|con chip|fob",
    ),
    (
        "plain",
        r"(?:plain|regular|normal|basic|metal|old|standard|just a) (?:\w+ )?key|no chip|metal|regular|just a key"
        r"|llave normal|llave sencilla|sin chip|old school",
    ),
)
_ONLY_KEY = re.compile(
    r"\b(?:my|the|our) only (?:one|key|set)|only (?:one i had|key i had|had one|had the one|key)|all (?:the |my "
    r"|our )?keys? (?:are )?"
    r"(?:gone|lost|missing)|(?:lost|stole|stolen) (?:all|both|every)|no (?:spares?|other keys?|backup|extra)|nah"
    r" no spare"
    r"|(?:don't|do not|didn't|never) (?:have|got|had|get) (?:a |any |another |no )?(?:spare|other|extra|backup"
    r"|second)"
    r"|no tengo (?:otra|copia|repuesto)|era la única|todas las llaves|mi única llave|sin copia"
)
_HAS_SPARE = re.compile(
    r"\b(?:i|we|he|she|wife|husband) (?:do |still |actually )?(?:have|got|has|'ve got) (?:a |one |the |an "
    r"|another )?(?:spare|extra|other"
    r"|working|second|one)|(?:there's|got|have) a spare|one works|have one (?:left|that works)|tengo (?:una"
    r" copia|otra)|spare at home"
)
_LOCKED = re.compile(
    r"\b(?:it's|its|is|car's|truck's|still|everything's|they're|está|esta) (?:all )?(?:locked|cerrado|cerrada)\b"
)
_UNLOCKED = re.compile(
    r"\b(?:unlocked|not locked|isn't locked|it's open|is open|door's open|abierto|abierta|window's down)\b"
)
_VEHICLE_THERE = re.compile(r"\b(?:car|truck|van|suv|vehicle|carro|coche|camioneta)\b")
_RUNNING = re.compile(
    r"\b(?:engine|motor|car|truck|it)(?:'s| is|s)? (?:still )?(?:running|on\b(?! the| a)|idling)|running"
    r"|prendid[oa]|encendid[oa]"
)
_NOT_RUNNING = re.compile(
    r"\b(?:not|isn't|ain't|no está) (?:running|on|prendid[oa]|encendid[oa])|engine'?s? (?:is )?off|(?:turned"
    r"|shut) (?:it )?off|apagad[oa]"
)
_ENGINE = re.compile(r"\b(?:engine|motor|running|idling|prendid[oa]|encendid[oa])\b")
_VEHICLE_CONTEXT = re.compile(r"\b(?:engine|motor|car|truck|van|suv|vehicle|carro|coche|camioneta|it's)\b")


def hear_keys(text: str, asked: frozenset[str]) -> Details:
    """Return keys_location, key_type, all_keys_lost, vehicle_locked and engine_running; None for what is not said.

    `asked`: slot words of the last question, which a bare yes or no answers.
    """
    about_key = bool({"key_type", "spare"} & asked) or re.search(r"\b(?:keys?|llaves?|fob)\b", text)
    return {
        "keys_location": _keys_location(text, asked=bool({"keys_location"} & asked)),
        "key_type": first(_KEY_TYPES, text) if "key_type" in asked or _car_key(text) else None,
        "all_keys_lost": _all_keys_lost(text, spare_asked="spare" in asked) if about_key else None,
        **_vehicle(text, asked),
    }


def _car_key(text: str) -> bool:
    return bool(re.search(r"\b(?:fob|transponder|push ?button start|chip key|smart key|flip key)\b", text))


def _keys_location(text: str, *, asked: bool) -> str | None:
    if _STOLEN.search(text):
        return "stolen"
    inside = _INSIDE.search(text)
    if _LOST.search(text) and not inside and (asked or re.search(rf"\b{_KEY}\b", text)):
        return "lost"
    if asked and _GONE.search(text):
        return "lost"
    if _NOT_THERE.search(text) or not (asked or inside):
        return None
    spot = first(_KEY_PLACES, text)
    if spot == "in trunk":
        return spot
    if spot:
        return f"inside, {spot}"
    return "inside" if inside or re.search(r"\b(?:inside|in (?:there|the|my|it)|adentro|dentro)\b", text) else None


def _all_keys_lost(text: str, *, spare_asked: bool) -> bool | None:
    if _ONLY_KEY.search(text):
        return True
    if _HAS_SPARE.search(text):
        return False
    answer = yes_or_no(text) if spare_asked else None
    return {"yes": False, "no": True}.get(answer or "")


def _vehicle(text: str, asked: frozenset[str]) -> Details:
    running = False if _NOT_RUNNING.search(text) else True if _RUNNING.search(text) else None
    return {
        "vehicle_locked": _vehicle_locked(text, asked="vehicle_locked" in asked),
        "engine_running": running if _ENGINE.search(text) and _VEHICLE_CONTEXT.search(text) else None,
    }


def _vehicle_locked(text: str, *, asked: bool) -> bool | None:
    if not (asked or _VEHICLE_THERE.search(text)):
        return None
    if _UNLOCKED.search(text):
        return False
    if _LOCKED.search(text) or (asked and re.search(r"\b(?:locked|cerrado)\b", text)):
        return True
    answer = yes_or_no(text) if asked else None
    return {"yes": True, "no": False}.get(answer or "")
