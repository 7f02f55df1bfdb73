"""Names as callers say, spell and correct them."""

import pytest

from receptionist.understanding.businesses import hear_business
from receptionist.understanding.names import hear_name

ASKED = """
uh priya nair p r i y a n a i r = Priya Nair
priya p r i y a nair n a i r = Priya Nair
desmond okafor o k a f o r = Desmond Okafor
troy troy maddox = Troy Maddox
let me see it's hassan farouk = Hassan Farouk
este tomás rivera = Tomás Rivera
a ver soy tomás rivera = Tomás Rivera
rosa elena quintero = Rosa Elena Quintero
edith lindqvist l i n d q v i s t = Edith Lindqvist
uh hung win with an n g u y e n = Hung Nguyen
walter szymanski s z y m a n s k i = Walter Szymanski
shmit s c h m i d t = Schmidt
n g u y e n = Nguyen
a n d e r s = Anders
b r a n d t brandt = Brandt
o'neil o apostrophe n e i l = O'Neil
j smith = J Smith
t j hooker = TJ Hooker
capital k a y l e e = Kaylee
N-G-U-Y-E-N = Nguyen
the name is lee l double e = Lee
p as in peter a as in apple t as in tom = Pat
jessica it's spelled j e s s i k a = Jessika
deshawn d e s h a w n williams = Deshawn Williams
calvin brandt with a d t = Calvin Brandt
calvin brant with a d t = Calvin Brandt
it's under caitlin with a k = Kaitlin
katherine with a c = Catherine
sara with an h = Sarah
jon with an h = John
john with no h = Jon
philip with two l's = Phillip
that's steven with a v = Steven
stephen with a v = Steven
my last name is nair n a i r first name priya = Priya Nair
first name priya last name nair = Priya Nair
last name nair first name priya = Priya Nair
my name is sara no sarah with an h = Sarah
my name is sara connor sorry sarah with an h = Sarah Connor
no no it's brandt b r a n d t = Brandt
Yeah, it's Sam. = Sam
sure it's bob smith = Bob Smith
this is maria lopez = Maria Lopez
name's frank = Frank
you can call me al = Al
me llamo rosa elena quintero = Rosa Elena Quintero
soy maría gonzález = María González
mi nombre es josé de la cruz = José de la Cruz
vincent van der berg = Vincent van der Berg
patrick o'brien = Patrick O'Brien
anna marie d'angelo = Anna Marie D'Angelo
mcdonald m c d o n a l d = McDonald
john q public = John Q Public
will smith = Will Smith
will = Will
maria and i'm locked out of my car = Maria
mike johnson and my number is three oh three = Mike Johnson
wes hamlin and the number's nine seven oh five five five oh one one two = Wes Hamlin
ruben castaway nine seven oh five five five oh one one two = Ruben Castaway
janelle whitcomb with larkspur property management = Janelle Whitcomb
it's tony from tony's pizza = Tony
elizabeth but everybody calls me liz = Elizabeth
"""

NO_NAME_ALTHOUGH_ASKED = """
i'm the registered owner
no llámeme al trabajo
just use this number why do you need all this
why do you need my name
i don't wanna give my name
yes
no
how much
okay what's the price
whatever man
will you send someone
may i ask why
it's for me
i'm the owner
the front door
silver honda
sixty six oh two dogwood terrace
i'm at the fresh barn grocery
birch and bean coffee
call me back
you can call me at three oh three
i already told you troy
regular key you turn it it's got the chip thing
past the rail tracks off county road nine
repeat that number for me dear
okay yeah that's fair cancel it
no no veo humo está en fuego bajito
"""

UNASKED = """
no nobody i'm wes hamlin = Wes Hamlin
hi this is maria lopez and i'm locked out = Maria Lopez
hi my name is priya nair i'm locked out of my car = Priya Nair
me llamo ana = Ana
i'm david from the coffee shop = David
desmond okafor o k a f o r = Desmond Okafor
ruben castaway nine seven oh five five five oh one one two = Ruben Castaway
janelle whitcomb with larkspur property management = Janelle Whitcomb
"""

NO_NAME_UNASKED = """
this is ridiculous
this is my number yeah
this is the third time
this isn't tony's
that's w r e n
hi i uh locked my keys in my car
eighty one fourteen wren hollow lane marlow creek
brindle park where else
i'm locked out
i'm mad
i'm mark's wife
soy el dueño
my name is on the lease
what's your name
do you need my name
the name of the store is birch and bean
white toyota see anna i don't know the year
a regular car i don't know a chevy malibu
quick set i think it says quick set on it
it's in grey water the keep safe storage on highway forty
yeah good morning uh my key broke off
"""

BUSINESSES = """
janelle whitcomb with larkspur property management = Larkspur Property Management
it's birch and bean coffee eight oh mill street = Birch and Bean Coffee
i'm calling from acme = Acme
i'm the manager at sunrise dental = Sunrise Dental
we're the red barn diner = Red Barn Diner
the business is called two brothers pizza = Two Brothers Pizza
calling on behalf of oak hills apartments = Oak Hills Apartments
i work at mesa family law = Mesa Family Law
i own harper mesa yoga = Harper Mesa Yoga
llamo de la panadería san josé = Panadería San José
"""

NO_BUSINESS = """
i'm at the fresh barn grocery on two two one five linden avenue
it's in grey water the keep safe storage on highway forty
the dollar depot parking lot
the front door of the store
loc the store wee cant get the front open
sorry trucks yeah lock doubt of our the shop
it's a coffee shop
it's the dental office
hi i'm with my kids
i'm calling from my car
priya nair with an n
i have a safe from walmart
"""


def rows(table: str) -> list[tuple[str, str]]:
    return [(said, name) for said, _, name in (line.partition(" = ") for line in table.strip().splitlines())]


@pytest.mark.parametrize(("said", "name"), rows(ASKED))
def test_a_caller_who_is_asked_gives_the_name_with_letters_beating_what_was_heard(said: str, name: str) -> None:
    assert hear_name(said, asked=True) == name


@pytest.mark.parametrize("said", NO_NAME_ALTHOUGH_ASKED.strip().splitlines())
def test_words_that_are_plainly_something_else_are_no_name(said: str) -> None:
    assert hear_name(said, asked=True) is None


@pytest.mark.parametrize(("said", "name"), rows(UNASKED))
def test_a_name_that_is_introduced_is_heard_unasked(said: str, name: str) -> None:
    assert hear_name(said, asked=False) == name


@pytest.mark.parametrize("said", NO_NAME_UNASKED.strip().splitlines())
def test_nothing_else_is_taken_for_a_name_unasked(said: str) -> None:
    assert hear_name(said, asked=False) is None


@pytest.mark.parametrize(
    ("said", "known", "name"),
    [
        ("n g u y e n", "Hung Win", "Hung Nguyen"),
        ("that's with an h", "Sara", "Sarah"),
        ("last name's okafor", "Desmond", "Desmond Okafor"),
        ("no it's b r a n d t", "Calvin Brant", "Calvin Brandt"),
    ],
)
def test_letters_or_a_surname_complete_the_name_that_is_known(said: str, known: str, name: str) -> None:
    assert hear_name(said, asked=True, known=known) == name


@pytest.mark.parametrize(("said", "name"), rows(BUSINESSES))
def test_a_business_is_heard_by_a_business_word_or_by_calling_from_it(said: str, name: str) -> None:
    assert hear_business(said) == name


@pytest.mark.parametrize("said", NO_BUSINESS.strip().splitlines())
def test_a_place_where_the_caller_stands_is_no_business(said: str) -> None:
    assert hear_business(said) is None


@pytest.mark.parametrize("word", ["double", "this is", "with", "oh", "a b c", "to for ate", "no wait", "n"])
def test_endless_words_are_no_trouble(word: str) -> None:
    said = f"{word} " * 3000

    assert hear_name(said, asked=False) is None
    assert hear_business(said) is None
    assert (hear_name(said, asked=True) or "").count(" ") < 5


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("dale orcutt", "Dale Orcutt"),
        ("just put down tina", "Tina"),
        ("it's under pelham norah pelham", "Norah Pelham"),
    ],
)
def test_names_that_are_words_too_or_said_twice_are_heard(said: str, name: str) -> None:
    assert hear_name(said, asked=True) == name


def test_a_whole_name_alone_is_heard_whatever_was_asked() -> None:
    assert hear_name("sofia brandt", asked=False) == "Sofia Brandt"
    assert hear_name("linda street", asked=False) is None
