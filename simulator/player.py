"""Plays a scripted caller on a line, word by word; judges nothing."""

import re
from collections.abc import Callable, Mapping, Sequence
from random import Random

from simulator.script import NOISY, ScriptedCaller, Step, steps
from simulator.twilio import PhoneLine
from simulator.twiml_runner import Heard

Asks = Callable[[PhoneLine], Sequence[str]]
"""What the receptionist's last words ask for, in slot words, in the order in which it asks."""

_WORDS: Mapping[str, re.Pattern[str]] = {
    slot: re.compile(rf"\b(?:{words})\b", re.IGNORECASE)
    for slot, words in {
        "safety": r"is (?:anyone|anybody|everyone|somebody)|in danger|inside the|hay alguien|peligro",
        "callback_number": r"(?:phone|callback|best) number|number to (?:call|reach)|teléfono|número",
        "spelling": r"spell\w*|deletre\w*",
        "name": r"your (?:full )?name|who am i|su nombre|cómo se llama",
        "vehicle": r"year,? make|make and model|what (?:kind of )?(?:car|vehicle)|marca|modelo",
        "location": r"address|where are you|which (?:town|street)|what town|dirección|dónde",
        "keys_location": r"(?:see|where are) (?:the|your) keys?|las llaves",
        "vehicle_locked": r"(?:car|vehicle) locked|está cerrado",
        "key_type": r"(?:kind|type) of key|chip|tipo de llave",
        "spare": r"spare|another key|otra llave|repuesto",
        "lock_brand": r"brand|marca de la cerradura",
        "safe_details": r"(?:kind|type) of safe|caja fuerte",
        "lock_details": r"which door|what (?:kind of )?lock|how many locks|qué puerta|cuántas cerraduras",
        "timing": r"what (?:day|time)|when would|how soon|cuándo|qué día",
        "price_ok": r"is that (?:okay|all right)|shall (?:i|we)|would you like (?:me|us) to|está bien",
        "authority": r"\bi\.?d\b|license|registration|owner|lease|identificación|dueño",
        "sms_consent": r"text (?:you|message)|mensaje de texto",
        "onsite_contact": r"who will (?:be there|meet)|on site|quién estará",
        "payment": r"(?:pay|card|cash)|pagar",
        "problem": r"how can (?:i|we) help|what happened|qué pasó|ayudar",
    }.items()
}


def read_asks(text: str) -> tuple[str, ...]:
    """Return what these words ask for, by keywords, in the order in which they ask it."""
    found = {slot: match.start() for slot, pattern in _WORDS.items() if (match := pattern.search(text))}
    return tuple(sorted(found, key=found.__getitem__)) if "?" in text else ()


def asks_by_words(line: PhoneLine) -> tuple[str, ...]:
    """Return what the last thing heard on this line asks for, as far as its words tell."""
    return next((read_asks(said.text) for said in reversed(line.transcript) if said.role == "assistant"), ())


def play(
    caller: ScriptedCaller,
    line: PhoneLine,
    *,
    asks: Asks | None,
    noise: float = 0.0,
    rng: Random | None = None,
    watch: Callable[[Heard], None] = lambda heard: None,
) -> None:
    """Ring, say everything that is to be said, be silent for one timeout and hang up.

    With `asks` the caller answers what was asked, else the next turn is said, whatever was. `noise` is the share
    of utterances (0 to 1) out of which noise takes some words, chosen by `rng`. `watch` gets all that is heard.
    """
    watch(line.rings())
    unsent = list(range(len(caller.turns)))
    while unsent and not line.ended:
        # Nobody answers a greeting with anything but the reason of the call.
        first = len(unsent) == len(caller.turns)
        turn = unsent[0] if asks is None or first else _answering(asks(line), caller, unsent)
        unsent.remove(turn)
        said = [_drowned(step, noise, rng) if rng else step for step in steps(caller.turns[turn])]
        do_all(line, said, watch, turn)
    if not line.ended:
        watch(line.stays_silent())
    line.hangs_up()


def do_all(line: PhoneLine, todo: Sequence[Step], watch: Callable[[Heard], None], turn: int | None = None) -> None:
    """Do these things on the line, one after another, for as long as the call lasts."""
    for step in todo:
        if not line.ended:
            watch(_do(line, step, turn))


def _do(line: PhoneLine, step: Step, turn: int | None) -> Heard:
    if step.kind == "speech":
        return line.says(step.text, step.confidence, turn=turn)
    if step.kind == "keys":
        return line.keys(step.text, turn=turn)
    if step.kind == "silence":
        return line.silent_for(step.seconds)
    line.hangs_up()
    return Heard(ended=True)


def _answering(asked: Sequence[str], caller: ScriptedCaller, unsent: Sequence[int]) -> int:
    """Return the next turn: an unsent one that answers the last question, else the first unsent one."""
    wanted = caller.slot_turns.get(asked[-1], ()) if asked else ()
    return next((turn for turn in wanted if turn in unsent), unsent[0])


def _drowned(step: Step, share: float, rng: Random) -> Step:
    """Return the step, or, by chance, what is left of its words when noise has swallowed up to a third of them."""
    words = step.text.split()
    if step.kind != "speech" or not words or rng.random() >= share:
        return step
    lost = rng.randint(1, max(1, len(words) // 3))
    at = rng.randint(0, len(words) - lost)
    return Step("speech", " ".join(words[:at] + words[at + lost :]), NOISY)
