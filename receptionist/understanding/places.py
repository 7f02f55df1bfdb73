"""Hears where the caller is: address, unit, town, landmark and the spot; invents no number, street or town."""

import re
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

from receptionist.cases import Details
from receptionist.understanding.landmarks import find_landmarks
from receptionist.understanding.sounds import STREET_WORDS, digitise, likeness, sounds_like, title
from receptionist.understanding.streets import (
    Street,
    find_streets,
    find_unit,
    number_of,
    street_of,
    with_number,
)
from receptionist.understanding.text import parts, word_set

_DENIED = re.compile(r"(?<=\d) not \d+(?= )")
_STAMMER = re.compile(r"\b([^\W\d]\w+)(?: \1\b)+")
_NUMBER_AGAIN = re.compile(r"\bno (?=\d)")
_LONE_NUMBER = re.compile(
    r"^(?:(?:it's|its|is|was|number|the|house|that's|yeah|no|not|yes|address|okay|i|said|numero|número|el|es|sí|si"
    r"|street|just|\|) )*(?P<number>\d{1,6})(?: (?:that's|it|is|right|correct|the|house|number|\|))*$"
)
_LAST_NUMBER = re.compile(r"(?<!\S)(\d{1,6})(?: [^\W\d]\w*)?$")
_AFTER_STREET = "|".join(STREET_WORDS)
_AWAY = re.compile(r"\b(?:not|from|near|towards?|than|past|of|outside|to) $")
_IN_TOWN = re.compile(r"^ ?in ([^\W\d]\w+(?: [^\W\d]\w+)?)$")
_LIKE = re.compile(r"\| (?:like|as) (?:the|a|an|in) [^|]*")
_NO_TOWN = word_set("downtown town back front here there traffic park the a my it's that town please")
_SPOT_KIND = (
    "level|floor|row|aisle|section|space|spot|stall|bay|dock|gate|lot|building|bldg|tower|wing|zone|pump|entrance"
    "|terminal|concourse|slip|hangar|pier|nivel|piso|fila|edificio|lote|cajón"
)
_SPOT = re.compile(
    r"\b(?:the )?parking (?:garage|structure|deck|ramp)\b"
    rf"|\b(?:{_SPOT_KIND}) (?:number |letter )?(?:\d{{1,4}}(?: ?[a-hj-z]\b)?|[b-hj-z](?: ?\d{{1,3}})?|a"
    rf" ?\d{{1,3}}|a)"
    rf"(?= \||$| (?!(?:lot|of|minute|second|little|couple|key|door|few)\b))"
    r"|\b(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|ground|top|upper|lower|basement"
    r"|bottom"
    r"|primer|segundo|tercer) (?:floor|level|row|piso|nivel)\b"
)
_ASKED_SPOT = re.compile(
    r"\b(?:(?:in|around|out|on) )?(?:the )?(?:driveway|carport|alley|shoulder|loading dock|drive (?:thru|through)"
    r"|side of the road|back (?:parking )?lot|back entrance|front entrance|side entrance|around back|around the"
    r" back"
    r"|in the back|out back|cochera|callejón)\b"
)
_NOT_THIS = re.compile(r"\b(\w+) not (\w+)\b|\bnot (\w+) (?:it's |but )?(\w+)\b")
_SPELLED = re.compile(r"(?<!\S)(?:[a-z] ){2,}[a-z](?!\S)")


def hear_place(
    text: str, *, towns: Sequence[str], other_towns: Sequence[str], asked: bool, known: str | None = None
) -> Details:
    """Return what the words say of the place: any of address, unit, city, landmark, location_detail.

    `known` is the address so far, which a lone house number completes or corrects and spelled letters respell.
    Towns are only ever those of `towns` and `other_towns`, or one that is plainly named after a street.
    """
    place: Details = {}
    for part in _clauses(text):
        place |= _hear(part, (*towns, *other_towns), asked=asked, known=place.get("address", known), before=place)
    place.pop("number", None)
    if "address" not in place and asked and known and (said := renamed(known, text) or respelled(known, text)):
        place["address"] = said
    return place


def _clauses(text: str) -> Iterable[str]:
    """Yield what was said between corrections, with numbers in digits."""
    for part in parts(text):
        yield from _NUMBER_AGAIN.split(_DENIED.sub("", _STAMMER.sub(r"\1", digitise(part))))


def _hear(text: str, towns: Sequence[str], *, asked: bool, known: str | None, before: Details) -> Details:
    place: Details = {}
    if unit := find_unit(text):
        place["unit"] = unit[2]
        text = _cut(text, [unit[:2]])
    if found := _town(text, towns):
        place["city"] = found[2]
        text = _cut(text, [found[:2]])
    streets = find_streets(text, asked=asked)
    text = _cut(text, [(street.start, street.end) for street in streets])
    if streets:
        text = _LIKE.sub("|", text)
    if "city" not in place and (asked or streets) and (found := _misheard_town(text, towns)):
        place["city"] = found[2]
        text = _cut(text, [found[:2]])
    elif (
        streets and (unknown := _IN_TOWN.match(text.rpartition("|")[2])) and not _NO_TOWN & set(unknown[1].split())
    ):
        place["city"] = title(unknown[1])
    spots = [*_SPOT.finditer(text), *(_ASKED_SPOT.finditer(text) if asked else ())]
    if spots:
        place["location_detail"] = ", ".join(dict.fromkeys(spot[0].removeprefix("the ") for spot in spots))
        text = _cut(text, [spot.span() for spot in spots])
    number = _number(text, asked=asked) if "city" not in place or not known else None
    if address := _address(streets, number, known=known, before=before):
        place["address"] = address
    elif number:
        place["number"] = number
    if landmark := find_landmarks(text, asked=asked):
        place["landmark"] = landmark
    return place


def _cut(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Return `text` with a bar in the place of each span."""
    for start, end in sorted(spans, reverse=True):
        text = f"{text[:start]} | {text[end:]}"
    return re.sub(r"(?: ?\| ?)+", " | ", " ".join(text.split()))


def _address(streets: Sequence[Street], number: str | None, *, known: str | None, before: Details) -> str | None:
    """Return the address that these streets and numbers make together with what was said before."""
    if not streets:
        return with_number(known, number) if known and number else None
    street = streets[-1] if len(streets) == 1 else _best(streets)
    if street.number or len(streets) > 1:
        return street.address
    if said := before.get("number") or (number if not known else None):
        return with_number(street.name, str(said))
    if "address" in before and (kept := number_of(before["address"])):
        return with_number(street.name, kept)
    if known and number_of(known) and sounds_like(street.name, street_of(known)):
        return known
    return street.name


def _best(streets: Sequence[Street]) -> Street:
    """Return the last street with a house number; two streets without one are a corner."""
    if numbered := [street for street in streets if street.number]:
        return numbered[-1]
    one, two = streets[:2]
    return Street(one.start, two.end, None, f"{one.name} and {two.name}")


def _number(text: str, *, asked: bool) -> str | None:
    """Return a house number that stands alone, which only the answer to the question can hold."""
    if not asked:
        return None
    bare = text.replace("|", " ")
    match = _LONE_NUMBER.match(" ".join(bare.split())) or (
        _LAST_NUMBER.search(bare.strip()) if re.match(r"(?:the )?address\b|it's \d", bare.strip()) else None
    )
    return match.group(1) if match else None


def _town(text: str, towns: Sequence[str]) -> tuple[int, int, str] | None:
    """Return the town that is named here, and where; a street that is named after a town is none."""
    found = [
        (match.start(), match.end(), town)
        for town in towns
        for match in re.finditer(rf"\b{re.escape(town.lower())}\b(?! (?:{_AFTER_STREET})\b)", text)
    ]
    here = [place for place in found if not _AWAY.search(text[: place[0]])]
    there = [place for place in found if not text[: place[0]].endswith("not ")]
    return max(here or there, default=None)


def _misheard_town(text: str, towns: Sequence[str]) -> tuple[int, int, str] | None:
    """Return the town that some words sound like, and where they stand."""
    words = [(match.start(), match.end()) for match in re.finditer(r"[^\s|\d]+", text)]
    best: tuple[float, tuple[int, int, str]] | None = None
    for town in towns:
        size = len(town.split())
        for count in range(max(1, size - 1), size + 2):
            for first, last in zip(words, words[count - 1 :], strict=False):
                said = text[first[0] : last[1]]
                if "|" in said or abs(len(said) - len(town)) > 4:
                    continue
                score = likeness(said, town)
                if score and (best is None or score > best[0]):
                    best = score, (first[0], last[1], town)
    return best[1] if best else None


def renamed(known: str, text: str) -> str | None:
    """Return `known` with the word that was put right ("harlow not harrow"); None when nothing fits."""
    for match in _NOT_THIS.finditer(text):
        right, wrong = (match[1], match[2]) if match[1] else (match[4], match[3])
        words = [title(right) if sounds_like(wrong, word) else word for word in known.split()]
        if words != known.split():
            return " ".join(words)
    return None


def respelled(known: str, text: str) -> str | None:
    """Return `known` with the word that was spelled out ("that's w r e n"); None when nothing fits."""
    spelled = [match[0].replace(" ", "") for match in _SPELLED.finditer(text)]
    words = known.split()
    for letters in spelled:
        scores = [SequenceMatcher(None, letters, word.lower()).ratio() for word in words]
        if max(scores) >= 0.5:
            words[scores.index(max(scores))] = title(letters)
    return " ".join(words) if spelled and words != known.split() else None
