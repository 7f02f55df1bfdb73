"""Recognises danger to life in a caller's words; decides only what was meant, never what to say about it.

Hasty spelling is mended (danger_spelling.toml), what is innocent ("baby blue", "no smoke", "the kids are with me")
struck out (danger_harmless.toml); what is left is searched for people shut in (danger.toml) and for signs of a
hazard (danger_signs.toml). Where it could be either, it is danger.
"""

import re
from dataclasses import dataclass
from typing import Literal

from receptionist.cases import Job
from receptionist.understanding import patterns
from receptionist.understanding.danger_book import Kind, Person, book
from receptionist.understanding.danger_spelling import spelt
from receptionist.understanding.heard import Danger

Place = Literal["car", "house"]

_AGE = re.compile(
    r"\b(?:(\w+) (months?|weeks?|days?|years?|yrs?)(?: olds?| and a half olds?)"
    r"|(\w+) (months?)\b|(?:de|tiene|cumplio) (\w+) (mes(?:es)?|anos|semanas|dias))\b"
)
_NUMBERS = (
    "one two three four five six seven eight nine ten eleven twelve",
    "un dos tres cuatro cinco seis siete ocho nueve diez once doce",
)
_UNITS = {"m": "month", "w": "week", "d": "day", "y": "year", "a": "year", "s": "week"}
_BARE_YES = re.compile(
    r"(?:(?:yes|yeah|yep|yup|mhm|si|sir|maam|there (?:is|are)|theres|hay|i think so|there might be|maybe|not sure"
    r"|i (?:dont|do not) know|im not sure|i guess(?: so)?|might be|could be|no se|no estoy segur[oa]|creo que si"
    r"|tal vez|quizas?|one|uno|una) ?)+"
)
_RESOLVED = frozenset({"nobody answers inside", "not breathing or not responding", "shut in"})
"""Hazards that are over once somebody has opened or answered."""
_RETRACTIONS = ("strong", "alarm", "resolved", "weak_person", "weak_hazard", "well")
_BARE_NO = re.compile(r"(?:no|nope|nah|not)\b")
_ONLY = re.compile(r"\b(?:just|only|but|except|besides|other than|well|solo|nomas|pero|excepto|menos)\b")
_ONLY_SO = re.compile(r" (?:only|nomas|nada mas|solamente)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Risk:
    """Danger as it was heard. The two texts are short, in English, for the job: `infant, 8 months, in car`."""

    danger: Danger
    person_at_risk: str | None = None
    hazard: str | None = None


def hear_danger(
    text: str,
    *,
    asked_safety: bool = False,
    family: str | None = None,
    known: Job | None = None,
) -> Risk | None:
    """Return what `text` says about danger to life, None when nothing.

    `asked_safety`: the caller was just asked whether anybody is inside, or is safe; then a bare answer counts.
    `family`: that of the service, `vehicle` or `building`, where the words name no place. `known`: what is on
    record, so that an age or a retraction finds what it belongs to; only what wholly takes back the record is
    `retracted`. English and Spanish are always both heard, since callers mix them.
    """
    known = known or Job()
    heard = spelt(patterns.fold(text))
    hazard = _hazard(patterns.strike(heard, book().patterns["no_hazard"]), heard, asked_safety=asked_safety)
    if _over(heard) and (hazard is None or hazard[1] == "shut in"):
        return _retraction(heard, known)
    left = patterns.strike(patterns.strike(heard, book().patterns["nobody"]), book().patterns["no_hazard"])
    person = _person(heard, left, asked_safety=asked_safety, family=family, known=known)
    if hazard is None and person is None:
        return _doubt(heard, left, asked_safety) or _still_on(heard, known) or _retraction(heard, known)
    worst: Danger = "certain" if "certain" in {found[0] for found in (hazard, person) if found} else "possible"
    named = hazard[1] if hazard and not (person and hazard[1] == "shut in") else None
    return Risk(danger=worst, person_at_risk=person[1] if person else None, hazard=named)


def _over(heard: str) -> bool:
    """Tell whether what was said happened days ago, and nothing of it goes on."""
    return bool(book().patterns["over"].search(heard)) and not book().patterns["goes_on"].search(heard)


def _hazard(left: str, heard: str, *, asked_safety: bool) -> tuple[Danger, str] | None:
    """Return the worst sign that the words left hold, with its name; a stove says how it burns."""
    signs = (sign for sign in book().signs if sign.seen_in(left, heard, asked_safety=asked_safety))
    found = [(sign.danger, sign.hazard) for sign in signs]
    danger, label = next(iter(sorted(found, key=lambda sign: sign[0] != "certain")), (None, ""))
    if danger is None:
        return None
    if label == "intruder or threat" and book().patterns["quiet"].search(heard):
        return danger, f"{label}, cannot talk"
    stove = any(name == "stove on" for _, name in found)
    if label == "stove on":
        label = _stove(heard)
    elif label == "smoke or fire" and stove:
        label = "smoke or fire, stove on"
    return danger, label


def _stove(heard: str) -> str:
    low = book().patterns["low"].search(heard)
    clear = book().patterns["no_smoke"].search(heard)
    return "stove on" + (" low" if low else "") + (", no smoke seen" if clear else "")


def _person(
    heard: str, left: str, *, asked_safety: bool, family: str | None, known: Job
) -> tuple[Danger, str] | None:
    """Return who is shut in, worst first, and how certain it is."""
    place = _place(left, heard, family)
    for person in book().people:
        if person.shut_in.search(left) or (asked_safety and _answers(person, left)):
            danger = _danger(person.kind, place, left, heard, asked_safety=asked_safety, family=family)
            if danger:
                return danger, _described(person.label, heard, place)
    return _unnamed(heard, left, place, asked_safety=asked_safety, known=known)


def _unnamed(
    heard: str, left: str, place: Place | None, *, asked_safety: bool, known: Job
) -> tuple[Danger, str] | None:
    """Return somebody who is only he or she here, or a small child near a lock."""
    patterns = book().patterns
    who = next((p for p in book().people if p.kind != "adult" and p.named.search(heard)), None)
    pet_indoors = who is not None and who.kind == "pet" and place == "house"
    if patterns["young"].search(left) and not (pet_indoors or patterns["empty"].search(heard)):
        return "certain", _described(who.label if who else "toddler", heard, place)
    if who and who.kind != "pet" and patterns["distress"].search(left) and patterns["in_it"].search(left):
        return "certain", _described(who.label, heard, place)
    if patterns["he_inside"].search(left) or (who and patterns["they_inside"].search(left)):
        if who and who.kind == "pet" and place != "car":
            return None
        sure = (
            who or known.person_at_risk or patterns["distress"].search(left) or (asked_safety and place == "car")
        )
        label = _described(who.label, heard, place) if who else known.person_at_risk or "person inside"
        return ("certain" if sure else "possible"), label
    if (asked_safety or known.person_at_risk) and (patterns["distress"].search(left) or _AGE.search(left)):
        return _recalled(heard, left, place, known)
    return _beside_a_lock(heard, left, place)


def _beside_a_lock(heard: str, left: str, place: Place | None) -> tuple[Danger, str] | None:
    """Return somebody who is named with a lock or a call for help, whatever stands between and in what order."""
    patterns = book().patterns
    who = next((person for person in book().people if person.named.search(left)), None)
    if who is None or who.kind == "adult" or (who.kind == "pet" and place == "house"):
        return None
    shut = patterns["shut"].search(left) or (patterns["small"].search(left) and patterns["locked"].search(left))
    if not shut and not patterns["urgent"].search(left):
        return None
    in_car = patterns["car"].search(left) and not patterns["locked_out"].search(left)
    sure = shut and in_car and who.kind in ("child", "pet")
    return ("certain" if sure else "possible"), _described(who.label, heard, place)


def _recalled(heard: str, left: str, place: Place | None, known: Job) -> tuple[Danger, str] | None:
    """Return the person on record again, now with an age; somebody not on record only when in distress."""
    if known.person_at_risk:
        label = known.person_at_risk.split(",")[0]
        at = (
            "car" if "in car" in known.person_at_risk else "house" if "in house" in known.person_at_risk else place
        )
        return "certain", _described(label, heard, at) if _AGE.search(heard) else known.person_at_risk
    known_by_age = _AGE.search(left) and book().patterns["he"].search(left)
    told = known_by_age or book().patterns["distress"].search(left)
    return ("certain", _described("person", heard, place)) if told else None


def _answers(person: Person, left: str) -> bool:
    """Tell whether naming this person answers the question who is inside: not after a plain no."""
    found = person.named.search(left)
    if not found:
        return False
    return not _BARE_NO.match(left) or bool(_ONLY.search(left[: found.start()]) or _ONLY_SO.search(left))


def _danger(
    kind: Kind, place: Place | None, left: str, heard: str, *, asked_safety: bool, family: str | None
) -> Danger | None:
    """Return how bad it is that somebody of this kind is shut in at this place."""
    patterns = book().patterns
    if kind in ("child", "frail"):
        return "possible" if place == "house" and family == "vehicle" else "certain"
    if kind == "pet":
        cool = bool(patterns["cooled"].search(heard))
        hot = place == "car" or (place is None and patterns["hot"].search(heard))
        return None if place == "house" else "certain" if hot and not cool else "possible"
    confined = bool(patterns["confined"].search(left))
    if place == "car":
        return "certain" if confined or asked_safety else "possible"
    return "possible" if patterns["stuck"].search(left) else None


def _place(left: str, heard: str, family: str | None) -> Place | None:
    patterns = book().patterns
    if patterns["in_car"].search(left):
        return "car"
    if patterns["in_house"].search(left):
        return "house"
    if patterns["car"].search(heard):
        return "car"
    by_family: dict[str | None, Place] = {"vehicle": "car", "building": "house"}
    return "house" if patterns["at_home"].search(heard) else by_family.get(family)


def _described(label: str, heard: str, place: Place | None) -> str:
    """Return `infant, 8 months, in car` from what was heard."""
    age = _age(heard)
    if age and label in ("child", "person", "toddler", "infant or toddler"):
        count, _, unit = age.partition(" ")
        years = int(count) if unit.startswith("year") and count.isdigit() else 0
        label = (
            "elderly or ill person" if years >= 70 else "child" if years > 3 else "toddler" if years else "infant"
        )
    return ", ".join(part for part in (label, age, f"in {place}" if place else None) if part)


def _age(heard: str) -> str | None:
    found = _AGE.search(heard)
    if not found:
        return None
    count, unit = next((found[n], found[n + 1]) for n in (1, 3, 5) if found[n])
    number = next((at for line in _NUMBERS for at, word in enumerate(line.split(), 1) if word == count), None)
    written = str(number) if number else count if count.isdigit() else "1" if count in ("a", "an", "una") else None
    if written is None:
        return None
    return f"{written} {_UNITS[unit[0]]}{'' if written == '1' else 's'}"


def _doubt(heard: str, left: str, asked_safety: bool) -> Risk | None:
    """Return possible danger for a yes, or a don't know, that names nobody: the question was about danger."""
    if asked_safety and left == heard and _BARE_YES.fullmatch(heard):
        return Risk(danger="possible", person_at_risk="not said who")
    return None


def _still_on(heard: str, known: Job) -> Risk | None:
    """Return the stove on record again when the caller tells that he sees no smoke: that does not turn it off."""
    if known.hazard and known.hazard.startswith("stove on") and book().patterns["no_smoke"].search(heard):
        return Risk(danger="possible", hazard=known.hazard.split(",")[0] + ", no smoke seen")
    return None


def _retraction(heard: str, known: Job) -> Risk | None:
    """Return `retracted` when everything on record is taken back, or when it is said outright with no record."""
    said = {name for name in _RETRACTIONS if book().patterns[name].search(heard)}
    reached = {"well"} if known.hazard == "nobody answers inside" else set()
    opened = {"resolved"} if known.hazard in _RESOLVED else set()
    hazard_over = said & ({"weak_hazard", "alarm"} | opened | reached)
    person_over = said & ({"strong", "alarm", "weak_person", "resolved"} | reached)
    on_record = [over for what, over in ((known.person_at_risk, person_over), (known.hazard, hazard_over)) if what]
    return Risk(danger="retracted") if (all(on_record) if on_record else said & {"strong", "alarm"}) else None
