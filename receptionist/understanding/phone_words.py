"""What callers say around telephone numbers, unaccented: which number is meant, and which is none; data only."""

import re

from receptionist.understanding.dictation import Place
from receptionist.understanding.text import word_set

THIS_NUMBER = re.compile(
    r"\b(?:(?:this|same|the same) (?:phone |cell |same )?(?:number|phone|cell|line|telephone)(?:'s)?"
    r"|this is (?:my|the|a|our) (?:\w+ )?(?:number|cell|phone|line|one)|(?:the|my|on your) caller id|use this(?:"
    r" one)?(?=$| please)|(?:number|one"
    r"|phone|line|what|that) (?:that )?(?:i'm|i am|im|we're) (?:calling|ringing|talking|speaking|on)"
    r"|number (?:that )?i (?:called|just called|rang|phoned)|calling (?:you )?(?:from|on) (?:it|now)|(?:number"
    r"|one) (?:that )?(?:you have|you see|you got|shows?|showed|came up|comes up|popped up|on your)|(?:este"
    r"|el) (?:mismo )?(?:numero|telefono|celular)(?! (?:es|de)\b)|al? mismo(?: numero)?|este es mi \w+|(?:del"
    r"|desde el|de donde|desde donde|con el) que (?:le |te )?(?:estoy )?llam\w+|de donde (?:le )?llamo)"
)
RATHER_THIS = re.compile(
    r"\b(?:but|so|just|rather|instead)(?: (?:please|you can|can you|better|go ahead and|me))*"
    r" (?:call|use|try|keep|reach)(?: me)?(?: back)?(?: (?:on|at|with))? this (?:one|number|phone|line)\b"
)
"""Another number was said too, and yet this is the one to call."""
THIS_ONE = re.compile(
    r"\b(?:call|use|reach|try|text|get|keep)(?: me)?(?: back)?(?: (?:on|at|here))? (?:this|it|that)\b"
    r"(?! (?:to|for|when|if|is))"
    r"|\bsame (?:as|one|number|phone|here)\b|\b(?:call|reach) me (?:here|back here)\b"
    r"|\b(?:this|that) (?:one|phone|works|should work|will work|is fine|is good|is best)\b|\b(?:this|that)(?:'s"
    r"| one's|'ll)\b(?: \w+)? (?:fine|good|great|best|it|okay|ok|right|perfect|work|works|do|me|mine)\b"
    r"|^(?:(?:well|just|yeah|yes|si|a|al|el|en|on|to|use|call|pues|bueno) )*(?:this|that|este|ese|mismo|aqui|here)"
    r"(?: (?:one|mismo|mero|phone|number|numero|telefono|esta bien|is fine|please|por favor|thanks|gracias))*$"
)
MENTIONED = re.compile(
    r"^(?!.*\b(?:number|numero|calling|llam\w+)\b)|(?<!calling )(?:from|to|about|is) (?:this|the same) (?:number"
    r"|phone)\b"
)
"""Where nobody asked: words about some telephone, not about how to reach the caller."""
OTHER_NUMBER = re.compile(
    r"\b(?:not|isn't|ain't|don't|doesn't|won't|can't|(?<!have )(?:a )?different|(?<!have )another|no es|otro"
    r"|instead of|rather than)(?: \w+){0,3} (?:this|same|caller id|one i'm|number i'm|este|mismo)"
    r"|(?:this|same|este)(?: [\w']+){0,2} (?:isn't|is not|not|won't|doesn't|ain't|no good|is no|no es|no sirve)\b"
    r"|borrow|prestado|not mine|\b(?:not|no) (?:that|ese|esa) (?:one|number|phone|numero|telefono)"
    r"|(?:friend|neighbou?r|stranger|coworker|co worker|somebody|someone else)'s\b"
)
NOT_SIMPLY_YES = re.compile(
    r"\b(?:but|except|unless|be (?:there|here)|or|if (?!that|you|it)\w+|other|another|different|instead|better"
    r"|rather|not|home|house|work|office|land ?line|wait|moment|sec(?:ond)?|(?:get|find|check|look)|wife|husband"
    r"|son|daughter|mom|dad|brother|sister|boss|friend|neighbor|his|her|their|how|what|when|why|who"
    r"|pero|otro|otra|mejor|casa|trabajo|oficina|fijo|espos[oa]|hij[oa]|mama|papa|amig[oa]|vecin[oa]|jef[ea]"
    r"|espere\w*|momento|deje\w*|busco|cuanto|cuando)\b|(?<!me )\bthe (?:first|second|last|new|old)\b"
    r"|\b(?:i'm|soy|this is|it's|es) (?!(?:sure|my|mine|mi|mio|el|the|this|that|fine|good|ok|okay|best|right"
    r"|correct|same|ese|este|perfect)\b)\w+"
)
"""What beside a yes says that another number is meant, or that the caller goes on to something else."""
PLACES: tuple[tuple[Place, re.Pattern[str]], ...] = (
    ("last", re.compile(r"\b(?:last|end|ends|ending|final|tail|ultim[oa]s?|termina|al final)\b")),
    (
        "first",
        re.compile(r"\b(?:area code|first|begin\w*|starts?|front|primer\w*|codigo de area|lada|clave)\b"),
    ),
    ("middle", re.compile(r"\b(?:middle|prefix|exchange|second|medio)\b")),
)
MINE = re.compile(
    r"\b(?:my (?:\w+ )?(?:number|cell|phone|digits)|call me|reach me|text me|me at|callback|call back"
    r"|mi (?:numero|telefono|celular)|marqueme|llameme|number is|number's)\b"
)
NUMBER_WORD = re.compile(r"\b(?:numbers?|number's|digits?|phone|cell|telephone|numero|telefono|digitos?)\b")
SOMEONE_ELSES = re.compile(
    r"\b(?:(?:his|her|their|\w+'s) (?:\w+ )?(?:number|cell|phone)|(?:call|reach|text) (?:him|her|them|my \w+)"
    r"|ask for|(?:case|order|account|serial|policy|claim|invoice|confirmation|reference|model|tracking|vin"
    r"|badge) (?:number|id))"
)
SAID_AFTER = re.compile(
    r"(?:one |number )?(?:(?:is|es|that's|that is|which is|it's|was|era)"
    r" (?:(?:my|the|our|mi|el|la|de|a|an|not|old) )*(?:\w+'s(?: \w+)?|\w+)|on (?:file|record)|in the system)"
)
"""What is said of a number right after it: "… is my husband's"."""
NOT_WANTED = re.compile(
    r"\b(?:not|isn't|don't|dont|do not|won't|no (?:llame|marque|use|es|me|al?)|instead|than|old|landline|work"
    r"|office|calling (?:you )?from|(?:hablo|llamo|marco) (?:del|de)|have|had|on (?:file|record)"
    r"|in the system|wrong|(?:his|her|their) |(?!it|that|what|let|number|cell|phone|here|mine)\w+'s"
    r"|husband|wife|esposa|esposo|trabajo|viejo|oficina|anterior)"
)
WANTED = re.compile(
    r"\b(?:my (?:cell|number|phone|mobile|own)|call|use|try|reach|text|mine|best|new"
    r"|mi (?:celular|numero|telefono)|marque\w*|llame\w*|el mio|nuevo)\b"
)
"""How callers speak of the one among several numbers that is to be called, and of those that are not."""
BACK = re.compile(r"\b(?:no(?! (?:problem|worries|prob)\b)|nope|nah|wrong|incorrect)\b")
WAS_AREA = re.compile(r"\b(?:that's|is|being) (?:the|my) area(?: code)?\b")
MILD = re.compile(r"(?:(?:i'm |oh )?sorry|wait|hold on|perdon|espere)\b(?! (?:no|wait|it's not)\b)")
ABROAD = re.compile(r"\b(?:plus|mas|country code)$")
NOT = word_set("not than of instead")
PART = word_set("last first next final middle ultimos primeros")
LABELS = word_set(
    "unit apartment apt suite level floor row lot building room highway route road extension ext code exit gate"
    " apartamento piso nivel unidad edificio year"
)
COUNTED = word_set(
    "minute minutes hour hours day days week weeks month months year years mile miles percent dollars bucks"
    " door doors lock locks key keys times people kids phones numbers a p am pm o'clock blocks feet anos"
    " minutos horas puertas llaves dolares millas cuadras"
)
STREETS = word_set(
    "street st avenue ave road rd drive dr lane ln court ct place boulevard blvd way terrace parkway circle"
    " trail highway alley crescent loop square pike calle avenida"
)
NO_DIGIT = re.compile(
    r"\b(?:that|this|the|which|another|other|wrong|right|different|either|any|only|first|second|new|old) one\b"
    r"(?! (?:\d|oh|zero|one|two|three|four|five|six|seven|eight|nine|double|triple|hundred))"
)
"""Words about a number, of which the last is no digit of it."""
BEFORE_DIGITS = word_set("is it's number's code are es area at on al el that's")
"""What may stand before a first digit that was misheard as "to" or "for"."""
FILLERS = word_set(
    "then and dash hyphen area code okay ok so like plus hundred thousand to too for fore ate won well yeah now"
    " the y luego despues este pues guion mas codigo de bueno mil"
)
"""What stands between the digits of one number and tells nothing."""
GLUE = FILLERS | word_set(
    "yeah yes yep no nope wait sorry it's its it is the a my me number number's then and dash area code"
    " correct right that's that okay ok so oh please i mean i'm last first middle part part's four three two"
    " digit digits are was at on cell phone call be would well actually plus should s'posed supposed to not"
    " like again sir ma'am dear"
    " y es mi numero telefono luego despues si perdon digo ultimos el los son de al"
    " think believe guess let see hang hold going one",
)
