"""Yes, no or unsure: the answer to a yes-or-no question, English and Spanish; knows no questions."""

import re
from typing import Literal

from receptionist.understanding.text import normalise, unaccented, word_set

Answer = Literal["yes", "no", "unsure"]

_UNSURE = re.compile(
    r"\b(?:(?:i do not|i don't|don't|i dunno|dunno|i wouldn't) ?(?:really |even |rightly )?(?:know|remember"
    r"|recall)?(?<=know|call|mber|unno)|(?:not|ain't) (?:really |too |so |quite |real |a hundred percent "
    r"|100 percent |entirely )?(?:sure|certain)|no (?:idea|clue)|i have no|maybe|perhaps|possibly|i guess"
    r"|i suppose|hard to say|can't tell|can't say|depends|could be|might be|who knows|beats me|let me think"
    r"|tough to say|no (?:lo )?se|no (?:estoy|toy) segur[oa]|tal vez|quizas?|a lo mejor|puede ser|creo que si"
    r"|supongo|yo creo|depende|quien sabe|no me acuerdo|no recuerdo|ni idea)\b(?! (?:what|where|why|how"
    r"|the address|any)\b)"
)
_YES_THOUGH_NEGATIVE = re.compile(
    r"\b(?:no (?:problem|worries|prob|big deal|hay problema|hay pedo|se preocupe|hay de que)|not a problem"
    r"|why not|i don't mind|don't mind|wouldn't mind|can't complain|como no|por que no|no me importa)\b"
)
_ACCEPTED = re.compile(
    r"\b(?:go ahead|go for it|do it|that's (?:fine|okay|ok|good|great|perfect|correct|right|it|me|alright"
    r"|all right|cool|fair|him|her|the one)|that is (?:fine|okay|ok|correct|right)|that(?:'ll)? (?:works?|do)"
    r"|works for me|sounds (?:good|great|fine|right|okay|ok|perfect|reasonable|fair)|(?:it's|its) (?:fine|okay"
    r"|ok|correct|right)|is (?:fine|okay|good|great|perfect|correct|right)|fine by me|fine with me"
    r"|i'll take it|let's do (?:it|that)|(?:just )?send (?:him|her|them|the|somebody|someone|a) ?\w*|you bet"
    r"|you got it|of course|please do|yes|yeah|yep|yup|absolutely|definitely|certainly|works|you can|you may"
    r"|i do|i am|i have|i can|i would|they are|he is|she is|it is|it does|it will|we do|we are|we have"
    r"|i'd like that|i would like that|book it|ok(?:ay)? by me|esta bien|asi es|por supuesto|de acuerdo"
    r"|adelante|man[dn]e\w*|hagalo|me parece bien|si senora?|claro que si|correcto|exacto|claro|dale|andale"
    r"|orale|esta perfecto|me parece|seguro que si)\b(?! (?:sure|not|no|too much|if|wrong|broken|to|afraid"
    r"|calling|locked|stuck|the problem|why)\b)"
)
_DECLINED = re.compile(
    r"\b(?:(?:i'd|i would|we'd) rather not|not (?:a chance|really|yet|at all|now|today|right|correct"
    r"|interested|anymore|exactly|that i know)|(?:that's|it's|that is|is) (?:not|wrong|incorrect|too)"
    r"|that(?:'s)? (?:isn't|ain't)|isn't right|wrong|incorrect|too (?:much|expensive|high|steep)|forget (?:it"
    r"|about it)|never ?mind|no thanks?|no way|(?:i|we|he|she|they|it) (?:don't|doesn't|didn't|haven't|hasn't"
    r"|can't|won't|isn't|ain't|wouldn't|couldn't)|(?:i'm|we're|he's|she's|it's|they're|i am) not|don't|do not"
    r"|i'll pass|pass on that|negative|none|nobody|nothing|no one|neither|absolutely not|definitely not"
    r"|of course not|hell no|nunca|nadie|nada|ningun[oa]?|tampoco|ninguna|para nada|no (?:gracias|quiero|tengo"
    r"|puedo|hay|es|esta)|claro que no|esta mal|muy caro|incorrecto)\b"
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
    r"^(?:and |so |but |then |well |wait |que |y )*(?:how|what|what's|when|where|who|why|which|do you|can you"
    r"|could you|are you|is that|is it|is there|will|would|did you|does|cuanto|como|cuando|donde|quien|cual"
    r"|puede|tienen)\b"
)
_NOT_WEAK = re.compile(
    r"(?:right (?:now|here|there|away|after|outside|next|by|in|at|on|across|side|door|behind)"
    r"|(?:good|great|bien) (?:morning|afternoon|evening|day|question|luck))\b"
)
_ENCOURAGED = re.compile(r"\b(?:go (?:right )?ahead|do it|that works|send (?:him|them|some\w+)|adelante)\b")
_CHANGED = re.compile(
    r"\b(?:(?:no )?(?:wait|actually|sorry|hold on|i mean|scratch that|perdon|espere|digo) )+(?=\w)"
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
        if word in _YES:
            led = "yes"
        elif word in _NO:
            led = "yes no" if led.startswith("yes") else "no"
        elif word in _WEAK and not _NOT_WEAK.match(" ".join(words[at : at + 2])):
            led = led or "weak"
        elif word not in _SKIPPED:
            return led, " ".join(words[at:])
    return led, ""
