"""Yes, no, unsure, or no answer at all."""

import pytest

from receptionist.understanding.answers import is_closing, yes_or_no

YES = """
i think so
that would be great
you betcha
ten four
agreed
there is
yeah that's fine
yep got my license on me
sure you can text me
yeah i can see em on the seat
sure whatever it costs
dale
go ahead
sí está bien mándelo
okay yeah text me the day before
no problem
no yeah that's fine
mhm
uh-huh
yes please
that's correct
that works
sounds good
of course
yeah no that's fine
sure thing
i do
okay
alright
perfect
claro que sí
cómo no
no hay problema
así es
no wait yes
correct
that's right
whatever just send the guy
i don't mind
why not
yeah i guess so
you bet
it is
no no go ahead
right
fine
bueno está bien
por supuesto
yessir
yes ma'am
absolutely
that's the one
si
works for me
let's do it
please do
oh okay
yeah i'm the owner
oh yeah for sure
"""
NO = """
i'm afraid not
there isn't
no no nobody in it just me i'm fine
nope nothing urgent
nah
no i'm not on the lease
yeah no
not really
i don't have it with me
no gracias
no no hay nadie adentro
no that's too much
never mind
i'd rather not
no thanks
that's wrong
nope
absolutely not
not yet
of course not
nothing like that
nadie
para nada
no sorry the last part's oh one three seven
yes no wait no
it's too expensive
no it's locked
that's not right
no way
hell no
oh no i'm inside i'm just fine
no eight zero two mill street
i haven't
claro que no
we're not
nuh uh
don't text me
no veo humo
it doesn't
negative
no wait one sixty five harrow street
not a chance
yes not yet
"""
UNSURE = """
i guess
i don't know
i'm not sure
not sure
no idea
maybe
i think maybe
no sé
tal vez
i suppose
um i dunno
hard to say
no estoy seguro
it depends
i don't remember
no clue
i don't know the address
creo que sí
i don't really know
"""
NEITHER = """
sixty six oh two dogwood terrace
okay how much is that gonna be
okay what's the price
priya nair
right now
twenty nineteen honda
uh
cuánto me va a costar
how much
how much and can you do it today
well can the owner call me anyway maybe he'd make an exception
i have a chevy malibu
you'll have to speak up dear i don't hear so good
my key snapped off and now it won't lock
i'm at the fresh barn grocery
what was that
the front door
my name is troy
ok cuánto cuesta
desmond okafor
it's the house phone
"""


@pytest.mark.parametrize("said", YES.strip().splitlines())
def test_agreement_is_a_yes_in_whatever_words(said: str) -> None:
    assert yes_or_no(said) == "yes"


@pytest.mark.parametrize("said", NO.strip().splitlines())
def test_refusal_and_denial_are_a_no(said: str) -> None:
    assert yes_or_no(said) == "no"


@pytest.mark.parametrize("said", UNSURE.strip().splitlines())
def test_who_does_not_know_is_unsure(said: str) -> None:
    assert yes_or_no(said) == "unsure"


@pytest.mark.parametrize("said", NEITHER.strip().splitlines())
def test_words_without_an_answer_give_none(said: str) -> None:
    assert yes_or_no(said) is None


@pytest.mark.parametrize(
    "said",
    ["no", "nope that's all", "no that's it thanks", "okay thank you", "no i'm good", "that's everything",
     "no gracias", "no thank you so much", "es todo gracias"],
)  # fmt: skip
def test_bare_thanks_or_a_bare_no_close_a_call(said: str) -> None:
    assert is_closing(said)


@pytest.mark.parametrize(
    "said",
    ["no nobody's in there", "nope just me", "no no spare", "yes", "okay", "how much",
     "no he's gone i'm fine nobody's bothering me", "no it's the back door", ""],
)  # fmt: skip
def test_a_no_that_tells_something_closes_nothing(said: str) -> None:
    assert not is_closing(said)
