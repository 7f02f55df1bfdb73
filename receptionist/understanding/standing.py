"""Hears what gives the caller the right to ask: role, ID, court order; judges nothing."""

import re

from receptionist.cases import Details
from receptionist.understanding.answers import Answer

_ROLES = tuple(
    (role, re.compile(rf"\b(?:{words})\b"))
    for role, words in (
        ("property manager", r"property manager|i manage (?:the|this|these)|management company|administrador"),
        ("landlord", r"(?<!my )(?<!our )landlord|landlady|casero|casera|arrendador|my tenant|the tenant"),
        ("manager", r"manager|supervisor|gerente|encargad[oa]"),
        ("realtor", r"realtor|real estate agent|listing agent"),
        ("contractor", r"contractor|maintenance (?:man|guy|tech)"),
        ("employee", r"i work (?:here|there)|employee|assistant|empleado"),
        (
            "family of the owner",
            r"(?:my|mi) (?:mom|mother|mum|dad|father|parents|grandma|grandmother|grandpa|son|daughter"
            r"|sister|brother|wife|husband|mamá|papá|hij[oa]|espos[oa])(?:'s|s')? (?:house|car|truck|place"
            r"|apartment|home)",
        ),
        ("tenant", r"tenant|renter|i rent|we rent|renting|(?:my|the|our|a) lease|inquilin[oa]|rento"),
        (
            "owner",
            r"i own|we own|owner|owns it|my own|bought (?:it|the|this)|closing|deed|it's mine|mine|under my name"
            r"|in my name|registered to me|registration|title|it's my (?:\w+ )?(?:house|home|car|truck|van|place"
            r"|shop|store|safe|unit)"
            r"|dueñ[oa]|es mi casa|es mi carro|es mío|es mio|propietari[oa]|a mi nombre",
        ),
        (
            "resident",
            r"i live (?:here|there|at)|we live|my (?:place|apartment|house|home)|vivo (?:aquí|ahí|allí)|live"
            r" (?:here|there)",
        ),
    )
)
_I_AM = re.compile(
    r"\b(?:i'm|i am|this is|soy) (?:a|an|the|el|la) (?:\w+ )?(landlord|landlady|owner|manager|tenant|realtor"
    r"|dueñ[oa])"
)
_NEGATED = re.compile(r"\b(?:not|ain't|isn't|no soy) (?:\w+ ){0,2}$")
_ID = (
    r"(?:driver'?s? )?licen[sc]e(?! plate)s?|i ?d'?s?|identification|passport|state i d|identificación"
    r"|identificacion"
    r"|licencia|pasaporte|credencial|ine"
)
_PROOF = (
    r"registration|proof|closing (?:papers|documents|statement|disclosure)|paper ?work|papers|title|deed|lease"
    r"|bill"
    r"|insurance(?: card)?|papeles|matrícula|tarjeta de circulación|contrato|recibo"
)
_HAS = re.compile(rf"\b(?:{_ID}|{_PROOF})\b")
_HOLDS = re.compile(
    r"\b(?:got|have|has|with me|on me|right here|in my|in hand|tengo|traigo|aquí|aqui|conmigo|bring|show|yes"
    r"|yeah|yep"
    r"|sí|got it|is on|matches)\b"
)
_NO_ID = re.compile(
    rf"\b(?:no|not|don't|ain't|haven't|without|lost|forgot|didn't bring|can't find|sin|perdí|stolen)\b(?:"
    rf" \w+){{0,6}}? (?:{_ID})\b"
    rf"|\b(?:{_ID}) (?:is |was |got |'s )?(?:lost|stolen|gone|expired)\b"
)
_INSIDE = re.compile(
    rf"\b(?:wallet|purse|bag|everything|cartera|bolsa|{_ID})(?:'s| is| are|s| está| están| se quedó)? "
    r"(?:all |still |locked )*(?:inside|in (?:there|the|my)|adentro|dentro|en la casa|locked)\b"
)
_LATER = re.compile(r"\b(?:after|once (?:i'm|we're|you|he)|when (?:i'm|we|you|he) |después|cuando)\b")
_ASKS = re.compile(r"^(?:and |so |but )?(?:do|does|will|would|should|what|is) (?:you|i|he|they|it|we|a)\b")
_NOTES = tuple(
    (note, re.compile(rf"\b(?:{words})\b"))
    for note, words in (
        (
            "registration in glove box",
            r"registration(?:'s)? (?:is |are )?in (?:the|my) glove ?(?:box|compartment)",
        ),
        ("registration on phone", r"registration(?:'s)? (?:is )?on (?:the|my) phone"),
        (
            "photo of ID on phone",
            r"(?:photo|picture|pic) of (?:my|the) (?:i ?d|license)|i ?d(?:'s| is)? on my phone",
        ),
        ("ID shows another address", r"(?:different|old|another|other|wrong) address"),
        ("closing papers", r"closing (?:papers|documents|statement|disclosure)"),
        ("lease", r"(?:got|have|my|the) lease"),
        ("title", r"(?:got|have|my|the) title"),
        ("registration", r"(?:got|have|my|the) registration"),
    )
)
_EVICTION = re.compile(
    r"\b(?:evict\w*|writ|court order|lock ?out order|desaloj\w*|orden (?:judicial|de desalojo))\b"
)
_ORDER = re.compile(
    r"\b(?:writ|court order|judgment|judgement|eviction (?:order|papers|notice)|order (?:of possession|signed)"
    r"|signed order"
    r"|papers from the (?:court|judge)|case number|orden (?:judicial|de desalojo|del juez|de la corte))\b"
)
_NO_ORDER = re.compile(
    r"\b(?:no|not|don't|haven't|without|ain't|isn't|sin) (?:\w+ ){0,4}(?:writ|court|order|judge|papers|orden"
    r"|eviction)\b"
    r"|\bnot (?:yet )?signed\b|\bstill waiting (?:on|for)\b"
)
_OFFICER = re.compile(
    r"\b(?:sheriff\w*|deput(?:y|ies)(?:'s)?|constables?|marshals?|officers?|police|cops?|policía|alguacil)\b"
)
_NO_OFFICER = re.compile(
    r"\b(?:no|not|without|don't (?:have|need|want)|isn't|won't be|sin) (?:\w+ ){0,3}"
    r"(?:sheriff|deputy|constable|marshal|officer|police|policía|alguacil)\b|\bdo (?:i|we) (?:really )?need\b"
)
_PROTECTED = re.compile(
    r"\b(?:protective order|protection order|restraining order|order of protection|orden de (?:protección"
    r"|restricción)"
    r"|domestic violence|violencia doméstica|he can't know|don't tell (?:him|her|my)|keep (?:this|it) (?:private"
    r"|confidential))\b"
)


def hear_standing(text: str, *, asked: bool, answer: Answer | None, eviction: bool) -> Details:
    """Return what the words say of authority, has_id, id_note, court_order, officer_present and confidential.

    `asked`: the caller was just asked whose it is and for ID, so that a bare `answer` counts. `eviction`: the
    matter is one; only then are an order and an officer those of an eviction.
    """
    court = _court(text) if eviction or _EVICTION.search(text) else {}
    found: Details = {
        "authority": _authority(text, asked=asked),
        # A yes that brings the order forth is about the order.
        **_identity(text, asked=asked, answer=None if court.get("court_order") else answer),
        **court,
        "confidential": True if _PROTECTED.search(text) else None,
    }
    return {name: value for name, value in found.items() if value is not None}


def _authority(text: str, *, asked: bool) -> str | None:
    if not asked and not _I_AM.search(text):
        return None
    for role, words in _ROLES:
        match = words.search(text)
        if match and not _NEGATED.search(text[: match.start()]):
            return role
    return None


def _identity(text: str, *, asked: bool, answer: Answer | None) -> Details:
    inside = _INSIDE.search(text)
    if _NO_ID.search(text) or (inside and (asked or _HAS.search(text))):
        note = "ID inside, shown after entry" if inside or _LATER.search(text) else None
        return {"has_id": False, "id_note": note}
    note = next((note for note, words in _NOTES if words.search(text)), None)
    held = _HAS.search(text) and (asked or (_HOLDS.search(text) and not _ASKS.search(text)))
    if held and _shown(text, asked=asked):
        return {"has_id": True, "id_note": note}
    return {"has_id": {"yes": True, "no": False}.get(answer or "")} if asked else {}


def _shown(text: str, *, asked: bool) -> bool:
    """Tell whether the proof named is the caller's: not "i'm not on the lease", not a telephone bill to pay."""
    match = _HAS.search(text)
    return (
        match is not None
        and not re.search(r"\b(?:not|no|isn't) (?:\w+ ){0,2}$", text[: match.start()])
        and (asked or bool(re.search(rf"\b(?:{_ID}|registration|closing papers)\b", text)))
    )


def _court(text: str) -> Details:
    order = False if _NO_ORDER.search(text) else True if _ORDER.search(text) else None
    officer = False if _NO_OFFICER.search(text) else True if _OFFICER.search(text) else None
    return {"court_order": order, "officer_present": officer}
