"""Which words are likely in the names of people and businesses, and which are not; data only."""

from receptionist.understanding.text import word_set

GIVEN_NAMES = word_set(
    "jules al aaron abby abigail adam adrian adriana ahmed aiden alan alana albert alberto alejandra alejandro",
    "alex alexander alexandra alexis alfredo ali alice alicia allen allison alma alyssa amanda amber amir amy",
    "ana andre andrea andres andrew andy angel angela angelica angie anita ann anna anne annie anthony antonio",
    "april ariana arthur arturo ashley audrey austin ava barbara barry beatriz becky ben benjamin bernard beth",
    "betty beverly bill billy blake bob bobby bonnie brad bradley brandon brenda brent brett brian brittany",
    "brooke bruce bryan caleb calvin cameron camila carl carla carlos carmen carol carolina caroline carolyn",
    "carrie carter casey cassandra catherine cathy cecilia cesar chad charles charlie charlotte chelsea cheryl",
    "chris christian christina christine christopher chuck cindy claire clara clarence claudia cody colin",
    "connie connor courtney craig cristina crystal curtis cynthia daisy dale dan dana daniel daniela danielle",
    "danny darius darlene darren darryl dave david dawn dean deborah debbie debra delores denise dennis derek",
    "desmond diana diane diego dolores dominic don donald donna doris dorothy doug douglas dustin dylan earl",
    "ed eddie edgar edith eduardo edward edwin eileen elaine eleanor elena eli elijah elisa elizabeth ella",
    "ellen elsa emily emma enrique eric erica erik erin ernesto esteban esther ethan eugene eva evan evelyn",
    "fatima felipe fernando florence frances francisco frank fred gabriel gabriela gail gary gene george",
    "gerald gerardo gilbert gina gladys glenn gloria gonzalo gordon grace graciela greg gregory guadalupe",
    "guillermo gwen hannah harold harry hassan hector heather helen henry herbert hernan holly howard hugo",
    "hung ian ibrahim ignacio irene iris irma isaac isabel isabella ivan jack jackie jackson jacob jacqueline",
    "jaime jake jamal james jamie jan jane janet janice jared jasmine jason javier jay jean jeff jeffrey jen",
    "jenna jennifer jenny jeremy jerome jerry jesse jessica jesus jill jim jimmy joan joann joanna joanne",
    "joaquin jodi joe joel john johnny jon jonathan jordan jorge jose joseph josh joshua joy joyce juan juana",
    "juanita judith judy julia julian juliana julie julio june justin karen karina karl karla kate katherine",
    "kathleen kathryn kathy katie kayla keith kelly ken kenneth kenny kevin khalid kim kimberly kristen",
    "kristin kurt kyle lance larry laura lauren laurie lawrence lee leo leon leonard leslie leticia liam",
    "lillian linda lindsay lisa lloyd logan lois lorena lori lorraine louis louise lucas lucia lucille lucy",
    "luis luke luz lydia lynn madison manuel marc marcia marco marcos marcus margaret margarita maria mariana",
    "maribel marie marilyn mario marisol marissa marjorie mark marlene marsha marta martha martin martina",
    "marvin mary mason matt matthew maureen maurice max megan melanie melinda melissa melvin mercedes mia",
    "michael michelle miguel mike mildred milton miriam mitchell mohamed mohammed molly monica monique morgan",
    "muhammad nancy naomi natalia natalie natasha nathan nathaniel neil nicholas nick nicolas nicole nina noah",
    "noel nora norma norman octavio olga olivia omar oscar pablo pam pamela patricia patrick patsy patty paul",
    "paula paulina pedro peggy penny pete peter phil philip phillip phyllis priya rachel rafael ralph ramon",
    "randall randy raquel raul raymond rebecca regina renee ricardo richard rick ricky rita rob robert roberta",
    "roberto robin rodney rodrigo roger roland ron ronald ronnie rosa rosario rosemary ross roxanne roy ruben",
    "russell ruth ryan sally sam samantha samuel sandra sandy santiago sara sarah saul scott sean sebastian",
    "sergio shane shannon sharon shawn sheila shelly sherry shirley silvia simon sofia sonia sophia stacy stan",
    "stanley stella stephanie stephen steve steven stuart sue susan suzanne sylvia tamara tammy tanya tara",
    "taylor ted teresa terri terry thelma theodore theresa thomas tiffany tim timothy tina todd tom tommy toni",
    "tony tracy travis trevor trinity troy tyler tyrone valeria valerie vanessa vera vernon veronica vicki",
    "vicky victor victoria vincent viola virginia vivian wade walter wanda warren wayne wendy wesley william",
    "willie xavier yesenia yolanda yvonne zachary zoe jesús maría josé andrés héctor ramón raúl sofía lucía",
    "abdul adela aditi ahmad aisha akira amina amit amos anil anjali anton arjun asha augustine aurelio bao beau",
    "bela benito bert bess blanca boris bryce carmelo catalina cedric chen chloe clark clay clayton clifford",
    "clint clyde consuelo cora corey damian deepak demetrius denzel deshawn dina dmitri dora duane dwayne dwight",
    "edna eliza elmer elvira emil emilio ernest esperanza estela everett ezra felicia felix fidel fiona floyd",
    "francesca freddy geraldo gilberto giovanni gita greta griffin gus gustavo hakim hamid hank hans harvey hazel",
    "heidi hilario hilda horacio humberto igor imani ingrid ira irwin isaiah isidro jada jamila janelle jed jihad",
    "jonas josefina kai kamal kareem karim kavita keisha kendra kenji kiara kofi kwame lakisha lamar latoya layla",
    "leah leila lena leroy lila lionel lola lorenzo lucinda luther lyle mabel malik manny marcela marcelo mariano",
    "marla matilda mauricio mei melody milan mina mitch moises moses myra nadia ned neha nelson nestor nigel",
    "nikolai noemi omari opal orlando oswaldo otis parker pearl perla phoebe preston quentin rahul raj ramiro",
    "ramona rashid ravi reggie reginald rhonda rigoberto rocio rodolfo roman romeo rosalind rosie roxana rudy",
    "rufus ruthie sabrina salma salvador samir sanjay santos selena shanice sherman sidney soledad sonya spencer",
    "stefan sunil suresh tamika tatiana teodoro terrence tessa tiana tobias tomas trent trisha ulises valentina",
    "vicente vijay vince virgil wendell wes wilbur wilfredo winston yasmin yuki yusuf yvette zachariah zoila",
    "césar óscar rubén martín verónica mónica ángel tomás joaquín",
)
"""Common given names: evidence where nobody asked for a name; a name need not be among them."""

PARTICLES = word_set("de la del los las van von der den di da du el al bin ibn st san santa mac mc")

COMMON = word_set(
    "a about above account actually address afraid after afternoon again ago ain't all almost already also",
    "always am an and another answer any anybody anymore anyone anything anyway apartment apparently",
    "appointment are area aren't around as ask at away baby back bad be because been before behind being",
    "better between big both box boss bring broke broken brother building business busy but by call called",
    "calling came can can't cannot car card care change cheaper check child code cold color come comes coming",
    "company cool correct cost could couldn't country cut dad damn daughter deadbolt did didn't different do",
    "does doesn't doing don't done door down drive driver driving dude during each early easy eh either else",
    "email emergency english even evening ever every everybody everyone everything exactly exit extra family",
    "far fast fee few find fine first fix flat floor for forget forgot found friday friend from front full",
    "garage gate gave get gets getting girlfriend give go god goes going gone gonna good goodbye got gotta",
    "great guess guy guys had half hang happened happy hard has hasn't have haven't having he he's hear hell",
    "hello help her here here's hey hi him his hold home honda toyota hyundai chevy nissan kia jeep subaru bmw",
    "mazda volkswagen audi lexus acura hopefully hot hour hours house how how's hurry husband i i'd i'll i'm",
    "i've id idea if important in information inside instead into is isn't it it's its itself job just keep",
    "key keyed keypad keys kid kids kind knob know last late later lease least leave left let let's license",
    "light like listen little live lives living lock locked locks locksmith long look looking looks lost lot",
    "lots ma'am made mail make makes making man manager many maybe me mean mention middle mine minute minutes",
    "miss missing mom moment monday money more morning mother moved much must my name names near need needs",
    "neighbor never new next nice night no nobody none nope nor not nothing now number of off office oh okay",
    "ok old on once one only open opened or order other our ours out outside over owe own owner paid parked",
    "parking part pay people person phone pick place please police possible price private probably problem",
    "purse question quick quote ready real really registration rekey remember rent representative right road",
    "robot room roommate rude said same saturday saw say saying says scared second see seems seen send service",
    "she she's should shut side since sir sister situation so some somebody someone something son soon sorry",
    "spare speak spell spelled spelling stay still stolen stop store street stuck sunday supposed sure take",
    "talk tell tenant text than thank thanks that that's the their them then there there's these they they're",
    "thing think this those though thought through thursday till time to today told tomorrow tonight too took",
    "towards tow town track trouble truck trunk try trying tuesday turn twice two under unit unless unlock",
    "until up upset urgent us use used usual van very wait waiting wallet wanna want wants was wasn't water",
    "way we we'll we're wednesday week weekend well went were what what's whatever when where where's which",
    "while who who's whole whose why wife window with without won't wondering work working works would",
    "wouldn't wrong yeah year years yep yes yesterday yet you you're your yours zip yo yup nah ugh ridiculous",
    "insane bullshit crazy stupid whoever anonymous prefer rather decline silver gold beige maroon sedan suv",
    "coupe minivan lobby robbery freaking goddamn deal recording machine supervisor regular past sometime",
    "landlord repeat system message trucks ex noise cancel fair charge push read dispatch whenever towing",
    "insurance dealer dealership rental unlocked unlocking rekeyed rekeying changed duplicate copy copies",
    "snapped spins jammed deadbolts latch gravel field alley beside corner intersection across north south",
    "east west downtown",
    "mhm uhhuh yup yessir nah huh whoa wow ouch sheesh lol bye later cheers comma initial hyphen spaced accent",
    # Spanish
    "veo hablo quedé quede mucho inglés ingles español humo chapa normal cerrojo tampoco siempre nunca vengan",
    "venga perdón cerrada abierta llamo ayer tengan dígame digame cuánta hijo hija bebé niño niña esposo",
    "esposa que qué por para con sin una un uno unos mi mis tu su sus es son está esta este esto eso esa ese",
    "estoy soy hay tengo tiene me te se le lo les nos yo él ella ellos usted ustedes no sí si pero y o como",
    "cómo cuando cuándo donde dónde quien quién cuánto cuanto porque más mas muy ya aquí acá allí ahora hoy",
    "mañana tarde noche casa puerta llave llaves carro coche número numero teléfono telefono calle nombre",
    "apellido gracias favor bueno buenas buenos hola oiga mire necesito quiero puede puedo dejé perdí afuera",
    "adentro ayuda señor señora claro dale nada nadie también apartamento dirección servicio cerradura abrir",
    "mando vivo tambien entonces pues ahí eh aja digo apúrese apurese rápido rapido",
)
"""Words that end a name or prevent one."""

SURNAMES_TOO = word_set(
    "price west house key keys lock locks door child long sunday monday friday saturday may english cross field"
    " gates case day page park car carr fair read wait love lively coward light guy hall hand hard hope waters"
)
"""Common words that are surnames too, when they follow a given name and end what is said."""

AFTER_A_SURNAME = word_set("i i'm i've we we're my and at here from with calling thanks please y estoy tengo")
"""Words that go on after a whole name."""

TITLES = word_set(
    "mr mrs ms miss mister missus dr doctor officer deputy sergeant captain pastor señor señora señorita"
)
"""What stands before a name and is no part of it."""

O_NAMES = word_set(
    "brien neil neill neal connor connell hara malley leary reilly donnell keefe shea grady rourke toole dell"
    " sullivan dwyer hare callaghan keeffe"
)
"""What follows the O' of a surname."""

SELDOM_FIRST = word_set(
    "will may mark bill hope love price long short young king day lane rich art guy pat grace hunter chase",
    "jack joy summer rose ray drew sue faith gene may's brown white black green gray grey blue red gold page",
    "stone",
)
"""Words that begin a name only when nothing but names follows."""

BUSINESS = word_set(
    "company corporation llc inc incorporated ltd coffee cafe café bakery restaurant grill bar pub tavern",
    "pizzeria pizza diner deli bistro brewery winery properties realty estate management dental dentistry",
    "orthodontics clinic medical pharmacy hospital salon barbershop barber spa nails church ministries school",
    "academy college daycare preschool university library museum apartments condos condominiums villas storage",
    "auto automotive motors collision tire tires shop store mart market supermarket grocery groceries hotel",
    "inn motel suites resort law legal attorneys associates partners services solutions systems group holdings",
    "enterprises industries construction contracting contractors builders plumbing electric electrical heating",
    "roofing flooring landscaping painting cleaning cleaners laundromat laundry gym fitness yoga studio",
    "studios gallery boutique florist flowers hardware lumber bank union veterinary vet kennel liquor books",
    "bookstore toys jewelers jewelry pawn tattoo insurance travel logistics freight warehouse trucking supply",
    "supplies furniture appliances electronics wireless vape theater theatre cinema rentals leasing foundation",
    "shelter nonprofit consulting agency media design printing foods farms nursery brothers sons outfitters",
    "sports cycles bikes bicycle optical tienda panadería panaderia taquería taqueria carnicería carniceria",
    "restaurante iglesia escuela taller mercado peluquería peluqueria farmacia lavandería lavanderia",
    "ferretería ferreteria oficina clínica clinica",
)
"""Words that end the name of a business."""

STREETS = word_set(
    "street st. avenue ave road rd drive lane court circle place boulevard blvd terrace parkway highway trail",
    "way plaza calle avenida level row lot suite county",
)
"""Words that make a place of the words before them."""

LEAD = word_set(
    "yeah yes yep sure okay ok well so it's its that's that'd that'll the is name be would hi hello hey oh"
    " alright fine right my this i'm i am of course and just i it um like mine god here here's put say no"
    " please first put down write si sí claro soy es bueno pues me llamo yo capital"
    " nombre de habla buenas hola este mire oiga ay full you can ma'am sir señor"
)
SPELLING = word_set(
    "with that's spelled spelling spelt it's its con se escribe deletrea i'll spell as like last name"
)
WITH = word_set("with con without sin spelled has")
AFTER_AN_INTRODUCTION = word_set("calling from with speaking over here again")
BEFORE_A_NUMBER = word_set(
    "and my the number number's is at it's cell phone y mi el es número numero teléfono telefono celular"
)
"""What may stand between a name and the telephone number that follows it."""
