"""Hears which vehicle is meant: year, make, model and colour; never completes what was not said."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz, process

from receptionist.cases import Vehicle
from receptionist.understanding.numbers import runs
from receptionist.understanding.sounds import STREET_WORDS, likeness
from receptionist.understanding.text import parts, tokens, unaccented, word_set
from receptionist.understanding.vehicle_names import Name, long_names, models_of, names

_MAX_WORDS = 5
_EARLIEST_YEAR = 1930
_COLOURS = {
    word: english
    for english, words in {
        "silver": "silver plateado plateada plata",
        "black": "black negro negra",
        "white": "white blanco blanca",
        "gray": "gray grey gris",
        "blue": "blue azul",
        "red": "red rojo roja",
        "green": "green verde",
        "brown": "brown marron",
        "gold": "gold golden dorado dorada",
        "beige": "beige",
        "tan": "tan",
        "yellow": "yellow amarillo amarilla",
        "orange": "orange naranja anaranjado",
        "purple": "purple morado morada",
        "maroon": "maroon burgundy vino guinda",
        "pink": "pink rosa",
        "charcoal": "charcoal",
        "navy": "navy",
        "teal": "teal",
        "bronze": "bronze",
        "champagne": "champagne",
        "cream": "cream crema",
        "turquoise": "turquoise turquesa",
    }.items()
    for word in words.split()
}
_SHADES = word_set("dark light bright baby navy midnight sky forest lime hunter royal pearl charcoal")
_VEHICLE_WORDS = word_set(
    "car truck pickup suv van minivan sedan coupe hatchback wagon jeep vehicle motorcycle carro coche auto "
    "camioneta troca troque furgoneta vehiculo moto"
)
_OWNED = frozenset({"my", "a", "an", "un", "una", "mi", "it's", "its", "is", "es"})
_OTHER_THINGS = word_set(
    "lock locks door doors house home key keys building awning sign roof gate barn center centre"
)


@dataclass(frozen=True, slots=True)
class _Found:
    start: int
    end: int
    names: tuple[Name, ...]


def hear_vehicle(text: str, *, year_max: int, asked: bool = False) -> Vehicle | None:
    """Return the vehicle that the words describe, with None for what they leave open; None when they name none.

    A correction ("a civic, no, an accord") replaces what it corrects. `year_max` is the latest model year.
    `asked` says that the caller was just asked for the vehicle, so that a bare colour or year counts.
    """
    vehicle: Vehicle | None = None
    for part in parts(text):
        newer = _hear(part, year_max=year_max, asked=asked)
        vehicle = _corrected(vehicle, newer) if vehicle and newer else newer or vehicle
    return vehicle


def _corrected(vehicle: Vehicle, newer: Vehicle) -> Vehicle:
    other_make = newer.make is not None and newer.make != vehicle.make
    return (replace(vehicle, model=None) if other_make else vehicle).merged(newer)


def _hear(text: str, *, year_max: int, asked: bool) -> Vehicle | None:
    words = tokens(unaccented(text))
    found = _meant(words, asked=asked)
    make, model = _make_and_model(words, found)
    if make is None and asked:
        make, model = _misheard(words)
    known = asked or make is not None
    colour = _colour(words, found, known=known)
    year = _year(words, found, year_max=year_max, asked=asked) if known or colour else None
    vehicle = Vehicle(year=year, make=make, model=model, color=colour)
    return None if vehicle == Vehicle() else vehicle


def _meant(words: Sequence[str], *, asked: bool) -> tuple[_Found, ...]:
    """Return the phrases that name makes and models here, without those that are ordinary words here."""
    found = tuple(_phrases(words))
    said = {name.make for phrase in found for name in phrase.names if name.model is None}
    plain = {name.make for phrase in found for name in phrase.names if not name.ordinary}
    kept = []
    for phrase in found:
        names = tuple(
            name
            for name in phrase.names
            if not name.ordinary
            or (name.make in plain or (name.make in said and name.model is not None))
            or (not name.bare and _described(words, phrase.start, asked=asked))
        )
        if names and not _elsewhere(words, phrase):
            kept.append(_Found(phrase.start, phrase.end, names))
    return tuple(kept)


def _described(words: Sequence[str], start: int, *, asked: bool) -> bool:
    """Tell whether what starts here is spoken of as a vehicle."""
    before = words[start - 1] if start else ""
    if before in _COLOURS or re.fullmatch(r"(19|20)\d\d", before) or _ends_in_year(words[:start]):
        return True
    if asked:
        return not before or before in _OWNED or before in _VEHICLE_WORDS
    return before in {"my", "a", "an"} and not _VEHICLE_WORDS.isdisjoint(words)


def _ends_in_year(words: Sequence[str]) -> bool:
    """Tell whether the words end in a year, said in words: `twenty eleven`."""
    said = runs(" ".join(words[-4:]))
    return bool(said) and said[-1].end == len(words[-4:]) and bool(re.fullmatch(r"(19|20)\d\d", said[-1].digits))


def _elsewhere(words: Sequence[str], phrase: _Found) -> bool:
    """Tell whether the phrase is a street's name, or is said only to be excluded ("not the civic")."""
    after, before = words[phrase.end : phrase.end + 2], words[max(0, phrase.start - 2) : phrase.start]
    return "not" in before or any(word in STREET_WORDS or word in _OTHER_THINGS for word in after[:1]) or (
        len(after) == 2 and after[1] in STREET_WORDS and after[0] not in _COLOURS
    )  # fmt: skip


def _phrases(words: Sequence[str]) -> Iterator[_Found]:
    """Yield the longest phrases of the table, from left to right."""
    table, at = names(), 0
    while at < len(words):
        for length in range(min(_MAX_WORDS, len(words) - at), 0, -1):
            if found := table.get(" ".join(words[at : at + length])):
                yield _Found(at, at + length, found)
                at += length
                break
        else:
            at += 1


def _make_and_model(words: Sequence[str], found: Sequence[_Found]) -> tuple[str | None, str | None]:
    makes = [name.make for phrase in found for name in phrase.names if name.model is None]
    models = [name for phrase in found for name in phrase.names if name.model is not None]
    model = next((name for name in models if name.make in makes), None) or next(iter(models), None)
    if model and (not makes or model.make in makes):
        return model.make, model.model
    if makes:
        return makes[0], _misheard_model(words, found, makes[0])
    return None, None


def _misheard_model(words: Sequence[str], found: Sequence[_Found], make: str) -> str | None:
    """Return the model of `make` that the words right after it sound like: `hyundai tussan`."""
    after = next(phrase.end for phrase in found if any(name.make == make for name in phrase.names))
    heard = [" ".join(words[after : after + length]) for length in (1, 2, 3) if after + length <= len(words)]
    heard = [said for said in heard if len(said) > 3 and said.split()[0] not in _COLOURS]
    scores = {
        model: max((likeness(said, model, least=3) for said in heard), default=0.0) for model in models_of(make)
    }
    best = max(scores, key=lambda model: scores[model], default=None)
    return best if best and scores[best] >= 66 else None


def _misheard(words: Sequence[str]) -> tuple[str | None, str | None]:
    """Return the make and model that a word looks like, when nothing was found as it is written."""
    table, plain = names(), long_names()
    for said in words:
        if len(said) > 4 and (best := process.extractOne(said, plain, scorer=fuzz.ratio, score_cutoff=83)):
            name = table[best[0]][0]
            return name.make, name.model
    return None, None


def _colour(words: Sequence[str], found: Sequence[_Found], *, known: bool) -> str | None:
    """Return the colour nearest to the vehicle; without one, only a colour that belongs to one ("a red truck")."""
    spots = [at for at in range(len(words)) if words[at] in _COLOURS and not _other_colour(words, at)]
    bodies = [at for at in range(len(words)) if words[at] in _VEHICLE_WORDS]
    if not known:
        spots = [at for at in spots if any(abs(at - body) == 1 for body in bodies)]
    if not spots:
        return None
    anchors = [place for phrase in found for place in (phrase.start, phrase.end)] or bodies or [0]
    at = min(spots, key=lambda spot: min(abs(spot - anchor) for anchor in anchors))
    if at + 1 in spots and words[at] in _SHADES:
        at += 1
    shade = words[at - 1] if at and words[at - 1] in _SHADES and words[at - 1] != words[at] else ""
    return f"{shade} {_COLOURS[words[at]]}".strip()


def _other_colour(words: Sequence[str], at: int) -> bool:
    after = words[at + 1 : at + 3]
    return any(word in STREET_WORDS or word in _OTHER_THINGS for word in after)


def _year(words: Sequence[str], found: Sequence[_Found], *, year_max: int, asked: bool) -> int | None:
    rest, vehicles = _without(words, found)
    for run in runs(" ".join(rest)):
        if not STREET_WORDS.isdisjoint(rest[run.end : run.end + 3]):
            continue
        if len(run.digits) == 4 and _EARLIEST_YEAR <= int(run.digits) <= year_max:
            return int(run.digits)
        if len(run.digits) == 2 and (asked or not vehicles.isdisjoint(range(run.end, run.end + 2))):
            return _full_year(int(run.digits), year_max)
    return None


def _without(words: Sequence[str], found: Sequence[_Found]) -> tuple[list[str], set[int]]:
    """Return the words with a placeholder for each name, so that `f one fifty` is no number, and their places."""
    rest: list[str] = []
    places: set[int] = set()
    at = 0
    for phrase in found:
        rest.extend(words[at : phrase.start])
        places.add(len(rest))
        rest.append("vehicle")
        at = phrase.end
    return [*rest, *words[at:]], places


def _full_year(short: int, year_max: int) -> int:
    return 2000 + short if 2000 + short <= year_max else 1900 + short
