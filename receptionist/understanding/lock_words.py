"""How callers name doors, locks, faults and makes, misheard forms too: tables, the telling rows first."""

import re
from collections.abc import Sequence

Row = tuple[re.Pattern[str], str]


def rows(*named: tuple[str, str]) -> tuple[Row, ...]:
    """Return a table from names and the words that mean them; a pattern matches whole words."""
    return tuple((re.compile(rf"\b(?:{pattern})\b"), said) for said, pattern in named)


SIDES = {
    "front": "front|principal|de enfrente|del frente|de adelante|de la entrada",
    "back": "back|rear|trasera|de atrás|de atras",
    "side": "side|lateral|del lado|de lado",
    "garage side": "garage side|garage to house|garage entry",
    "garage": "garage|de la cochera|del garaje",
    "sliding": "sliding(?: glass)?|slider|corrediza",
    "patio": "patio|del patio",
    "basement": "basement|cellar|del sótano|del sotano",
    "bedroom": "bedroom|de la recámara|del cuarto",
    "bathroom": "bathroom|restroom|del baño",
    "office": "office|de la oficina",
    "screen": "screen|storm",
    "glass": "glass|storefront|de vidrio",
    "security": "security|iron|metal",
    "interior": "interior|inside",
    "apartment": "apartment|del apartamento",
    "exit": "exit|emergency exit|fire exit|de emergencia",
    "shed": "shed",
    "gate": "gate",
    "French": "french",
    "main": "main|entry|entrance",
    "driver's": "driver's|drivers|driver side|driver",
    "passenger": "passenger|passenger side",
    "stockroom": "stockroom|stock room|storage room|storeroom",
}
KINDS = rows(
    (
        "deadbolt",
        r"dead ?bolts?|dead ?boats?|dead ?bolted|deadbolted|that bolt|bed bolt|dead bulb|cerrojos?|pasador",
    ),
    ("knob", r"(?:door ?)?knobs?|nob|handle ?set|chapas?|perilla|pomo"),
    ("lever", r"levers?|lever handle|manija|palanca"),
    ("handle", r"door handles?|handles?"),
    ("keypad", r"key ?pads?|number pad|code lock|push ?button lock|teclado"),
    ("smart lock", r"smart ?locks?|wi ?fi lock|bluetooth lock|cerradura inteligente"),
    ("mortise lock", r"mortise|mortice|more tiss|mortis"),
    ("panic bar", r"panic bars?|crash bars?|push ?bars?|exit devices?|barra antipánico|barra de pánico"),
    ("padlock", r"pad ?locks?|candados?"),
    ("mailbox lock", r"mail ?box(?:es)?|buzón|buzon"),
    ("cabinet lock", r"(?:file |filing )?cabinet"),
    ("cam lock", r"cam locks?"),
    ("latch", r"(?:the|a|my|door|night) latch(?:es)?|latch(?:es)? (?:is|are|on)|pestillo"),
    ("chain", r"door chain|chain lock|cadena"),
    ("strike plate", r"strike(?: plate)?"),
    ("door frame", r"door ?frame|frame|jamb|marco"),
    ("double cylinder", r"double cylinders?|keyed (?:on )?both sides"),
    ("cylinder", r"the cylinders?|cilindros?"),
    ("door closer", r"door closers?"),
    ("electric strike", r"electric strike|buzzer|mag lock|maglock"),
)
STATES = rows(
    (
        "half the key in the lock",
        r"half (?:of )?(?:it'?s?|the key|my key)\b.{0,30}|(?:piece|part) of (?:it|the key).{0,20}"
        r"(?:in|inside)|half the key in the lock|se quedó la mitad",
    ),
    (
        "key snapped",
        r"(?:key|it|llave)\b.{0,20}\b(?:snapped|snap|broke|broken|se rompió|se quebró|se partió)(?: off)?"
        r"|(?:broke|snapped) (?:my|the|a) key|broken key|broke (?:it )?off in|key snapped",
    ),
    (
        "key turns but spins",
        r"(?:key|it) (?:turns|spins)\b.{0,25}\bspins?|just spins?|spins? (?:around|freely)|spinning"
        r"|key turns but spins|keeps? spinning|da vueltas",
    ),
    (
        "will not lock",
        r"(?:won't|will not|wont|can't|cannot|doesn't|does not|wouldn't) (?:\w+ )?(?:lock|secure)\b"
        r"|can't lock|no cierra(?: con llave)?",
    ),
    ("will not latch", r"(?:won't|will not|wont|doesn't|does not|can't) (?:\w+ )?(?:latch|close|shut|catch)\b"),
    (
        "will not open",
        r"(?:won't|will not|wont|can't|cannot|doesn't|cant) (?:\w+ )?(?:open|unlock)\b"
        r"|can't get .{0,20}\bopen|cant get .{0,20}\bopen|no abre|no se abre",
    ),
    (
        "key will not turn",
        r"(?:won't|will not|wont|doesn't|can't|does not) (?:\w+ )?turn\b|key (?:is |won't )?stuck turning"
        r"|no gira|no da vuelta",
    ),
    (
        "key stuck",
        r"keys? (?:is |got |gets |'s )?(?:stuck|jammed)|stuck key|key's stuck|llave atorada|llave atascada",
    ),
    (
        "stuck",
        r"(?:lock|bolt|deadbolt|door|handle|it'?s?) (?:is |got |gets |seems )?(?:stuck|jammed|seized|frozen)"
        r"|jammed"
        r"|atorad[ao]|atascad[ao]|trabad[ao]",
    ),
    ("loose", r"loose|wobbly|wobbles|falling (?:off|out|apart)|fell (?:off|out)|floj[ao]"),
    (
        "kicked in",
        r"kicked (?:it |the door |my door )?in|busted (?:in|open)|pried|broke the door|smashed|forced"
        r"|tumbaron|forzaron|patearon",
    ),
    ("battery dead", r"(?:battery|batteries) (?:is |are |must be )?(?:dead|died|low|out)|dead batter(?:y|ies)"),
    ("both locked", r"both (?:are )?locked|both of (?:them|em) (?:are )?locked|los dos cerrados"),
    ("closed and locked", r"closed and locked|shut and locked"),
    ("lock frozen", r"frozen (?:shut|solid)"),
)
BRANDS = rows(
    (
        "Kwikset",
        r"kwik ?set|quick ?set|quick ?sit|quick ?sets|kwick ?set|quickset's|quick said|quixet|wick set|quick sat",
    ),
    (
        "Schlage",
        r"schlage|schlag|schlague|slage|shlage|shlag|sledge|sh ?lage|slag|shlog|sleigh ?j|schlaj|shledge|slayge",
    ),
    ("Yale", r"yale|yell lock|yell"),
    ("Medeco", r"medeco|medico|medeko|me deco|ma deco|meddeco"),
    ("Baldwin", r"baldwin|bald win"),
    ("Weiser", r"weiser|wiser lock|wiser"),
    ("Master Lock", r"master ?lock(?!ed)"),
    ("August", r"august (?:lock|smart)|an august"),
    ("Corbin Russwin", r"corbin(?: russ?win)?"),
    ("Sargent", r"sargent|sergeant lock|sargeant"),
    ("Best", r"best (?:lock|brand|core)|a best"),
    ("Falcon", r"falcon lock|falcon"),
    ("Mul-T-Lock", r"mul ?t ?lock|multi ?lock|mult ?lock|mul tee lock"),
    ("Abloy", r"abloy|a bloy|assa(?: abloy)?"),
    ("Defiant", r"defiant|defient"),
    ("Emtek", r"emtek|em tech|emtech"),
    ("Von Duprin", r"von ?dup(?:rin|ren)|vonduprin|von duperin"),
    ("Adams Rite", r"adams ?(?:rite|right|write)"),
    ("Ultraloq", r"ultra ?lo(?:q|ck|c)"),
    ("Eufy", r"eufy|you fee|yufi"),
    ("Lockly", r"lockly|lock lee"),
    ("Wyze", r"wyze|wise lock"),
    ("Level", r"level lock|level bolt"),
    ("Nest", r"nest (?:x )?(?:yale|lock)"),
    ("Arrow", r"arrow lock|an arrow"),
    ("Titan", r"titan lock"),
    ("Weslock", r"wes ?lock|west lock"),
    ("Brinks", r"brinks?"),
    ("Gatehouse", r"gate ?house"),
    ("American Lock", r"american lock"),
    ("Dorma", r"dorma|dorma ?kaba|kaba"),
    ("Simplex", r"simplex"),
    ("Codelocks", r"codelocks?"),
    ("Aqara", r"aqara|a kara"),
)
BARE_BRANDS = rows(
    ("August", "august"),
    ("Best", "best"),
    ("Arrow", "arrow"),
    ("Nest", "nest"),
    ("Level", "level"),
    ("Ring", "ring"),
    ("Sargent", "sergeant"),
    ("Master Lock", "master"),
    ("Titan", "titan"),
)
SAFE_BRANDS = rows(
    ("SentrySafe", r"sentry ?safe|sentry|century safe|centry"),
    ("Liberty", "liberty"),
    ("Fort Knox", "fort knox"),
    ("Gardall", "gardall|guard all"),
    ("AMSEC", "amsec|am sec|american security"),
    ("Cannon", "cannon|canon"),
    ("Stack-On", "stack ?on"),
    ("Winchester", "winchester"),
    ("Browning", "browning"),
    ("First Alert", "first alert"),
    ("Honeywell", "honeywell"),
    ("Barska", "barska"),
    ("Mosler", "mosler|mossler"),
    ("Champion", "champion"),
    ("Hollon", "hollon|holland"),
    ("Steelwater", "steel ?water"),
    ("Fortress", "fortress"),
    ("Vaultek", "vault ?tek|vaultech"),
    ("Rhino", "rhino"),
    ("Diebold", "diebold|dee bold"),
    ("Remington", "remington"),
    ("Sargent & Greenleaf", "sargent and greenleaf"),
    ("Superior", "superior"),
    ("Tracker", "tracker"),
    ("Meilink", "meilink|my link"),
    ("Hornady", "hornady"),
)
SAFE_LOCKS = rows(
    ("biometric", r"finger ?print|biometric|huella"),
    ("keypad", r"key ?pad|electronic|digital|buttons?|push ?button|teclado|código|batter(?:y|ies)"),
    ("dial", r"dial|combination|combo|combinación|perilla|disco|spin(?:ning)? (?:dial|wheel)|turn dial"),
    ("key", r"keys?|llave"),
)
KEYING = rows(
    ("master keyed", r"master keyed|master key system|master key"),
    (
        "keyed different",
        r"keyed different(?:ly)?|different keys?|separate keys?|diferentes llaves|llaves diferentes|not the same"
        r" key",
    ),
    (
        "keyed alike",
        r"keyed (?:all )?alike|all (?:the )?same key|same key|one key (?:for|to)|single key|match(?:ing)? keys?"
        r"|keyed the same|all alike|la misma llave|una sola llave|all on one key|keyed alike",
    ),
)


def every(table: Sequence[Row], text: str) -> list[str]:
    """Return what `text` names of a table, in the order in which it is said."""
    places = ((match.start(), said) for pattern, said in table if (match := pattern.search(text)))
    return [said for _, said in sorted(places)]


def first(table: Sequence[Row], text: str) -> str | None:
    """Return the first row of a table that `text` names."""
    return next((said for pattern, said in table if pattern.search(text)), None)
