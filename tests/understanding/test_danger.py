"""The words of danger: none may be missed, and innocent neighbours of them must not fire."""

import json
from pathlib import Path

import pytest

from receptionist.cases import Job
from receptionist.understanding.danger import Risk, hear_danger

CERTAIN = """
oh my god my baby's in the car i locked the keys in the car she's in there please
my kid is locked in the car
my two year old is locked inside my honda
i locked my son in the truck by accident
my daughter's still in her car seat and the doors locked
there's a baby in the car and nobody around
the keys are in the car with my little girl
i shut the door and my toddler's in the back seat
please my grandson is in the van it's so hot
i left the car running and my kids are inside
my infant is locked in the vehicle
the door locked and my newborn's strapped in the back seat
my three year old locked himself in the bathroom and he's crying
my toddler locked me out of the house
my toddler hit the lock button and the keys are inside
the baby is inside the house alone and i'm locked out
I'm locked out and my 10 month old is in the crib upstairs
she's only six months old and she's stuck in there
my twins are in the car
we need to get my baby out of the car
my niece got stuck in the trunk
one of the kids is trapped in the car
my dog's locked in the car and it's ninety five degrees
our puppy is in the truck with the windows up
the cat's stuck inside the car it's boiling
i have a dog in my car and it's really hot in there
my grandma has dementia and she's locked inside the house
my elderly mother is locked in the bathroom
my grandfather is inside and he's not answering the door
my mom is disabled and she's in there by herself
my eighty five year old father is inside and he can't get up
my husband is unconscious in the bathroom
he's passed out in the car with the doors locked
she's not breathing
my mom fell and she can't get up and the door is locked
i heard a thump and she's not answering
my dad had a stroke i think and the door's locked
i can't wake him up
my roommate took a bunch of pills and won't open the door i think he's gonna kill himself
she's having a seizure in there
my wife is in labor and we're locked out
my insulin is inside and i'm diabetic
her oxygen tank is in the house
there's smoke coming out of the window
i see smoke
i think there's a fire in the kitchen
the house is on fire
something's burning in there
the smoke alarm is going off inside
my oven's smoking and i'm locked out
i smell gas
it smells like gas in here
there's a gas leak i think
the carbon monoxide alarm is beeping
he's breaking in right now
somebody's trying to break in
someone is trying to get in my back door
there's a guy kicking my door in
someone's in my house
i came home and the door's open and i think somebody's still inside
somebody broke in and i don't know if they're still in there
there's an intruder in the house
i hear footsteps upstairs and i live alone
my ex is banging on the door
my ex boyfriend is here and he won't leave
he's got a gun
there's a man with a knife outside
he said he's gonna kill me
he's threatening me
i'm hiding in the closet
i'm being followed
we're being robbed
i'm locked in the walk in freezer
i'm stuck in the trunk of a car
my car died in the middle of the freeway and i'm locked out of it
my car's stuck on the train tracks
the car's in the middle of the intersection
i'm stuck in a live lane cars are flying by
we're trapped in here and can't get out
call an ambulance
no my son's in there
oh no baby's in the car
i'm locked out and my four year old is in there by himself
mi bebé está en el carro
dejé a mi hijo en el carro con las llaves
mi niña se quedó encerrada en el coche
se me quedó el bebé adentro del carro
encerré a mi bebé en la camioneta
mi hija de dos años está adentro de la casa sola
hay un niño encerrado en el carro
el perro está en el carro y hace mucho calor
mi abuelita está adentro y no contesta
mi mamá está enferma y se cayó en el baño
no respira
está inconsciente
huele a gas
hay humo saliendo de la cocina
se está quemando la casa
se está metiendo alguien a mi casa
hay alguien adentro de mi casa
mi ex está afuera golpeando la puerta
tiene una pistola
me quiere matar
están tratando de entrar
necesito una ambulancia
la bebé se quedó dentro y se cerró la puerta
my bebé is in the carro
the keys are locked in and my grandbaby is in there
i just went to put the groceries in the trunk and now it's locked with my baby inside
my son has been in the car for twenty minutes
please hurry my little brother's inside the car
i locked him in the car he's only four years old
no kids but my dog is in the car
nobody's in there except my baby
my baby my baby the car locked itself with her in it
i can't breathe
my kids are in the back seat sleeping and i'm locked out
the boy is in the hot car
my child is locked in a car at the mall
there are two kids locked in a car here in the parking lot
some kid's been left in a car with the windows up
there's a dog in a hot car next to mine and it's panting
my patient is inside and she won't open the door
i'm a home health aide and my client isn't answering the door and she's ninety two years old
my neighbor hasn't answered in three days and there's a welfare check
somebody is breaking into my store right now
a stranger is trying to get into my apartment
"""

ANSWERS = """
vehicle | yeah my son
vehicle | yes there's a baby
vehicle | yeah my two kids
vehicle | just my dog
vehicle | no just my dog
vehicle | uh huh my daughter she's asleep
vehicle | my baby
vehicle | yes my grandmother
vehicle | yeah she's in there
vehicle | yeah someone's in there my wife
vehicle | my nephew he's three
vehicle | sí mi hijo
vehicle | sí está mi bebé
vehicle | nada más el perro
vehicle | she's crying and all red
building | yes my baby's asleep upstairs
building | yeah my four year old
building | my grandpa
building | just my mom and she's got alzheimer's
building | no i'm not safe
building | he's still in there i think
building | sí mi niño
building | mi abuela
building | i think he might still be inside
"""

POSSIBLE = """
i left the stove on
i've got chicken in the oven
there's a pot on the stove
there's candles burning in there
the iron's still on
i was cooking and stepped out
dejé los frijoles en la estufa
dejé la plancha prendida
está en fuego bajito
tengo comida en la lumbre
i'm on the shoulder of the highway
i don't feel safe here
should i call 911
my dog's in the car but the ac is on
i'm stuck in the elevator
i'm locked out on my balcony
i'm barefoot and it's freezing
no me siento segura aquí
"""

NEAR_MISSES = """
hi uh yeah i locked my keys in my car
no no nobody in it just me i'm fine i'm standing in the shade
nobody's inside i live by myself i'm on the porch
it's a baby blue volkswagen
the car's baby blue
i'm next to the smoke shop on mill street
it's by the fire station
we need a fire door fixed
the fire exit won't latch
my kids are at school
my son's at daycare
i'm at the gas station on linden
i ran out of gas and locked my keys in
my son locked the keys in the car
my husband left his keys in the truck
my daughter's car is locked
my daughter lost her house key
it's my son's car
my son has the spare key
the baby's with me
no the kids are with me
my dog's with me right here
i've got my baby with me out here
no kids no pets nobody
no there's nobody inside
no one's in the car
it's just me and my son out here
i'm locked out with my two kids
i need to pick up my kids from school
my keys are in the car
the keys are locked in the trunk
i can see them on the seat
they're in the ignition
it's running
is this a robot
locked outta my own goddamn house man
that's freaking robbery man whatever just send the guy
oh no i'm inside i'm just fine the kettle's not even on
the stove's off
there's nothing on the stove
i turned the stove off
no smoke no fire nothing like that
i don't see any smoke
the deadbolt's stuck
the dead boat won't turn
my key broke off in the lock
my phone's about to die
my phone's dead
the battery died
the fob is dead
the keypad is not responding
the lock's unresponsive
i need a gun safe opened
can you open a gun cabinet
somebody broke in last night and i need the locks changed
we had a break in last week
someone broke into my store yesterday
my ex girlfriend's place she's got my stuff in there and she won't answer
the house is for my mother in law
my boss is gonna kill me
i'm trying to get in my house
i tried to break in myself
do i have to break a window
i had to kick the door in
how much for labor
are parts and labor included
we fired an employee and need a rekey
we just fired our manager
the burglar alarm is fine
i need a panic bar fixed
i need a child lock fixed
it's a dog door with a lock
i lost the key to the pet store
my baby seat's in the back of the car
the diaper bag is in the car
my purse and my phone are in the car
this heat is killing me
i almost had a heart attack when i saw the price
it's past the rail tracks off county road nine
by the old grain mill
turn at the fire house
the fireplace shop on oak
i live on fire creek road
burning tree drive number nine
my roommate's pulling in right now she's got a key
nope nothing urgent we have the keys
i can get in through the garage so i'm not stuck
there's a uh some court thing but it's bull i just want my t v
can you get in without breaking the lock
i'm inside the house i just can't lock the door
my wife is here with me
my mom's here with the spare in an hour
my husband is at work with the other key
my kids are inside the grocery store with my wife
i need the lock on my kids room changed
my son's backpack is in the car
the ten year old honda
it's a twenty year old house
the lock is on a shed out back
i'm the only one here
we want a safe moved
it's a fire safe and i forgot the code
the door is stuck
the key is stuck in the ignition
the key's trapped in the cylinder
i'm stuck outside
i'm stuck in traffic
i'm stuck at work
i'm locked out of the building
wrought iron gate
it's the iron door on the side
hot dog stand on main
i want the price first
baby i just need my door opened
hey baby how much
my dad's house
my grandma's apartment i have her key but it won't turn
i'm in cedar hollow
the car is in the garage
my truck's in the driveway
two two one five linden avenue in cedar hollow
we locked ourselves out
the mailbox is in the lobby
the safe is in the closet
can he come in the afternoon
the guy who came in last time
i left my wallet inside
she's got the kids with her
my teenager lost his key
the kids lost the mailbox key
my toddler lost the keys
we don't have any kids or pets
no animals no children
i don't smell any gas
no hay nadie adentro
no no hay nadie en el carro
no hay niños ni mascotas
los niños están en la escuela
mi hijo está conmigo
el bebé está conmigo afuera
estoy sola afuera
dejé las llaves en el carro
se me quedaron las llaves adentro
mi hijo perdió las llaves
mi esposo tiene la otra llave
no veo humo
no hay fuego
apagué la estufa
estoy en la gasolinera
es el carro de mi hija
me quedé afuera de mi casa se me cerró la puerta
cómo se llama usted
se metieron anoche y rompieron la puerta
es una puerta de hierro
el lunes quiero cambiar la cerradura
"""

SAFETY_ANSWERS_WITHOUT_DANGER = """
no
nope
no no i'm good
nobody
no it's empty
just me
no just the keys
no it's just me i'm okay phone's at like nine percent though
yeah i'm fine
yes i'm safe
everybody's fine
no no i can get in through the garage so i'm not stuck
no my daughter took the other car
no kids are at school
oh no i'm inside i'm just fine
no no hay nadie
no nadie
estoy bien
sí estoy bien
no solo yo
no i'm alone
"""

RETRACTED = """
the baby's with me
no no he's out
he's out now
we got her out
they got him out already
she's out of the car now
oh no the baby's with me i meant the baby seat
false alarm
he's not in the car he's right here with me
ya salió
ya la sacamos
la bebé está conmigo
no no la niña está afuera conmigo
"""


def lines(table: str) -> list[str]:
    return [line for line in table.strip().splitlines() if line]


@pytest.mark.parametrize("words", lines(CERTAIN))
def test_a_life_at_risk_is_never_missed(words: str) -> None:
    risk = hear_danger(words)

    assert risk is not None
    assert risk.danger == "certain"
    assert risk.person_at_risk or risk.hazard


@pytest.mark.parametrize("line", lines(ANSWERS))
def test_naming_somebody_answers_the_safety_question(line: str) -> None:
    family, words = line.split(" | ")

    risk = hear_danger(words, asked_safety=True, family=family)

    assert risk is not None
    assert risk.danger == "certain"


@pytest.mark.parametrize("words", lines(POSSIBLE))
def test_what_could_become_dangerous_is_possible_danger(words: str) -> None:
    risk = hear_danger(words)

    assert risk is not None
    assert risk.danger == "possible"


@pytest.mark.parametrize("words", lines(NEAR_MISSES))
def test_innocent_words_are_no_danger(words: str) -> None:
    risk = hear_danger(words)

    assert risk is None or risk.danger == "retracted"


@pytest.mark.parametrize("words", lines(SAFETY_ANSWERS_WITHOUT_DANGER))
@pytest.mark.parametrize("family", ["vehicle", "building", None])
def test_a_reassuring_answer_to_the_safety_question_is_no_danger(words: str, family: str | None) -> None:
    risk = hear_danger(words, asked_safety=True, family=family)

    assert risk is None or risk.danger == "retracted"


@pytest.mark.parametrize("words", lines(RETRACTED))
def test_a_caller_may_take_danger_back(words: str) -> None:
    known = Job(person_at_risk="infant, in car")

    risk = hear_danger(words, known=known)

    assert risk == Risk(danger="retracted")
