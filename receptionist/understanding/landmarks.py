"""Finds places that are described instead of addressed: shops, lots, corners, what is near; invents none."""

import re
from collections.abc import Iterator

from receptionist.understanding.sounds import title
from receptionist.understanding.streets import NOT_NAMES, roads

_PLACES = (
    "lot|lots|parking|store|shop|grocery|groceries|market|supermarket|mall|plaza|center|centre|shopping|station|gas"
    "|diner|restaurant|cafe|café|coffee|bakery|bar|grill|pub|tavern|brewery|pizzeria|hotel|motel|inn|lodge|school"
    "|elementary|college|university|campus|church|chapel|temple|mosque|synagogue|hospital|clinic|bank|library|park"
    "|gym|storage|warehouse|mill|barn|farm|ranch|museum|theater|theatre|cinema|movies|airport|depot|carwash|wash"
    "|pharmacy|drugstore|dealership|courthouse|stadium|arena|pool|apartments|complex|lake|river|creek|pond|bridge|tracks|railroad"
    "|crossing|trailhead|campground|marina|laundromat|salon|barber|fairgrounds|cemetery|tower|intersection|corner"
    "|playground|fields|field|lumber|yard|elevator|silo|overlook|stadium|casino|nursery|daycare|zoo|fountain|statue"
    "|roundabout|exit|marker|overpass|underpass|ramp|rest|stop|walmart|target|costco|kroger|safeway|mcdonald's"
    "|mcdonalds|starbucks|walgreens|cvs|lowe's|lowes|shell|chevron|exxon|texaco|arby's|wendy's|subway|ikea|aldi"
    "|rink|alley|club|arcade|auditorium|shelter|pavilion|monument|well|tree|sign|light|highway|interstate|road"
    "|tienda|mercado|supermercado|gasolinera|iglesia|escuela|hospital|restaurante|parque|banco|estacionamiento"
    "|centro|farmacia|taller|puente|río|rio|molino|lavandería|lavanderia|panadería|panaderia|biblioteca|cine"
)
_NOT_PLACES = (
    "way|phone|number|door|doors|seat|car|truck|van|window|lock|locks|key|keys|time|moment|morning|afternoon|evening"
    "|night|weekend|end|minute|second|porch|house|home|place|road|street|sun|shade|rain|cold|heat|dark|line|trunk"
    "|ignition|glove|bag|purse|wallet|inside|outside|side|top|bottom|middle|lease|title|job|work|least|back|front"
    "|baby|dog|kids|kid|phone's|deputy|sheriff|police|price|moment|safe|app|internet|website|registration|apartment"
    "|different|same|other|another|diferente|distinta|misma|mismo|otra|otro"
)
_STOP = (
    rf"(?:{NOT_NAMES}|lets|let's|got|gets|trying|tried|off|past|percent|phone's|thanks|thank|bye|me|him|her"
    r"|cerca|al|lado|frente|detrás|detras|enfrente|junto|pasando)"
)
_INSIDE = (
    "lot|parking|house|store|side|back|cross|road|tracks|building|half|gravel|dirt|private|english|busy"
    "|home (?:depot|goods|park)|car (?:wash|dealership)|truck stop|key bank|apartments?|street (?:cafe"
    "|diner|market)"
)
_OPEN = rf"(?!(?:{_STOP})\b)|(?=(?:{_INSIDE})\b)"
_WORD = rf"(?:{_OPEN})[^\W\d_][\w']*"
_LINK = rf"(?: (?:and|of|of the|n|de|del|de la|&)(?= (?!(?:{NOT_NAMES})\b)\w))?"
_PHRASE = rf"(?P<phrase>(?:{_WORD})(?:{_LINK} (?:{_WORD}|\d+(?:st|nd|rd|th))){{0,5}})"
_DISTANCE = (
    r"(?:(?:about |maybe |like |around )?(?:\d+|half|a couple|a few|a|quarter)(?: of)?(?: a)? "
    r"(?:miles?|blocks?|feet|yards?|minutes?|doors?|houses?|cuadras?|millas?) )"
)
_NEAR = (
    r"across(?: the (?:street|road))? from|around the corner from|next door to|right next to|next to|in front of"
    r"|down the (?:street|road) from|down from|up from|close to|(?:north|south|east|west) of|off of|near|by|behind"
    r"|beside|past|off|outside|opposite|between|under|beyond|above|pasando|cerca de|al lado de|frente a|enfrente"
    r" de"
    r"|detrás de|detras de|junto a|a la vuelta de|después de"
)
_AT = r"at|in|on|inside|en|is|it's|its|like|just|to|over at|out at"
_THE = r"(?:the|a|an|that|this|el|la|los|las|un|una)"
_DESCRIBED = re.compile(
    rf"(?P<near>{_DISTANCE}?\b(?:{_NEAR})) (?P<the>{_THE} )?{_PHRASE}"
    rf"|\b(?P<at>{_AT}) (?:{_AT} )?(?P<the2>{_THE} )?{_PHRASE.replace('phrase', 'phrase2')}"
    rf"|(?:(?<=\| )|^|\b(?P<the3>{_THE}) ){_PHRASE.replace('phrase', 'phrase3')}"
)
_PLACE = re.compile(rf"\b(?:{_PLACES})\b")
_CLEARLY_NOT = re.compile(rf"\b(?:{_NOT_PLACES})$")
_CORNER = re.compile(
    rf"\b(?:corner|intersection|cross street|cross streets|esquina) (?:of |is |are |de )?(?P<one>{_WORD}(?:"
    rf" {_WORD})?)"
    rf" (?:and|y|&|at) (?P<two>{_WORD}(?: {_WORD})?)"
)
_ROAD_CUE = re.compile(r"\b(off of|off|past|near|by|along|from|on|at) $")
_MARKER = re.compile(r"\b(?:mile (?:marker|post)|exit|kil[oó]metro) (?:number )?\d{1,3}[a-z]?\b")


def find_landmarks(text: str, *, asked: bool) -> str | None:
    """Return the places that digitised `text` describes, as one readable line; None without any.

    `text` has a bar where an address or town was taken out. Without being `asked`, only what is named by the
    word for a kind of place ("the grocery", "the parking lot") after "at", "by" and the like counts.
    """
    pieces = [*_corners(text), *_markers(text)]
    rest = _CORNER.sub("|", _MARKER.sub("|", text))
    for start, end, name in reversed(roads(rest)):
        cue = _ROAD_CUE.search(rest[:start])
        near = cue is not None and cue[1] not in {"on", "at", "by", "from"}
        begin = start if cue is None else cue.start()
        rest = f"{rest[:begin]}|<{cue[1] if near and cue else ''}:{name}>|{rest[end:]}"
    for segment in rest.split("|"):
        pieces += [_road(segment)] if segment.startswith("<") else _described(segment.strip(), asked=asked)
    kept = [piece for piece in dict.fromkeys(pieces) if piece]
    return ", ".join(kept) or None


def _road(segment: str) -> str:
    near, _, name = segment.strip("<>").partition(":")
    return f"{near} {name}".strip()


def _corners(text: str) -> Iterator[str]:
    for match in _CORNER.finditer(text):
        yield f"corner of {title(match['one'])} and {title(match['two'])}"


def _markers(text: str) -> Iterator[str]:
    for match in _MARKER.finditer(text):
        yield match[0]


def _described(segment: str, *, asked: bool) -> list[str]:
    return [piece for match in _DESCRIBED.finditer(segment) if (piece := _piece(match, asked=asked))]


def _piece(match: re.Match[str], *, asked: bool) -> str | None:
    phrase = match["phrase"] or match["phrase2"] or match["phrase3"]
    named = _PLACE.search(phrase)
    if match["near"]:
        # "Cut a padlock off a unit" is no place; "off the highway" is.
        vague = match["near"] == "off" and match["the"] not in {None, "the "}
        kept = phrase if not vague and (named or (asked and match["the"])) else ""
        near = re.sub(r"^(?:like|maybe|around) ", "", match["near"])
        said = f"{near} {match['the'] or ''}{kept}"
    else:
        sure = match["at"] in _SURELY_AT
        bare = phrase if asked and match["at"] in _NAMED_AT else ""
        kept = _to_last_place(phrase) if named and (asked or sure) else bare
        said = _named(kept)
    if not kept or _CLEARLY_NOT.search(kept):
        return None
    return said


_NAMED_AT = frozenset({"at", "over at", "out at"})
"""After these even a name without a word for a kind of place is one: `at king soopers`."""
_SURELY_AT = frozenset({"at", "in", "on", "inside", "en", "over at", "out at"})


def _to_last_place(phrase: str) -> str:
    """Return the phrase as far as its last word for a place: `red barn diner tonight` -> `red barn diner`."""
    return phrase[: max(match.end() for match in _PLACE.finditer(phrase))]


def _named(phrase: str) -> str:
    name = re.sub(r" parking lot$", "", phrase)
    return title(name) + phrase[len(name) :]
