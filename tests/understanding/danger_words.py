"""What callers in danger say, and what only sounds like it: one utterance a line, as recognisers write."""

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
they're trying to get in through the window
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
i left my kid in the car for one second and it locked
the car locked with my daughter strapped in
uh yeah hi my three month old is uh locked in the vehicle
my little man's locked in the car with my phone and keys
keys are in the ignition car's running and the baby's buckled in the back
my car's running with the kids inside
the kids locked themselves in the car
we have a child locked in a vehicle at the walmart parking lot
someone left a baby in this car next to me
i'm at the park and i can see a dog passed out in a car
my service dog is in the vehicle and it's in the sun
please help my mom's trapped in the bathroom she fell
my husband has dementia and he's locked himself in the garage
grandpa's locked in and he's on oxygen
i'm a caregiver and my client is bedridden and i'm locked out
my wife's diabetic and she's inside and not picking up
she took some pills and locked the bathroom door
my son said he wants to die and he locked his door
i think my dad's had a heart attack i can't get in
i can hear her moaning inside
water's boiling over and there's smoke
the toaster's on fire
my car is on fire
there are flames
the dryer's burning
i can smell something burning in my apartment
the gas is on and i'm locked out
i hear hissing and smell gas
a guy just walked into my house
someone is inside my apartment and i'm outside
there's a stranger in my yard trying my doors
he's at my door with a bat
my ex is trying to get in
my husband threatened to kill me and i need the locks changed right now he's outside
this guy won't stop pounding on my door
he followed me home
we're stuck in the vault
i'm locked in my garage and the car is running
i'm on the train tracks and my car won't start the key's stuck
i'm stuck on the highway in the left lane
se me cerró el carro con mi bebé adentro
el niño se encerró en el carro
mis hijos están en la camioneta y no puedo abrir
mi bebe esta adentro del apartamento y me quede afuera
mi nieto está atrapado en el baño
dejé a mi perrito en el carro
mi esposo se desmayó adentro
mi mamá está tirada en el piso
se incendió la cocina
huele a quemado
hay un ladrón en mi casa
están forzando la puerta ahorita
mi novio me está golpeando
alguien se está metiendo por la ventana
mi hijo se quiere matar
la niña tiene dos años y está sola adentro
mi abuelo no responde
yes hurry the baby is in there
he's two and he's in the car
my infant daughter is in the house and the door locked behind me
kid in car keys in car
child locked in car
baby locked in car
dog locked in hot car
there's a person trapped in the elevator who can't breathe
my wheelchair bound mother is inside alone
my six month old is in the car with the doors locked what do i do
there is a child in the vehicle and she is not waking up
the car just auto locked my baby is strapped in
i'm freaking out i shut my son in the car with the keys
my little girl is stuck in the car
help my daughter locked in the car
our baby got locked in our minivan
she's in there she's only two
keys and the baby both in the car
yes my grandson he's in his booster seat
hi um so i locked my keys in my car and my dog is inside
my german shepherd's in there with the windows rolled up and its hot
two dogs in a locked suv
my cat is in the carrier in the car and its like a hundred degrees
it's an emergency my toddler is in the bathroom and locked the door and the tub is running
my kid's trapped in the closet
my five year old is inside by herself and won't open the door
my granny's on the floor i can see her through the window
my father in law fell i can hear him yelling
my mother has alzheimer's and she locked herself in
he's having chest pains inside
my neighbor isn't responding i can see her on the couch
i smell smoke coming from the apartment
the kitchen's on fire
there's black smoke
i can smell gas in the hallway
we got a gas leak
smells like something's burning
food's burning on the stove i'm locked out
pan on the stove is smoking
alarm's going off in my house the smoke one
there's somebody in my house right now
i think someone's trying to get in
a man's trying to open my door
someone's kicking the door
he's trying to kick my door down
they're breaking into my car
my husband is outside he's drunk and he's trying to break the door
my boyfriend hit me and i locked him out he's outside
my ex has a key and he's coming over right now he threatened me
i just got home and my door's busted open i don't know if anyone's in there
the burglar might still be here
i got locked in the cooler at work
i'm trapped in the elevator and can't breathe
i'm stuck in my car in the middle of the interstate
the truck's stalled on the railroad tracks
help i'm locked in the trunk
hay un bebe en el carro
mi hijita está encerrada en el baño
se quedó mi niño en el carro con las llaves puestas
mi perro está encerrado en la camioneta con este calor
mi papá se cayó y no puede levantarse está adentro
mi hijo de tres años se encerró en el cuarto
mi abuelo tiene alzheimer y está solo adentro
sale humo de la ventana
se prendió la cocina
creo que hay fuga de gas
alguien quiere entrar a mi casa
hay un hombre tratando de abrir mi puerta
mi esposo me quiere pegar está afuera
estoy encerrada en el congelador
mi mamá no contesta y tiene ochenta años
el bebé está llorando adentro del carro
dejé el carro prendido con mi niña adentro
i just closed the trunk and realized my keys are in there and so is my baby
i have a newborn in the back
my babies are in the car
my wife's passed out in the car
i think he's dead
this lady collapsed inside the store and the door's locked
my foster kid locked herself in her room and says she's gonna hurt herself
no ones in the house but the stove caught fire
there's a toddler alone in a parked car
the kids are inside and i'm locked out and they're only three and five
yeah it's locked and running and my son is in it
he's eighty nine and he fell in there
the baby locked herself in
im locked out and my newborn is sleeping inside
my nephew is in the house by himself he's four
my child's in the house and i can't get in
it's my daughter she's locked in the bathroom and she's not answering me
my autistic son is locked in his room
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
vehicle | yes my kid is
vehicle | yeah there's a kid
vehicle | um yeah the baby
vehicle | yes two children
vehicle | my dog yeah
vehicle | oh yeah my puppy's in the back
vehicle | yes he's sleeping in the car seat
vehicle | no well just my son
vehicle | not a person but my cat is
vehicle | si mi hija
building | yes my son
building | my kids are but they're asleep
building | yeah my mother she's ninety
building | my daughter she's two
building | the baby's napping
building | yeah the gas stove is leaking
building | sí mi mamá está enferma en la cama
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
i'm locked in a storage unit
somebody just broke in and i'm in the bathroom
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
hello i need a locksmith
my car is a baby blue beetle
it's on fire lane number two behind the store
my boss fired me and i need my toolbox unlocked
can i get a key made for my kid's bike lock
i have a daycare and we need rekeying
someone's using my old key
there's a guy with a drill here already
somebody told me you do rekeys
i was robbed last month and want better locks
my storage locker is in the basement
i'm waiting inside the coffee shop
i'm sitting inside my house and the door won't lock
we're all inside we just can't lock up
i'm inside the store the front lock's broken
the dog park on elm street
my daughter will be there to meet you
my son's going to let you in
my wife will be home she can show him
can your guy call my husband
my mother lives there and she'll be home
my elderly mother wants a new deadbolt
my grandmother needs her locks changed
my dad is eighty and can't turn the key anymore
i'm disabled so please come to the back
i'm pregnant so i can't walk far
the patient entrance at the clinic is jammed
it's a nursing home and we need a lock fixed on a patient room
my kids keep locking the bathroom door
need a lock for a baby gate
i want to child proof my cabinets
my teenage son broke his key in the lock
my kids have been locked out since school
i smoke so i was outside when the door closed
i stepped out for a smoke
the fire inspector said the panic bar needs fixing
gas station bathroom
i need a gas cap key
he's at the door now your guy
he's here now thanks
somebody's at the door
they're coming tomorrow to install the door
my landlord's threatening to evict me
he took my keys and left
the key fell down a grate
i fell in love with this lock
my battery is dying
can't get out of this parking lot without a code
the safe's in the master bedroom
gun safe won't open
do you open gun safes
i've got a knife lock thing
it's a hundred degrees out here
the car was stolen
thieves took my truck keys
my baby is with my mom at home
i've got a car full of groceries and my kids with me
i have my daughter with me and we need to get to school
i'm locked out of my house and my dog is inside barking
my cat's inside the house
my son lives in the house
my wife has the other key and she's in denver
it's my daughter's apartment she's at college
i'm a nurse and i'm late to see a patient
i locked my keys in the car at the fire station
my husband's inside the house but he's asleep
my dad's a locksmith
i run a pet store
it's a child care center
we're a daycare and the front door lock is broken
the door to the baby's room won't open
the kids bedroom door is locked from the inside nobody's in there
i can't get my key out of the ignition
can't get out of the parking lot cause my steering's locked
she's not picking up the phone my landlord
my landlord won't answer
the property manager isn't answering
my friend has the spare and he's not answering his phone
i'm at a friend's house
the tenant moved out
i need somebody to let me in
is somebody coming
someone's supposed to be here
somebody stole my keys
someone tried to break in a few days ago
somebody broke into my car last night and messed up the lock
the police said to call a locksmith
my ex still has a key so i want the locks changed
i want the locks changed because my boyfriend moved out
he moved out last week
there's an old man selling keys
the stove is electric
we sell stoves and need the warehouse opened
iron horse lane
i'm in the kitchen
it's hot out here
it's cold out here
i'm burning up out here in the sun
i'm dying out here hurry up
man i'm gonna kill whoever designed this lock
the lock is shot
my lock is dead
the key fob's not responding to anything
i'm stuck in a meeting until three
can you pick me up
gas and go on fourth street
my car's out of gas
did you say fire me an email
the wood's a little burned
i'm next to the train station
i'm by the railroad crossing on fifth
side of the house
the back seat folds down so i can reach the trunk
i left the car seat in the back
my kid's car seat is in the back of the car
the baby stroller's in the trunk
my daughter's inside the school
i was gonna pick up my daughter
i have to get to my kids
my kid is sick and i need to get home
i need to get inside before my kids get home
my kids get out of school at three
no my son's with his dad
no everyone's out
no sir just my keys
no it's only my purse and keys in there
nothing's in there but the keys
tengo a mi bebé conmigo y hace calor
mi hijo está en la escuela y tengo que ir por él
no hay nadie solo las llaves
mi esposo está trabajando
mi hija tiene la copia
el perro está en la casa
me robaron las llaves
entraron a robar ayer
la estufa es eléctrica
mi mamá no está en casa
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

REASSURED = """
vehicle | no just my purse and stuff
vehicle | no ma'am
vehicle | no it's just groceries
vehicle | no i have my kids with me
vehicle | nope it's empty i'm fine
vehicle | yes i'm in a safe place
vehicle | i'm safe yeah nobody's in it
vehicle | no i'm at home
vehicle | yeah i'm okay no one's inside
vehicle | just my wallet
vehicle | no we're good my wife and i are at the mall
vehicle | no my husband's here with me
vehicle | no it's in my driveway
building | no my wife's at work
building | just my cat
building | no kids or anything just me
building | my husband's home but he's asleep
building | no i live alone
building | no stove's off nobody's home
building | yeah i'm on the porch i'm safe
building | the dog's inside but he's fine
building | i'm good
vehicle | no estoy bien solo mis llaves
vehicle | no mis hijos están conmigo
building | no hay nadie y no dejé nada prendido
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
