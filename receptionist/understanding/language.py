"""Hears which language the caller speaks, English or Spanish; names, towns and borrowed words prove nothing."""

from collections.abc import Collection

from receptionist.understanding.text import tokens, unaccented, word_set

_SPANISH = word_set(
    "hola buenas buenos dias tardes que me mi mis se su sus la las los el en es esta estoy estan esto un una "
    "unos por para pero porque con sin de del al y o si yo tu usted ustedes quiero necesito tengo tiene puede "
    "puedo hay cuanto cuando donde como quien ayuda ayudeme gracias favor senor senora casa carro coche "
    "camioneta llave llaves puerta cerradura chapa cerrajero adentro afuera dentro fuera aqui ahi alli hoy "
    "manana ahora quede cerro perdi nina nino bebe hijo hija numero calle digame bueno claro mande muy mucho "
    "nada nadie soy somos vivo le les lo ya tambien espanol hablo habla ingles abrir "
    "cancelar cancele cambiar cita direccion trabajo tecnico viene vienen llega llegan cuesta cobran quisiera "
    "perdon disculpe equivocado equivocada dejarle recado mensaje chapa cerrojo candado ese eso esa este nos "
    "nuestra "
    "nuestro tenemos estamos pues entonces ahorita mismo bien mas robaron rompio llameme nombre apellido direccion"
)
_ENGLISH = word_set(
    "the a an i i'm i'll i've my me it it's is are was to of and in on at for with you your we our they he "
    "she this that there what how when where who can could would will do don't need want have got get locked "
    "lock key keys car house door out please yes yeah hello hi hey help just not but or so if from been right "
    "now here speak"
)
# Words that both lists hold, or that names and addresses are full of.
_BOTH = word_set("me a no la el los las del de san santa y o si")


def hear_language(text: str, *, wants: Collection[str], current: str) -> str | None:
    """Return `es-US` or `en-US` when the caller asks for or plainly speaks another language than `current`.

    Plainly: several words that only the other language has, and over twice as many as of the current one.
    """
    if "spanish" in wants or "english" in wants:
        asked = "es-US" if "spanish" in wants else "en-US"
        return asked if asked[:2] != current[:2] else None
    words = [unaccented(word) for word in tokens(text)]
    spanish = sum(word in _SPANISH and word not in _BOTH for word in words)
    english = sum(word in _ENGLISH and word not in _BOTH for word in words)
    if current.startswith("en"):
        return "es-US" if spanish >= 2 and spanish > 2 * english else None
    return "en-US" if english >= 4 and english > 2 * spanish else None
