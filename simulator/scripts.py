"""What customers of a day by chance say on the telephone, line by line, and what may be done to them after it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Script:
    """One call, said in order, whatever is asked."""

    lines: tuple[str, ...]
    takes_job: bool = True
    agrees_to_texts: bool = True
    danger: bool = False


LOCKOUT = Script(
    (
        "locked my keys in my car", "no nobody is in there", "{address}, cedar hollow",
        "2019 silver honda accord", "yes", "yes", "Priya Nair", "yes that is fine", "yes you can", "no thanks bye",
    )
)  # fmt: skip
_SPANISH = Script(
    (
        "me quedé fuera de mi carro, las llaves están adentro", "no no hay nadie adentro",
        "{address}, cedar hollow", "honda accord 2019 plateado", "sí", "sí", "Priya Nair", "sí está bien",
        "sí", "no gracias adiós",
    )
)  # fmt: skip
_GATE = replace(
    LOCKOUT,
    lines=(
        *LOCKOUT.lines[:2],
        "{address} cedar hollow, the gate code is 4417",
        *LOCKOUT.lines[3:],
    ),
)
_NO_TEXTS = Script((*LOCKOUT.lines[:8], "no", "no thanks bye"), agrees_to_texts=False)
_REKEY = Script(
    (
        "I need two locks rekeyed", "I don't know the brand", "{address}, cedar hollow", "thursday morning", "yes",
        "yes", "Priya Nair", "yes", "yes you can", "no that's all bye",
    )
)  # fmt: skip
_BABY = Script(
    ("my baby is locked in the car and it's hot", "{address}, cedar hollow", "no bye"),
    agrees_to_texts=False,
    danger=True,
)
_MESSAGE = Script(
    ("can you have marcus call me back please", "it's Jim Beam about an invoice", "no that's all bye"),
    takes_job=False,
    agrees_to_texts=False,
)
CALLS: Mapping[str, Script] = {
    "lockout": LOCKOUT, "lockout again": LOCKOUT, "spanish": _SPANISH, "gate": _GATE, "no texts": _NO_TEXTS,
    "baby": _BABY, "rekey": _REKEY, "message": _MESSAGE,
}  # fmt: skip

_CANCEL = Script(("I want to cancel my job, this is Priya Nair", "{address}", "yes cancel it", "bye"))
_WHO_COMES = Script(("where is my technician, this is Priya Nair", "Priya Nair", "bye"))
_WORSE = Script(("there is a baby in the car and it's getting hot", "{address}", "bye"), danger=True)
_MOVE = Script(("i need to change the address", "priya nair", "sixty one elm street", "yes", "bye"))
AGAIN: Mapping[Script, float] = {_CANCEL: 0.15, _WHO_COMES: 0.2, _WORSE: 0.08, _MOVE: 0.08}
"""Calls of somebody who has a job, and how often they come."""
