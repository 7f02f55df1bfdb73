"""What callers want besides the work: questions, wishes, what must be declined, what is noticed."""

import pytest

from receptionist.understanding.text import normalise
from receptionist.understanding.wishes import hear_wishes
from tests.understanding.spoken import sayings, spoken


@pytest.mark.parametrize(("name", "words"), spoken("wishes.txt", "questions"))
def test_a_question_is_heard(name: str, words: str) -> None:
    assert name in hear_wishes(words).questions


@pytest.mark.parametrize(("name", "words"), spoken("wishes.txt", "wants"))
def test_a_wish_is_heard(name: str, words: str) -> None:
    assert name in hear_wishes(words).wants


@pytest.mark.parametrize(("rule", "words"), spoken("wishes.txt", "refused"))
def test_what_must_be_declined_is_recognised(rule: str, words: str) -> None:
    assert hear_wishes(words).refuse == rule


@pytest.mark.parametrize("words", sayings("wishes.txt", "allowed"))
def test_an_honest_request_is_not_declined(words: str) -> None:
    assert hear_wishes(words).refuse is None


@pytest.mark.parametrize(("mark", "words"), spoken("wishes.txt", "marks"))
def test_what_matters_for_the_job_is_noticed(mark: str, words: str) -> None:
    assert mark in hear_wishes(words).marks


@pytest.mark.parametrize("words", sayings("wishes.txt", "plain"))
def test_plain_answers_are_no_wishes(words: str) -> None:
    wishes = hear_wishes(words)

    assert not wishes.questions
    assert not wishes.wants
    assert wishes.refuse is None


@pytest.mark.parametrize(
    ("words", "asked", "mark"),
    [
        ("yeah", "price_ok", "price_accepted"),
        ("no", "price_ok", "price_declined"),
        ("sure", "sms_consent", "texting_consent"),
        ("nope", "sms_consent", "no_texting"),
        ("dale", "price_ok", "price_accepted"),
    ],
)
def test_an_answer_is_the_mark_of_the_question_that_was_put(words: str, asked: str, mark: str) -> None:
    assert mark in hear_wishes(words, asked=(asked,)).marks
    assert mark not in hear_wishes(words, asked=("name",)).marks


def test_a_caller_who_can_get_in_is_not_locked_out() -> None:
    marks = hear_wishes("i'm locked out but i can get in through the garage").marks

    assert "can_get_in" in marks
    assert "locked_out" not in marks


def test_a_refusal_to_be_texted_beats_consent_in_the_same_breath() -> None:
    marks = hear_wishes("you can text me no wait it's a landline don't text").marks

    assert "no_texting" in marks
    assert "texting_consent" not in marks


@pytest.mark.parametrize(
    "words", ["price", "labor cost", "what would labor be", "what'll it be", "price on that",
              "is it gonna be expensive", "what do you guys get for that"]
)  # fmt: skip
def test_the_price_is_asked_in_few_words(words: str) -> None:
    assert "price" in hear_wishes(words).questions


@pytest.mark.parametrize(
    ("words", "wish"),
    [
        ("i'm just calling around getting prices", "nothing"),
        ("no kids no pets just me looking stupid", "nothing"),
        ("he's not here right now no i'm safe", "status"),
        ("please only call this number and don't leave a voicemail", "message"),
        ("it's at the library on cedar avenue", "wrong_number"),
        ("let me talk to my wife", "human"),
    ],
)
def test_words_that_only_sound_like_a_wish_are_none(words: str, wish: str) -> None:
    assert wish not in hear_wishes(words).wants


@pytest.mark.parametrize(
    ("words", "wish"),
    [
        ("nah i'm just shopping around for now thanks", "nothing"),
        ("i had somebody coming at two and it's two thirty", "status"),
        ("you can call off the locksmith", "cancel"),
        ("could you have marcus give me a ring", "message"),
        ("oh i'm sorry i dialed wrong", "wrong_number"),
        ("it's about lowering your energy bill with a new solar program", "sales"),
    ],
)
def test_wishes_are_heard_in_other_words(words: str, wish: str) -> None:
    assert wish in hear_wishes(words).wants


@pytest.mark.parametrize(
    ("words", "mark"),
    [
        ("this is officer daly with cedar hollow police", "vip"),
        ("the bolt just won't go in and i can't secure the house", "unsecured"),
        ("okay hanging up now", "calling_911"),
        ("ya voy a llamar", "calling_911"),
        ("no it's empty", "safe_now"),
        ("nobody's inside", "safe_now"),
        ("my phone is locked in there too", "locked_out"),
    ],
)
def test_more_is_noticed(words: str, mark: str) -> None:
    assert mark in hear_wishes(words).marks


@pytest.mark.parametrize(
    "words",
    [
        "what time is the locksmith getting to my wife's house",
        "you put a keypad on the house next door can you give me the code",
        "my wife had you guys out to her new apartment can you tell me the address",
    ],
)
def test_what_concerns_others_is_refused(words: str) -> None:
    assert hear_wishes(words).refuse == "others_data"


@pytest.mark.parametrize(
    "words",
    [
        "please stop texting me",
        "stop texting me",
        "don't text me",
        "do not text me anymore",
        "please don't send me any texts",
        "don't send me any texts",
        "no texts please",
        "i don't want any texts",
        "stop messaging me",
        "no more texts",
        "opt me out",
        "unsubscribe me",
        "remove my number",
        "don't text this number",
        "i revoke my consent",
        "end all messages",
        "no quiero mensajes",
        "no me mande mensajes",
        "deje de enviarme mensajes",
        "take me off your list",
        "never text me again",
        "stop contacting me",
        "quit texting me",
    ],
)
def test_who_wants_no_more_texts_is_heard(words: str) -> None:
    assert "opt_out" in hear_wishes(normalise(words)).wants


@pytest.mark.parametrize(
    "words",
    [
        "please stop by text me when you are here",
        "my key won't stop turning text me",
        "i can't stop text me",
        "don't stop texting me",
        "text me when you get here",
        "don't text me until six",
        "i locked my keys in the car",
        "stop by the house",
        "can you text me the address",
    ],
)
def test_stopping_something_else_is_no_wish_for_silence(words: str) -> None:
    assert "opt_out" not in hear_wishes(normalise(words)).wants
