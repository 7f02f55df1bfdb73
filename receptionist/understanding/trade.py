"""Names the service that a caller's words ask for; its words are in services.toml. Decides no urgency."""

import re
from functools import cache
from typing import NamedTuple

from receptionist.shop.services import Service, Services
from receptionist.understanding.patterns import fold
from receptionist.understanding.wishes import hear_wishes

CLEAR_ENOUGH = 0.4
"""Below this confidence (0 to 1) of the recogniser a service is not named: the caller is asked again."""

_CAUSES = frozenset(
    {
        "eviction_lockout", "break_in_repair", "broken_key_extraction", "ignition_repair", "car_key_replacement",
        "safe_opening", "panic_bar", "mailbox_lock", "padlock_cutting", "master_key", "access_control",
    }
)  # fmt: skip
"""Services that are named by what happened: they say more than that somebody cannot get in."""
_LOCKOUTS = frozenset({"vehicle_lockout", "home_lockout", "business_lockout"})
_REFINED = {
    "vehicle_lockout": {"car_key_replacement", "broken_key_extraction", "ignition_repair"},
    "home_lockout": {"broken_key_extraction", "business_lockout", "break_in_repair", "eviction_lockout"},
    "business_lockout": {"broken_key_extraction", "home_lockout", "break_in_repair", "eviction_lockout"},
    "lock_change": {
        "break_in_repair",
        "smart_lock_install",
        "eviction_lockout",
        "mailbox_lock",
        "padlock_cutting",
    },
    "lock_repair": {
        "broken_key_extraction",
        "break_in_repair",
        "panic_bar",
        "ignition_repair",
        "smart_lock_install",
    },
    "rekey": {"eviction_lockout", "master_key"},
    "key_duplication": {"car_key_duplicate", "car_key_replacement", "mailbox_lock"},
    "car_key_duplicate": {"car_key_replacement"},
    "ignition_repair": {"broken_key_extraction"},
}
"""What a later, plainer statement may make of a service; anything else beside it is another job."""
_INSTEAD = re.compile(
    r"\b(?:actually(?: i)?(?: just)? (?:need|want)|(?:i|what i) (?:really |actually )?(?:meant|mean)|instead"
    r"|forget (?:that|the)|not (?:a |the )?(?:lockout|rekey|locked out)|en realidad|quise decir|mejor)\b"
)
_NEGATED = re.compile(
    r"\b(?:(?:not|never|isnt|wasnt|no estoy|no me quede) (?:really |actually )?(?=lock(?:ed|ing)? ?out|locked"
    r"|break ?in|afuera)(?:\w+ ){1,3}?\w+|(?:dont|do not) (?:need|want) (?:it |them |a |the )?(?:rekey\w*"
    r"|new locks?|locks? changed|master key\w*)|without (?:breaking|drilling|changing|replacing)(?: \w+){0,3}"
    r"|(?:before|until) you (?:break|change)\w*(?: \w+){0,2}"
    r"|(?:he|she|they|husband|wife|landlord|ex|boyfriend|girlfriend|roommate|mom|dad|parents)"
    r" (?:has |have |had |just |already |went and )*(?:changed|replaced|swapped)(?: \w+){0,2} locks?"
    r"(?: on (?:me|us))?)\b"
)
_BESIDE = re.compile(
    r"\b(?:(?:and|but|so|oh|then) )*(?:(?:i|we|you|can you|could you|id|wed|ill)(?: \w+){0,2} )?"
    r"(?:also|as well|plus|on top of that|another thing|second thing|one more thing|tambien|ademas)\b"
    r"|\b(?:and|then) (?:(?:i|we|id|wed) )?(?:need|want|wanna|would like|like)\b"
    r"|\by (?:(?:luego|despues|aparte) )?(?:quiero|queremos|quisiera|necesito|necesitamos|ocupo)\b"
    r"|\b(?:and|then) (?:can|could) (?:you|he|they)\b"
    r"|\b(?:(?:ah|y) )*(?:aparte|de paso|otra cosa)\b"
    r"|\bwhile (?:youre|hes|theyre|you are|he is) (?:here|there|at it)\b"
)
"""Words that bring up another job beside the first."""
_TOO = re.compile(r"^and\b.* (?:too|also|as well|tambien)$")


class _Fit(NamedTuple):
    """How well a service fits; a greater one fits better."""

    tier: int
    plain: bool
    length: int


def name_service(
    text: str,
    services: Services,
    *,
    current: str | None = None,
    confidence: float | None = None,
) -> str | None:
    """Return the service that `text` newly names or makes plainer, `non_job` for a wrong number, None otherwise.

    `current` is what the call is about; a service beside it that does not refine it is another job, not this one.
    """
    if confidence is not None and confidence < CLEAR_ENOUGH:
        return None
    heard = _NEGATED.sub(".", fold(text))
    named = _named(heard, services)
    if not named:
        return _no_job(text, current)
    if current in (None, "other", "non_job", "key_duplication" if named[0] != "other" else None):
        return _urgent_first(heard, services) or named[0]
    if _INSTEAD.search(heard):
        return named[0] if named[0] != current else None
    return next((key for key in named if key in _REFINED.get(current or "", ())), None)


def _urgent_first(heard: str, services: Services) -> str | None:
    """Return the lockout that one clause names and another one, about other work, would drown."""
    firsts = [named[0] for clause in _BESIDE.split(heard) if (named := _named(clause, services))]
    lockout = next((key for key in firsts if key in _LOCKOUTS), None)
    # Who has lost the keys, and wants the locks rekeyed for it, asks for one thing.
    other = any(key not in {lockout, "rekey", *_REFINED.get(lockout or "", ())} for key in firsts)
    return lockout if lockout and other else None


def signed_service(text: str, services: Services) -> str | None:
    """Return the service whose signs are all among the words: for callers who name none, but say what is wrong."""
    heard = _NEGATED.sub(".", fold(text))
    found = {key: max(map(len, fits)) for key, s in services.items() if (fits := _all_found(s, heard))}
    return max(found, key=lambda key: (key in _CAUSES, found[key]), default=None)


def _all_found(service: Service, heard: str) -> list[tuple[re.Pattern[str], ...]]:
    return [signs for signs in service.signs if all(sign.search(heard) for sign in signs)]


def also_named(text: str, services: Services, *, current: str | None) -> tuple[str, ...]:
    """Return the services that `text` asks for beside `current`, in a clause of their own: further jobs."""
    heard = _NEGATED.sub(".", fold(text))
    clauses = [heard] if _TOO.search(heard) else _BESIDE.split(heard)
    if current is None or (len(clauses) == 1 and not _TOO.search(heard)):
        return ()
    firsts = [named[0] for clause in clauses if (named := _named(clause, services))]
    same = {current, *_REFINED.get(current, ())}
    return tuple(dict.fromkeys(key for key in firsts if key not in same))


def _named(heard: str, services: Services) -> tuple[str, ...]:
    """Return the services that the words name, the best fit first; of two equal ones the earlier in the file."""
    fits = {key: fit for key, service in services.items() if (fit := _fit(service, heard))}
    return tuple(sorted(fits, key=lambda key: fits[key], reverse=True))


def _fit(service: Service, heard: str) -> _Fit | None:
    """Return how well the words fit the service: by what happened, then plainly, then by how much they say."""
    tier = 2 if service.key in _CAUSES else 1 if service.key in _LOCKOUTS else 0
    best: _Fit | None = None
    for patterns in service.words.values():
        for at, words in enumerate(patterns):
            for found in _whole(words).finditer(heard):
                fit = _Fit(tier, at == 0, found[0].count(" ") + 1)
                best = fit if best is None else max(best, fit)
    return best


@cache
def _whole(words: re.Pattern[str]) -> re.Pattern[str]:
    """Return the pattern for whole words only; its own alternatives are tried until one ends a word."""
    return re.compile(rf"\b(?:{words.pattern})\b")


def _no_job(text: str, current: str | None) -> str | None:
    if current is not None:
        return None
    return "non_job" if {"wrong_number", "sales", "job_application"} & hear_wishes(text).wants else None
