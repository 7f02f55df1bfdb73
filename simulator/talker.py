"""Decides what a caller says next, from what was heard and what was said before; touches no line."""

from collections import Counter
from collections.abc import Iterator, Sequence

from simulator.listening import misheard, wanted
from simulator.script import Saying, ScriptedCaller

SLOTS = frozenset(
    (
        "safety", "location", "vehicle", "keys_location", "vehicle_locked", "key_type", "spare", "lock_details",
        "lock_brand", "safe_details", "problem", "timing", "price_ok", "name", "spelling", "callback_number",
        "authority", "sms_consent", "payment", "onsite_contact",
    )
)  # fmt: skip
"""What can be asked for; whatever else a reply asks ("Anything else?") invites the caller to say what is left."""
PATIENCE = 40
"""How often a caller says something before giving up."""
MOST_CORRECTIONS = 2
"""How often a caller puts the same thing right before letting it be."""


class Talker:
    """One caller in the middle of a call."""

    def __init__(self, caller: ScriptedCaller) -> None:
        self._caller = caller
        self._unsent = list(range(len(caller.turns)))
        self._times: Counter[str] = Counter()
        self._said = 0
        self.told: dict[str, object] = {}
        """The details that were told so far in answers."""

    def opens(self) -> Saying | None:
        """Return the reason of the call: nobody answers a greeting with anything else."""
        return self._next_turn()

    def replies(self, heard: str, asked: Sequence[str]) -> Saying | None:
        """Return what comes after these words, which ask for these slots; None when all is said."""
        self._said += 1
        if self._said >= PATIENCE:
            return None
        slot = asked[-1] if asked and asked[-1] in SLOTS else ""
        saying = self._correction(heard) or self._reply(heard, slot)
        if saying:
            self.told.update(saying.tells)
        return saying

    def _reply(self, heard: str, slot: str) -> Saying | None:
        if (turn := next(self._unsent_for(slot), None)) is not None:
            return self._turn(turn)
        if not self._caller.answers:
            return self._next_turn()
        if key := wanted(slot, heard):
            return self._answer(key) or self._answer(slot) or self._answer("do_not_know")
        return self._next_turn() or self._farewell()

    def _correction(self, heard: str) -> Saying | None:
        wrong = misheard(heard, self._caller.facts)
        return (
            self._answer(f"wrong_{wrong}") if wrong and self._times[f"wrong_{wrong}"] < MOST_CORRECTIONS else None
        )

    def _answer(self, key: str) -> Saying | None:
        sayings = self._caller.answers.get(key)
        if not sayings:
            return None
        self._times[key] += 1
        return sayings[min(self._times[key], len(sayings)) - 1]

    def _farewell(self) -> Saying | None:
        return None if self._times["nothing_more"] else self._answer("nothing_more")

    def _next_turn(self) -> Saying | None:
        return self._turn(self._unsent[0]) if self._unsent else None

    def _unsent_for(self, slot: str) -> Iterator[int]:
        return (turn for turn in self._caller.slot_turns.get(slot, ()) if turn in self._unsent)

    def _turn(self, turn: int) -> Saying:
        """Say a scripted turn; a slot is answered when the last of its turns is said, and begun before."""
        self._unsent.remove(turn)
        slots = [slot for slot, turns in self._caller.slot_turns.items() if turn in turns]
        begun = tuple(slot for slot in slots if next(self._unsent_for(slot), None) is not None)
        done = tuple(slot for slot in slots if slot not in begun)
        return Saying(self._caller.turns[turn], answers=done, begins=begun, turn=turn)
