"""Finds streets, house numbers and units in spoken words; knows no town and no caller."""

import re
from dataclasses import dataclass

from receptionist.understanding.sounds import title

_SURE = "street|st|avenue|ave|road|rd|lane|ln|boulevard|blvd|terrace|parkway|pkwy|turnpike|expressway|esplanade"
_UNSURE = (
    "drive|dr|court|ct|place|pl|way|circle|cir|trail|alley|loop|square|crossing|pike|crescent|mews|highway|trace"
)
_NUMBERED = "run|ridge|point|pass|cove|bend|glen|path|walk|commons|landing|view|heights|bluff|park|plaza"
_FULL = {
    "st": "street", "ave": "avenue", "rd": "road", "ln": "lane", "blvd": "boulevard", "pkwy": "parkway",
    "dr": "drive", "ct": "court", "pl": "place", "cir": "circle", "hwy": "highway", "cr": "county road",
}  # fmt: skip
NOT_NAMES = (
    "the|a|an|my|your|his|her|their|our|this|that|these|those|some|any|no|not|yes|yeah|yep|okay|ok|i|i'm|i'll|i'd"
    "|i've|it|it's|its|is|are|was|were|be|we|we're|you|you're|he|he's|she|she's|they|they're|them|there|there's"
    "|here|here's|where|what|who|how|when|which|in|on|at|off|of|by|to|from|for|with|near|past|behind|into|over"
    "|under|across|between|around|down|out|about|up|and|or|but|so|if|then|than|because|like|just|only|well|um|uh"
    "|please|sorry|wait|actually|think|guess|said|say|live|lives|want|need|got|get|have|has|had|can|can't|do|did"
    "|don't|won't|address|addresses|house|home|apartment|unit|suite|number|parking|lot|store|tracks|street|road"
    "|back|dirt|gravel|side|same|wrong|other|private|whole|busy|one|cross|half|right|left|only|next|turn|turned"
    "|locked|door|car|truck|key|keys|called|named|spelled|that's|english|really|also|still|come|going|go|went"
    "|en|el|la|los|las|es|mi|su|y|de|del|un|una|por|con|que|estoy|está|esta|inglés|ingles|vivo|aquí|aqui|sí|si"
    "|years|year|minutes|minute|hours|hour|miles|mile|blocks|block|dollars|percent|doors|locks|times|months"
    "|building|level|floor|people|kids|weeks|days|am|pm|o'clock|bucks|feet|cars|ago|as|too|now|today|tomorrow"
)
_WORD = rf"(?!(?:{NOT_NAMES})\b)(?:[^\W\d_]['\w]+|\d+(?:st|nd|rd|th)\b)"
_SINGLE = r"[a-hj-z]"
_NUMBER = (
    r"(?<![\w.])(?<!level )(?<!floor )(?<!row )(?<!deck )(?<!section )(?<!spot )(?<!space )"
    r"(?P<number>\d{1,6}(?: ?[a-d](?= \w+ \w))?)(?: (?:and a half|1/2))? (?:(?:on|it's|that's|is|at|de|de la) )?"
)
_NAME = rf"(?P<name>{_WORD}(?: (?:{_WORD}|{_SINGLE}\b)){{0,3}}|{_SINGLE}(?= (?:street|avenue)))"
_END = r"(?! (?:order|orders|date|papers|case|house|hearing|shaft|thru|through|in (?:the )?hour)\b)"
_AFTER = r"(?: (?:number |numero |número )?(?P<after>\d{2,6})(?= (?:apartment|apartamento|unit|apt)| \||$))?"
_STREET = re.compile(rf"(?:{_NUMBER})?\b{_NAME} (?P<kind>{_SURE}|{_UNSURE}|{_NUMBERED})\b{_END}{_AFTER}")
_ROAD_KIND = (
    r"(?:(?:old |county |state |us |u s |rural |ranch |forest |farm to market )?"
    r"(?:road|rd|route|highway|hwy)|interstate|i(?= \d{2,3}\b)|cr|fm|carretera|ruta|autopista)"
)
_ROAD = re.compile(
    rf"(?:(?<!\w)(?P<number>\d{{1,6}}) )?\b(?P<name>{_ROAD_KIND}) (?:number )?(?P<route>\d{{1,4}})\b"
)
_SPANISH_WORD = rf"(?!(?:{NOT_NAMES}|número|numero)\b)[^\W\d_]\w+"
_CALLE = re.compile(
    rf"(?:(?<!\w)(?P<number>\d{{1,6}}) )?\b(?P<kind>calle|avenida|camino|paseo|bulevar|boulevard|callejón|privada)"
    rf" (?P<name>(?:(?:de|del|la|los|las|el) ){{0,2}}{_SPANISH_WORD}(?: {_SPANISH_WORD}){{0,2}})"
    r"(?: (?:número |numero )?(?P<after>\d{1,6}))?"
)
_NO_KIND = re.compile(
    rf"{_NUMBER}(?P<name>{_WORD}(?: {_WORD})?)(?= \||$| (?:unit|apartment|apt|suite|in|by|near|off|and then)\b)"
)
_NEARBY = re.compile(
    r"\b(?:near|by|past|off|off of|behind|between|from|towards?|before|after|beyond|outside|cerca de|por)"
    r"(?: the| la| el)? ?$"
)
_UP_TO = re.compile(r"(?:^|\| ?|\b(?:on|at|off|is|it's|its|address|of|en|es) )$")
_UNIT = re.compile(
    r"\b(?P<kind>unit|apartment|apt|suite|ste|room|condo|trailer|apartamento|apto|departamento|depto|unidad|interior"
    r"|cuarto|oficina|number|número|numero)(?: (?:number|número|numero|letter|letra))?"
    r" (?P<value>\d{1,5}(?: ?[b-hj-z]\b| ?a$)?|[a-hj-z] ?\d{1,4}\b|[b-hj-z]\b|a(?=$| \|| (?:in|on|at)\b)"
    r"|(?:bee|see|sea|dee|gee|jay|kay)\b)"
)
_AFTER_STREET = re.compile(rf"\b(?:{_SURE}|{_UNSURE}|{_NUMBERED}),? $")
_LETTERS = {"bee": "B", "see": "C", "sea": "C", "dee": "D", "gee": "G", "jay": "J", "kay": "K"}


@dataclass(frozen=True, slots=True)
class Street:
    """A street in text[start:end], with its house number where one was said."""

    start: int
    end: int
    number: str | None
    name: str

    @property
    def address(self) -> str:
        """The street as it is written on an envelope."""
        return f"{self.number} {self.name}" if self.number else self.name


def find_streets(text: str, *, asked: bool) -> tuple[Street, ...]:
    """Return the streets in digitised `text` that say where something is, in their order.

    A numbered road without a house number ("off county road 9") and a street that something is merely near are
    none: they describe a place. Without being `asked` for, a street needs a house number or "on" before it.
    """
    found = [*_found(_ROAD, text, asked=asked), *_found(_CALLE, text, asked=asked)]
    found += (street for street in _found(_STREET, text, asked=asked) if not _overlaps(street, found))
    if not found and asked:
        found = _found(_NO_KIND, text, asked=True)
    return tuple(sorted(found, key=lambda street: street.start))


def _found(pattern: re.Pattern[str], text: str, *, asked: bool) -> list[Street]:
    return [street for match in pattern.finditer(text) if (street := _street(match, text, asked=asked))]


def _overlaps(street: Street, others: list[Street]) -> bool:
    return any(street.start < other.end and other.start < street.end for other in others)


def _street(match: re.Match[str], text: str, *, asked: bool) -> Street | None:
    said = match.groupdict()
    number = said["number"] or said.get("after")
    kind = said.get("kind") or ""
    before = text[: match.start()]
    if not number and (said.get("route") or _NEARBY.search(before) or re.fullmatch(_NUMBERED, kind)):
        return None
    sure = re.fullmatch(_SURE, kind) or match.re is _CALLE
    if not number and not (_UP_TO.search(before) or (asked and sure)):
        return None
    if match.re is _STREET and said["name"] in {"county", "state", "rural", "forest"}:
        return None
    if said["name"] == "way":
        return None  # "A one way street".
    if not number and said["name"].endswith("'s") and kind in {"place", "way", "drive", "court"}:
        return None
    spanish = match.re is _CALLE
    return Street(match.start(), match.end(), _written(number), _street_name(said, kind_first=spanish))


def _written(number: str | None) -> str | None:
    return number.replace(" ", "").upper() if number else None


def _street_name(said: dict[str, str | None], *, kind_first: bool = False) -> str:
    name, kind = _unrepeated(said["name"] or ""), said.get("kind") or ""
    if route := said.get("route"):
        return title(f"{_FULL.get(name, name)} {route}")
    if kind_first:
        return title(f"{kind} {name}")
    return title(f"{name} {_FULL.get(kind, kind)}".strip())


def _unrepeated(name: str) -> str:
    """Return a name without the stammer: `juniper juniper` -> `juniper`."""
    return re.sub(r"\b(\w+)(?: \1\b)+", r"\1", name)


def roads(text: str) -> tuple[tuple[int, int, str], ...]:
    """Return where numbered roads stand in digitised `text`, and their names: `County Road 9`."""
    return tuple((m.start(), m.end(), _street_name(m.groupdict())) for m in _ROAD.finditer(text))


def find_unit(text: str) -> tuple[int, int, str] | None:
    """Return the place in digitised `text` and the name of a unit: `apartment b` -> `B`; None without one."""
    for match in _UNIT.finditer(text):
        only_number = match["kind"] in {"number", "número", "numero"}
        at_place = re.match(r" (?:at|in) the\b", text[match.end() :])
        if not only_number or at_place or _AFTER_STREET.search(text[: match.start()]):
            value = match["value"]
            return match.start(), match.end(), _LETTERS.get(value) or value.replace(" ", "").upper()
    return None


def with_number(address: str, number: str) -> str:
    """Return `address` with the house number `number`."""
    return f"{number} {street_of(address)}"


def street_of(address: str) -> str:
    """Return an address without its house number."""
    return re.sub(r"^\d+[A-D]? ", "", address)


def number_of(address: str) -> str | None:
    """Return the house number of an address, None when it has none."""
    match = re.match(r"(\d+[A-D]?) ", address)
    return match[1] if match else None
