"""Yes, no or unsure: the answer to a yes-or-no question, English and Spanish; knows no questions."""

import re
from typing import Literal

from receptionist.understanding.text import normalise, unaccented, word_set

Answer = Literal["yes", "no", "unsure"]

_UNSURE = re.compile(
    r"\b(?:(?:i do not|i don't|don't|i wouldn't) (?:really |even |rightly )?(?:know|remember|recall)|dunno"
    r"|(?:not|ain't) (?:really |too |so |quite |real |a hundred percent |100 percent |entirely )?(?:sure|certain)"
    r"|no (?:idea|clue)|i have no idea|maybe|perhaps|possibly|i guess|i suppose|hard to say|can't tell|can't say"
    r"|depends|could be|might be|who knows|beats me|let me think|tough to say|no (?:lo )?se|no (?:estoy|toy)"
    r" segur[oa]"
    r"|tal vez|quizas?|a lo mejor|puede ser|creo que si|supongo|yo creo|depende|quien sabe|no me acuerdo"
    r"|no recuerdo|ni idea)\b"
)
_YES_THOUGH_NEGATIVE = re.compile(
    r"\b(?:no (?:problem|worries|prob|big deal|hay problema|hay pedo|se preocupe|hay de que)|not a problem"
    r"|why not|i don't mind|don't mind|wouldn't mind|can't complain|como no|por que no|no me importa)\b"
)
_ACCEPTED = re.compile(
    r"\b(?:i (?:reckon|believe|think) so|i'd say so|afraid so|that(?:'d| would) be (?:great|fine|good|perfect|nice"
    r"|wonderful|okay|ok)|you know it|you betcha|roger|ten four|10 4|deal|agreed|i (?:agree|accept)|do that"
    r"|there (?:is|are)(?=$| sir| ma'am)|go ahead|go for it|(?<!you )do it|that's (?:fine|okay|ok|good|great"
    r"|perfect|correct|right|it|me|alright"
    r"|all right|cool|fair|him|her|the one)|that is (?:fine|okay|ok|correct|right)|that(?:'ll)? (?:works?|do)"
    r"|works for me|sounds (?:good|great|fine|right|okay|ok|perfect|reasonable|fair)|(?:it's|its) (?:fine|okay"
    r"|ok|correct|right)|is (?:fine|okay|good|great|perfect|correct|right)|fine by me|fine with me|i'll take it"
    r"|let's do (?:it|that)|(?:just )?send (?:him|her|them|the|somebody|someone|a) ?\w*|you bet|you got it"
    r"|of course|please do|yes|yeah|yep|yup|absolutely|definitely|certainly|works|you can|you may|will do"
    r"|(?:i do|i am|i have|i can|i would|they are|he is|she is|it is|it does|it will|we do|we are|we have)"
    r"(?=$| sir| ma'am| yes| yeah| thank)|i'd like that|i would like that|book it|ok(?:ay)? by me|esta bien"
    r"|asi es|por supuesto|de acuerdo|adelante|mande(?:lo|la|los|n|nlo)?|hagalo|me parece bien|si senora?"
    r"|claro que si|correcto|exacto|claro|dale|andale|orale|esta perfecto|me parece|seguro que si)\b"
    r"(?! (?:sure|not|no|too much|if|wrong|broken|to|afraid|calling|locked|stuck|the problem|why)\b)"
)
_DECLINED = re.compile(
    r"\b(?:afraid not|there (?:isn't|aren't|is not|are not)|negatory|(?:i'd|i would|we'd) rather not|not (?:a"
    r" chance|really|yet|at all|now|today|right|correct|interested"
    r"|anymore|exactly|that i know)|(?:that's|it's|that is|is) (?:not|wrong|incorrect|too)|that(?:'s)? (?:isn't"
    r"|ain't)"
    r"|isn't right|wrong|incorrect|too (?:much|expensive|high|steep)|forget (?:it|about it)|never ?mind|no thanks?"
    r"|no way|(?:i|we|he|she|they|it) (?:don't|doesn't|didn't|haven't|hasn't|can't|won't|isn't|ain't|wouldn't"
    r"|couldn't)"
    r"(?=$| (?:have|got|want|need|do|think|believe|like|see|own|live|text|care|agree|any|afford)\b)|(?:i'm|we're"
    r"|he's"
    r"|she's|it's|they're|i am) not|^(?:please )?(?:don't|do not)|i'll pass|pass on that|negative|none|nobody"
    r"|nothing"
    r"|no one|neither|absolutely not|definitely not|of course not|hell no|nunca|nadie|nada|ningun[oa]?|tampoco"
    r"|para nada|no (?:gracias|quiero|tengo|puedo|hay|es|esta)|claro que no|esta mal|muy caro|incorrecto)\b"
)
_YES = word_set(
    "yes yeah yea yah yep yup yessir yess ya aye sure absolutely definitely certainly correct exactly"
    " affirmative mhm totally indeed uhhuh yas yepper please si claro correcto exacto dale andale orale simon"
    " ajá aja efectivamente"
)
_WEAK = word_set("ok okay okey alright right fine cool great good perfect sounds bueno vale va sale bien perfecto")
_NO = word_set("no nope nah naw non negative never nunca nel nop nobody nothing none nadie nada ninguno ninguna")
_SKIPPED = word_set(
    "oh well so i mean honestly like and but just sir ma'am ma miss dear god gosh man dude hey hi hello look"
    " listen wow gee um huh pues este ay mire oiga mira senor senora senorita joven y"
)
_QUESTION = re.compile(
    r"^(?:and |so |but |then |well |wait |que |y )*(?:how|what|what's|when|where|who|why|which|do you|can (?:you"
    r"|he|she|i)"
    r"|can (?:they|we|the)|could you|are you|is that|is it|is there|did you|does|cuanto|como|cuando|donde|quien"
    r"|cual"
    r"|(?:will|would) (?:you|it|he|she|there|that|this|i)|puede|tienen)\b(?! not$)"
)
_NOT_WEAK = re.compile(
    r"(?:right (?:now|here|there|away|after|outside|next|by|in|at|on|across|side|door|behind)"
    r"|(?:good|great|bien) (?:morning|afternoon|evening|day|question|luck))\b"
)
_ENCOURAGED = re.compile(r"\b(?:go (?:right )?ahead|do it|that works|send (?:him|them|some\w+)|adelante)\b")
_CHANGED = re.compile(
    r"\b(?:(?:no )?(?:wait|actually|sorry|hold on|i mean|scratch that|perdon|espere|digo) )+(?=\w)"
)


_CLOSING = re.compile(
    r"(?:\b(?:no|nope|nah|naw|nop|none|nothing|nada|not|really|right|now|i|i'm|im|we|we're|don't|think|so|it|that|that's"
    r"|thats|that'll|is|be|do|does|should|would|all|everything|else|more|good|great|fine|okay|ok|alright|set|done|for"
    r"|today|have|need|needed|me|thanks|thank|you|very|much|a|lot|so|appreciate|sir|ma'am|ma|am|dear|hon|buddy|man|oh"
    r"|well|and|about|got|perfect|cool|sounds|gracias|muchas|muy|amable|es|eso|todo|seria|asi|esta|bien|ya|mas|por"
    r"|ahora|senor|senora|senorita|joven)\b ?)+"
)
_CLOSES = re.compile(
    r"\b(?:no|nope|nah|naw|nop|nothing|nada|thanks|thank you|gracias|(?:that's|thats|that'll be|that is)"
    r" (?:it|all|everything)|all set|es todo|seria todo)\b"
)


def yes_or_no(text: str) -> Answer | None:
    """Return the answer that the words hold, None when they hold none ("sixty six oh two dogwood terrace").

    "no problem" is a yes, "yeah no" a no, "i guess" is unsure; of a changed mind the last answer counts.
    """
    said = unaccented(normalise(text))
    for part in reversed(_CHANGED.split(said)):
        if answer := _answer(part):
            return answer
    return _answer(said)


def is_closing(text: str) -> bool:
    """Tell whether these words only close: a bare no, or thanks, and nothing beside ("no that's all thanks")."""
    said = unaccented(normalise(text))
    return bool(said) and _CLOSING.fullmatch(said) is not None and _CLOSES.search(said) is not None


def _answer(said: str) -> Answer | None:
    led, rest = _lead(said.split())
    if _YES_THOUGH_NEGATIVE.search(said):
        return "yes"
    match led:
        case "yes":
            return "no" if re.match(r"(?:not|que no)\b", rest) else "yes"
        case "no":
            return "unsure" if _UNSURE.search(said) else "yes" if _ENCOURAGED.search(rest) else "no"
        case "yes no":
            return "yes" if _plain(rest) == "yes" else "no"
        case "weak":
            return None if _QUESTION.match(rest) else _plain(rest) or "yes"
        case _:
            return _plain(said)


def _plain(said: str) -> Answer | None:
    """Return the answer of words that lead with neither yes nor no."""
    if _QUESTION.match(said):
        return None
    if _UNSURE.search(said):
        return "unsure"
    declined, accepted = _DECLINED.search(said), _ACCEPTED.search(said)
    if declined and not (accepted and accepted.start() < declined.start()):
        return "no"
    return "yes" if accepted else None


def _lead(words: list[str]) -> tuple[str, str]:
    """Return what the first words say (`yes`, `no`, `yes no`, `weak`: "okay", or nothing), and what follows them.

    The last of several counts, but "yeah no" can go either way.
    """
    led = ""
    for at, word in enumerate(words):
        if word in _YES and not (word == "ya" and led):  # "No, ya se fueron": already.
            led = "yes"
        elif word in _NO:
            led = "yes no" if led.startswith("yes") else "no"
        elif word in _WEAK and not _NOT_WEAK.match(" ".join(words[at : at + 2])):
            led = led or "weak"
        elif word not in _SKIPPED:
            return led, " ".join(words[at:])
    return led, ""
