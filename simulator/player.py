"""Plays a caller on a line, word by word; judges nothing."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from simulator.grading import Line
from simulator.listening import read_asks
from simulator.script import Saying, ScriptedCaller, Step, steps
from simulator.talker import Talker
from simulator.twilio import PhoneLine
from simulator.twiml_runner import Heard

Asks = Callable[[PhoneLine], Sequence[str]]
"""What the receptionist's last words ask for, in slot words, in the order in which it asks."""


def asks_by_words(line: PhoneLine) -> tuple[str, ...]:
    """Return what the last thing heard on this line asks for, as far as its words tell."""
    return read_asks(last_heard(line))


Distort = Callable[[Step], Step]
"""What a bad line makes of something that is done on it."""


def clearly(step: Step) -> Step:
    """Return the step as it is: what a good line makes of it."""
    return step


def play(
    caller: ScriptedCaller,
    line: PhoneLine,
    *,
    asks: Asks | None,
    distort: Distort = clearly,
    watch: Callable[[Heard], None] = lambda heard: None,
) -> Mapping[str, object]:
    """Ring, talk until all is said, be silent for one timeout, hang up, and return the details told in answers.

    With `asks` the caller answers what was asked, else the next turn is said, whatever was. `watch` gets all that
    is heard.
    """
    watch(line.rings())
    talker = Talker(caller)
    saying = talker.opens()
    while saying and not line.ended:
        do_all(line, list(_arriving(line, steps(saying.text), distort)), watch, saying)
        saying = talker.replies(last_heard(line), asks(line) if asks else ()) if not line.ended else None
    if not line.ended:
        watch(line.stays_silent())
    line.hangs_up()
    return talker.told


def _arriving(line: PhoneLine, todo: Sequence[Step], distort: Distort) -> Iterator[Step]:
    """Yield what arrives of these steps; what is written arrives as it is."""
    by_text = line.by_text
    for step in todo:
        by_text = by_text or step.kind == "text"
        yield step if by_text else distort(step)


def do_all(
    line: PhoneLine, todo: Sequence[Step], watch: Callable[[Heard], None], saying: Saying | None = None
) -> None:
    """Do these things on the line, one after another, for as long as the call lasts."""
    notes = _notes(saying, todo) if saying else None
    for step in todo:
        if not line.ended:
            watch(_do(line, step, notes))
    line.twilio.deliveries_at_once = 1


def last_heard(line: PhoneLine) -> str:
    """Return the last words heard on this line."""
    return next((said.text for said in reversed(line.transcript) if said.role == "assistant"), "")


def _notes(saying: Saying, done: Sequence[Step]) -> Line:
    clear = [step for step in done if step.kind == "speech"] == [
        s for s in steps(saying.text) if s.kind == "speech"
    ]
    return Line("caller", "", saying.turn, saying.answers if clear else (), saying.begins)


def _do(line: PhoneLine, step: Step, notes: Line | None) -> Heard:
    if step.kind == "speech":
        return line.says(step.text, step.confidence, notes=notes, barges=step.barges)
    if step.kind == "keys":
        return line.keys(step.text, notes=notes)
    if step.kind == "silence":
        return line.silent_for(step.seconds)
    if step.kind == "drop":
        return line.redials()
    if step.kind == "text":
        return line.goes_on_by_text()
    return _befall(line, step)


def _befall(line: PhoneLine, step: Step) -> Heard:
    """Let something happen to the line that the caller does not hear."""
    if step.kind == "hangup":
        line.hangs_up()
    elif step.kind == "twice":
        line.twilio.deliveries_at_once = 2
    else:
        line.repeat_last(ago=1 if step.kind == "again" else 2)
    return Heard(ended=line.ended)
