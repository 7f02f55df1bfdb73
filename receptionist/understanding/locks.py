"""Hears about locks, doors and safes: which, how many, whose make, what is wrong; diagnoses nothing."""

import re
from collections.abc import Sequence

from receptionist.cases import Details
from receptionist.understanding.counts import count
from receptionist.understanding.keys import hear_keys
from receptionist.understanding.lock_words import (
    BARE_BRANDS,
    BRANDS,
    KEYING,
    KINDS,
    SAFE_BRANDS,
    SAFE_LOCKS,
    SIDES,
    STATES,
    every,
    first,
)
from receptionist.understanding.sounds import digitise
from receptionist.understanding.text import parts

_SIDE_WORDS = {word: side for side, words in SIDES.items() for word in words.split("|") if "(" not in word}
_SIDE_WORDS |= {"sliding glass": "sliding", "sliding": "sliding"}
_SIDE = "|".join(sorted(map(re.escape, _SIDE_WORDS), key=len, reverse=True))
_DOOR = re.compile(
    rf"\b(?P<en>{_SIDE})(?: (?:and|or) (?:the )?(?P<second>{_SIDE}))? (?P<many>doors?|door's|gate|entrance)\b"
    rf"|\b(?:puerta|chapa|entrada) (?P<es>{_SIDE})\b"
    rf"|\bthe (?P<short>front|back|side)(?= (?:one|open|lock|locked|is|isn't|won't|and the|$))"
    rf"|\b(?:the )?(?P<bare>front|back) and (?:the )?(?P<bare2>back|front|side)\b"
)
_NOT_DOORS = re.compile(r"\b(?:through|at|by|to|from|got in|get in|come in|open|other) (?:the )?$")
_SAFE = re.compile(r"\b(?:safe|gun safe|vault|caja fuerte)\b")
_NOT_SAFE = re.compile(
    r"\b(?:i'm|we're|am|are|be|feel|is it|keep|is everyone|everyone's|somewhere|he's|she's) (?:\w+ )?safe\b"
)
_BOTH = re.compile(r"\b(?:both|em both|them both|los dos|las dos|ambos|ambas)\b")
_ALL_LOCKS = re.compile(r"\b(?:key ?holes?|cylinders?|locks|cerraduras|cilindros|mail ?boxes|pad ?locks)\b")
_THINGS = re.compile(
    r"\b(?:lock|dead ?bolts?|dead ?boats?|knobs?|levers?|cerradura|chapas?|cerrojos?|candados?)\b"
)
_EACH = re.compile(r"\b\d+ (?:doors?|puertas?)\b.*\b(?:each|apiece|cada)\b")
_AND = re.compile(r"\b(?:and|y)\b")
_EACH_OF_LOCKS = re.compile(r"\b\d+ \w+ (?:on )?(?:each|cada)|\b\d+ (?:locks?|chapas?|cerraduras?|deadbolts?)\b")
_PLACED = re.compile(
    r"\b(\d+|one)(?: locks?)?(?: on| in)?(?: the)? (?:front|back|side|garage|basement|patio)\b(?! door)"
)
_LESS = re.compile(r"\bno (?=\d)")
_COUNT = re.compile(r"\b([1-9]\d?|one|couple|a|una?|dos)(?: (?!and\b|my\b|the\b)[^\W\d]+){0,2} $")
_SMALL = {"one": 1, "a": 0, "couple": 2, "un": 0, "una": 0, "dos": 2}
_WHICH_ONE = re.compile(r"\b(?:front|back|side|the|this|that|which|no) one (?:\w+ ){0,2}$")
_DOORS_COUNTED = re.compile(r"\b(?:doors?|puertas?)\b")
_ALTOGETHER = re.compile(
    r"\bso (?:that's |that would be |thats |like |about |i guess |probably )*([1-9]\d?)\b"
    r"(?! (?:bucks|dollars|minutes|hours|days|months|years|o'clock|am|pm|a m|p m|in the|north|south|east|west|\d"
    r"|[a-z]+ (?:street|road|avenue|lane|drive|court|way)))"
    r"|\b([1-9]\d?)(?: \w+)? (?:total|altogether|in total|all together|in all|en total)\b"
)
_ON_ONE_DOOR = re.compile(
    r"\b(?:just|only|replace|change|swap|rekey|the|my|one|solo) (?:the |my |one )?(?:lock|dead ?bolt|knob)"
    r"(?: lock)? (?:on|of|for|in) (?:my|the|our|a) (?:front|back|side|garage|bedroom|office)? ?door\b"
    r"|^(?:(?:yeah|yes|oh|it's|its|no|nope|well|um) )*(?:just|only) (?:the |that )?one\b(?! (?:key|car|more|door))"
)
_LEADING = re.compile(
    r"^(?:(?:just|only|solo|solamente|son|it's|there's|yeah|yes|sí|uh|um|like|well|pues|bueno) )*(?:([1-9]\d?)"
    r"|(?:un|una))"
    r"(?=$| (?:sol[oa]|nom[aá]s|nada más|inside|outside|and|i|no|y|please|on|total)\b)"
)
"""How many, said first of all in the answer to the question: `five inside and out`, `una nomás`."""
_ASKED_LOCKS = frozenset({"lock_details", "problem"})


def hear_locks(text: str, *, asked: Sequence[str], known: str | None = None) -> Details:
    """Return what the words say of locks, keys and safes, by the names of Job's fields.

    `asked`: slot words of the last question; a bare yes, no or brand answers it. `known`: the lock_details so far,
    which are completed; a corrected door replaces the one before.
    """
    asks = frozenset(asked)
    found = {
        "lock_details": _lock_details(text, asks, known),
        "lock_count": _lock_count(text, asks),
        "lock_brand": _brand(text, asks),
        "keying": first(KEYING, text),
        **_safe(text, asks),
        **hear_keys(text, asks),
    }
    return {name: value for name, value in found.items() if value is not None}


def _lock_details(text: str, asked: frozenset[str], known: str | None) -> str | None:
    """Return doors, locks and what is wrong, in this order; what is known stays unless it was corrected."""
    doors, kinds, states = _doors(text), every(KINDS, text), _states(text)
    if not (doors or kinds or states) or not (asked & _ASKED_LOCKS or doors or states):
        return None
    before = known or ""
    old = _doors(before), every(KINDS, before), _states(before)
    if doors and len(parts(text)) > 1:
        old = [], *old[1:]
    merged = [list(dict.fromkeys((*was, *now))) for was, now in zip(old, (doors, kinds, states), strict=True)]
    return (
        ", ".join(filter(None, (" and ".join(merged[0]), " and ".join(merged[1]), ", ".join(merged[2])))) or None
    )


def _states(text: str) -> list[str]:
    states = every(STATES, text)
    # The same thing told twice.
    told = {"key snapped", "stuck"} if "half the key in the lock" in states else set()
    return [state for state in states if state not in told]


def _doors(text: str) -> list[str]:
    """Return the doors that are meant, after the corrections: `the front door well the side door` -> side door."""
    doors: list[str] = []
    for part in (
        clause for said in parts(text) for clause in re.split(r"\b(?:well|no)\b(?= (?:it's |its )?the )", said)
    ):
        if found := _doors_of(part):
            doors = found
    return doors


def _doors_of(text: str) -> list[str]:
    doors: dict[str, None] = {}
    for match in _DOOR.finditer(text):
        if _NOT_DOORS.search(text[: match.start()]) and not match["short"]:
            continue
        sides = [match[name] for name in ("en", "second", "es", "short", "bare", "bare2") if match[name]]
        doors |= dict.fromkeys(
            "gate" if match["many"] == "gate" else f"{_SIDE_WORDS[side]} door" for side in sides
        )
    return list(doors)


def _lock_count(text: str, asked: frozenset[str]) -> int | None:
    """Return how many locks: as counted, else both of the kinds on the one door, else the doors when asked."""
    text = _LESS.split(digitise(parts(text)[-1]))[-1] or text
    words = digitise(text)
    if _EACH.search(words) and (number := count(text)):
        return number * max(1, len(every(KINDS, text))) if not _EACH_OF_LOCKS.search(words) else number
    if len(placed := _PLACED.findall(words)) > 1:
        return sum(_SMALL.get(number) or int(number) for number in placed)
    if altogether := _ALTOGETHER.search(words):
        return int(altogether[1] or altogether[2])
    if number := _counted(words, _ALL_LOCKS) or _counted(words, _THINGS):
        return number
    kinds, doors = every(KINDS, text), _doors(text)
    if _ON_ONE_DOOR.search(text):
        return 1
    if _BOTH.search(text) and (len(kinds) == 2 or len(doors) == 2 or asked & _ASKED_LOCKS):
        return 2
    if asked & _ASKED_LOCKS:
        return _count_answered(text, words, kinds, doors)
    return _counted(words, _DOORS_COUNTED) if _DOORS_COUNTED.search(text) else None


def _count_answered(text: str, words: str, kinds: list[str], doors: list[str]) -> int | None:
    """Return the number of locks that answers the question for it: a bare number, or the locks and doors named."""
    if len(kinds) == 2 and len(doors) < 2 and len(_AND.findall(text)) == 1:
        return 2
    number = count(text)
    if number == 1 and len(kinds) > 1:
        return len(kinds)
    if number is None and (leading := _LEADING.search(words)):
        number = int(leading[1] or 1)
    return number or (len(doors) if len(doors) > 1 else None)


def _counted(words: str, things: re.Pattern[str]) -> int | None:
    """Return how many of the things were counted together: `2 deadbolts and a knob` are 3; None without."""
    counts = [_number_before(words[: thing.start()]) for thing in things.finditer(words)]
    # "A knob" is one only beside others that were counted: "a lock" alone says nothing of how many.
    return sum(number or 1 for number in counts if number is not None) if any(counts) else None


def _number_before(words: str) -> int | None:
    match = _COUNT.search(words)
    if match is None or _WHICH_ONE.search(words):
        return None
    return int(match[1]) if match[1].isdigit() else _SMALL[match[1]]


def _brand(text: str, asked: frozenset[str]) -> str | None:
    return first(BRANDS, text) or (first(BARE_BRANDS, text) if "lock_brand" in asked else None)


def _safe(text: str, asked: frozenset[str]) -> Details:
    about = "safe_details" in asked or (_SAFE.search(text) and not _NOT_SAFE.search(text))
    if not about:
        return {}
    serial = re.search(r"\bserial\b", text)
    return {
        "safe_brand": first(SAFE_BRANDS, text),
        "safe_lock": first(SAFE_LOCKS, text),
        "serial_available": (not re.search(r"\b(?:no|don't|can't|not)\b", text)) if serial else None,
    }
