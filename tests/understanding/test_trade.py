"""Callers name the work in their own words; the service must come out right, or not at all."""

import pytest

from receptionist.shop.services import Services, load
from receptionist.understanding.trade import also_named, name_service, signed_service

NAMED = """
vehicle_lockout | hi uh yeah i locked my keys in my car
vehicle_lockout | how much to unlock a car
vehicle_lockout | i'm locked out of my truck
vehicle_lockout | my keys are in the trunk of my camry
vehicle_lockout | can somebody come open my jeep
vehicle_lockout | left my keys in the ignition of the van and the doors locked
vehicle_lockout | i need a car unlocked
vehicle_lockout | dejé las llaves adentro del carro
vehicle_lockout | se me quedaron las llaves en la camioneta
vehicle_lockout | necesito que me abran el carro
vehicle_lockout | me quedé afuera de mi troca
home_lockout | yo i'm i'm locked outta my own goddamn house man
home_lockout | locked myself out of my apartment
home_lockout | i can't get into my house
home_lockout | the door shut behind me and my keys are on the counter
home_lockout | my keys are inside the apartment
home_lockout | we're locked out of our condo
home_lockout | need somebody to open my front door
home_lockout | lost my house keys and i can't get in
home_lockout | lock doubt of my house
home_lockout | me quedé afuera de mi casa se me cerró la puerta
home_lockout | no puedo entrar a mi departamento
home_lockout | se nos cerró la puerta
business_lockout | sorry trucks yeah lock doubt of our the shop
business_lockout | we're locked out of our office
business_lockout | i can't get in my store this morning
business_lockout | the keys are locked inside the restaurant
business_lockout | i need someone to open up my salon
business_lockout | no puedo abrir mi negocio
eviction_lockout | i'm a landlord i got an eviction set with the sheriff
eviction_lockout | the deputy is doing a lockout thursday and we need a locksmith there
eviction_lockout | we have a writ of possession
eviction_lockout | tengo un desalojo el jueves
break_in_repair | somebody broke in last night and the door won't close
break_in_repair | we had a break in and the frame is busted
break_in_repair | they kicked in my front door
break_in_repair | i got burglarized and need the door secured
break_in_repair | se metieron a mi casa y rompieron la puerta
broken_key_extraction | my key broke off in the lock like half of it's stuck in there
broken_key_extraction | my key went and snapped off in the back door and now it won't lock
broken_key_extraction | i broke my key in the door
broken_key_extraction | half the key is still in the lock
broken_key_extraction | se me rompió la llave adentro de la chapa
broken_key_extraction | se me quebró la llave en la puerta
rekey | we just closed on a house and i wanna get the locks uh rikki'd re keyed
rekey | i need to rekey four locks
rekey | can you make it so the old keys don't work anymore
rekey | want all the doors keyed alike
rekey | quiero cambiar la combinación de las chapas
lock_change | hi i need a lock changed
lock_change | i want new locks on my house
lock_change | can you replace the deadbolt on my front door
lock_change | i bought a dead boat and need it put in can you install a dead boat
lock_change | the landlord wants the locks switched out so i need the locks replaced
lock_change | quiero cambiar la cerradura
lock_change | necesito poner una chapa nueva
lock_repair | my deadbolt won't turn
lock_repair | the front door won't lock
lock_repair | the lock is jammed
lock_repair | i can't lock my back door
lock_repair | the knob is loose and it's falling off
lock_repair | la chapa no funciona
lock_repair | la puerta no cierra
smart_lock_install | i want a smart lock installed
smart_lock_install | can you put in a keypad deadbolt
smart_lock_install | quiero instalar una cerradura inteligente
car_key_replacement | i lost my car key like my only one i need a new one made
car_key_replacement | i lost the keys to my honda
car_key_replacement | can you make a key for a two thousand eight ford
car_key_replacement | someone stole my car keys
car_key_replacement | perdí las llaves de mi carro
car_key_duplicate | i need a spare key for my car
car_key_duplicate | can you copy a car key
car_key_duplicate | i want an extra fob for my truck
car_key_duplicate | necesito una copia de la llave de mi carro
ignition_repair | my ignition's stuck
ignition_repair | the key won't turn in the ignition
ignition_repair | la llave no gira en el encendido
safe_opening | i forgot the combination to my gun safe
safe_opening | can you open a safe
safe_opening | the sentry safe won't open the battery died
safe_opening | no puedo abrir mi caja fuerte
panic_bar | the panic bar on our back exit won't latch
panic_bar | the crash bar is broken
mailbox_lock | i lost my mailbox key
mailbox_lock | need a new lock on my mail box
mailbox_lock | perdí la llave del buzón
padlock_cutting | hi i need a pad lock cut off a storage unit i lost the key
padlock_cutting | i need a lock cut off my storage unit
padlock_cutting | necesito cortar un candado
master_key | it's about a master key quote for our building
access_control | we want card readers on our doors
access_control | do you guys do access control
key_duplication | can i get some keys copied
key_duplication | i need two copies of my house key
non_job | hey i wanna order a large pepperoni and uh garlic knots for pickup
vehicle_lockout | keys are locked in the car
vehicle_lockout | my purse and keys are in my honda accord and it locked itself
vehicle_lockout | i'm at the gas station and i locked my keys in the vehicle
vehicle_lockout | i did a dumb thing i shut the trunk with the keys in it
vehicle_lockout | my wife's prius is locked with the key inside
vehicle_lockout | my daughter locked her keys in her civic at the mall
home_lockout | i stepped out to get the mail and the door locked behind me
home_lockout | i'm stuck outside my apartment my roommate's out of town
home_lockout | hi my name's ana i'm locked out at home
home_lockout | forgot my keys at work and can't get in my place
home_lockout | my smart lock battery died and i can't get in the house
home_lockout | key's not working in my front door and i can't get in
business_lockout | i'm supposed to open the bakery and i don't have the key
business_lockout | employee took the keys to our shop and we're locked out
break_in_repair | somebody tried to break in and messed up my door
break_in_repair | my store got broken into
break_in_repair | someone busted my back door last night
break_in_repair | forced entry at our office the lock's destroyed
rekey | just bought a house want to get it rekeyed
rekey | my roommate moved out and i want the locks re-keyed
lock_change | need to change my locks i broke up with my boyfriend
lock_change | i need a deadbolt installed on a new door
lock_change | looking to get all my locks replaced
lock_repair | my key won't turn in the deadbolt
lock_repair | the lock on my back door is sticking
lock_repair | our storefront door doesn't latch
lock_repair | the door handle fell off
broken_key_extraction | the key just snapped in half in my front door
broken_key_extraction | a piece of my key is stuck in the deadbolt
broken_key_extraction | key broke in ignition
car_key_replacement | i lost the only key to my two thousand fifteen altima
car_key_replacement | my keys got stolen and i need a new key for my truck
car_key_replacement | i need a replacement fob for my lexus i don't have any keys
car_key_duplicate | i've got one key and want another one made for my kia
car_key_duplicate | how much for a spare fob for a toyota
ignition_repair | key gets stuck in my ignition
ignition_repair | my car key won't turn
safe_opening | my dad passed away and left a safe nobody has the combination
safe_opening | locked out of my gun safe
mailbox_lock | the lock on my mailbox broke
mailbox_lock | moved in and they didn't give me a mailbox key
padlock_cutting | there's a padlock on my gate i need removed
padlock_cutting | i lost the key to my storage unit
panic_bar | our emergency exit door won't latch and the fire marshal is coming
master_key | need a master key system for twelve units
access_control | we need a key card system for the office
smart_lock_install | i bought a schlage keypad lock and need someone to put it in
key_duplication | do you copy keys
key_duplication | i need an extra key made for my front door
eviction_lockout | i'm a property manager we've got a sheriff lockout monday
vehicle_lockout | se me cerró el carro con las llaves adentro
vehicle_lockout | dejé mis llaves dentro de mi honda
home_lockout | estoy afuera de mi casa y no tengo llaves
home_lockout | perdí las llaves de mi casa y no puedo entrar
lock_change | quiero cambiar todas las chapas de mi casa
car_key_replacement | necesito una llave nueva para mi nissan
lock_repair | mi chapa está trabada
rekey | we fired an employee and need the locks changed so her key doesn't work
non_job | sorry wrong number
"""

NOT_NAMED = """
i'm locked out
hello is anybody there
yeah
me quedé afuera
i locked my keys inside
it's a twenty nineteen honda see our v silver
two two one five linden avenue in cedar hollow
my name is rosa quintero
the car is in the garage
i feel safe here
it's a safe place to park
i got my license on me registration's in the glove box
the parking garage level two
how much is that gonna be
i need a locksmith
do you guys do house calls
i had a question
"""

KEPT = """
vehicle_lockout | it's a white toyota sienna
home_lockout | front door dead bolt and the knob thing both locked
home_lockout | my car keys are in there too
rekey | there's the front door the back door and the front one's got a knob and a deadbolt
eviction_lockout | just the one door dead bolt and knob change em both or re key whatever's cheaper
business_lockout | the key turns but it just spins
home_lockout | can you get in without changing the lock
broken_key_extraction | and now it won't lock
car_key_replacement | it's locked in the parking garage
padlock_cutting | it's the keep safe storage on highway forty
"""

REFINED = """
home_lockout | well the key broke off in the lock | broken_key_extraction
vehicle_lockout | no i lost my car keys they're gone | car_key_replacement
lock_change | somebody broke into our house | break_in_repair
home_lockout | actually i just need the locks changed | lock_change
key_duplication | it's a spare key for my car | car_key_duplicate
other | my mailbox lock is jammed | mailbox_lock
"""


@pytest.fixture(scope="module")
def services() -> Services:
    return load()


def rows(table: str) -> list[tuple[str, ...]]:
    return [tuple(line.split(" | ")) for line in table.strip().splitlines()]


@pytest.mark.parametrize(("expected", "words"), rows(NAMED))
def test_a_caller_names_the_work_in_his_own_words(words: str, expected: str, services: Services) -> None:
    assert name_service(words, services) == expected


@pytest.mark.parametrize("words", [row[0] for row in rows(NOT_NAMED)])
def test_words_about_something_else_name_no_service(words: str, services: Services) -> None:
    assert name_service(words, services) is None


@pytest.mark.parametrize(("current", "words"), rows(KEPT))
def test_details_of_a_job_do_not_change_what_it_is(current: str, words: str, services: Services) -> None:
    assert name_service(words, services, current=current) in (None, current)


@pytest.mark.parametrize(("current", "words", "expected"), rows(REFINED))
def test_a_later_plainer_statement_refines_the_service(
    current: str, words: str, expected: str, services: Services
) -> None:
    assert name_service(words, services, current=current) == expected


def test_garbled_words_name_no_service(services: Services) -> None:
    assert name_service("loc the store wee cant get the front open", services, confidence=0.3) is None


def test_a_second_job_is_found_beside_the_first(services: Services) -> None:
    named = also_named("and my mailbox lock is jammed too", services, current="home_lockout")

    assert named[0] == "mailbox_lock"
    assert name_service("and my mailbox lock is jammed too", services, current="home_lockout") is None


@pytest.mark.parametrize(
    ("words", "current", "also"),
    [
        ("i'm locked out of my car and also i want my house rekeyed", "vehicle_lockout", ("rekey",)),
        ("change my mailbox lock and can he also fix the deadbolt it sticks", "mailbox_lock", ("lock_repair",)),
        ("i'm locked out of my car", "vehicle_lockout", ()),
        ("i snapped the key and i can't get in", "broken_key_extraction", ()),
    ],
)
def test_further_jobs_have_a_clause_of_their_own(
    words: str, current: str, also: tuple[str, ...], services: Services
) -> None:
    assert also_named(words, services, current=current) == also


def test_locks_that_somebody_else_changed_are_no_wish(services: Services) -> None:
    assert name_service("my husband changed the locks on me", services) is None


@pytest.mark.parametrize(
    ("words", "service"),
    [
        ("i left my keys in the ignition and the doors auto locked", "vehicle_lockout"),
        ("wind blew my door shut and i'm standing out here in flip flops", "home_lockout"),
        ("what would it run me to get a house opened up tonight", "home_lockout"),
        ("somebody swiped my backpack with my house keys", "rekey"),
        ("the doorknob on my front door came off in my hand", "lock_repair"),
        ("i bought a truck at auction and it came with no key can you make one", "car_key_replacement"),
        ("price for a car key copy with a chip", "car_key_duplicate"),
        ("put in a keypad deadbolt for an airbnb", "smart_lock_install"),
        ("yes i have a license and the number is right", None),
        ("it's on linden avenue", None),
    ],
)
def test_signs_in_any_order_say_what_is_wrong(words: str, service: str | None, services: Services) -> None:
    assert signed_service(words, services) == service
