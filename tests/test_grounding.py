"""Grounding: of what a model proposes, only what the caller's own words give is kept."""

from datetime import datetime

import pytest

from receptionist.cases import Job, Vehicle
from receptionist.shop import services
from receptionist.understanding.heard import Hearing
from receptionist.understanding.understand import understand
from receptionist.words.dialogue import Proposal, ProposedDetail
from receptionist.words.grounding import Agreed, agree

NOW = datetime.fromisoformat("2026-07-14T14:05:00-06:00")
TRADES = services.load()


def agreed(heard: str, *proposed: tuple[str, str, str], asks: str = "", job: Job | None = None) -> Agreed:
    hearing = Hearing(
        now=NOW, towns=("Cedar Hollow",), asks=(asks,) if asks else (), caller_id="+13035550142", job=job or Job()
    )
    proposal = Proposal(details=tuple(ProposedDetail(*each) for each in proposed))
    return agree(proposal, understand(heard, hearing, TRADES), hearing, TRADES)


def noticed(heard: str, **flags: bool | str) -> Agreed:
    hearing = Hearing(now=NOW, towns=())
    return agree(Proposal(**flags), understand(heard, hearing, TRADES), hearing, TRADES)  # type: ignore[arg-type]


def test_words_that_the_rules_read_in_the_same_way_are_kept_as_the_rules_read_them() -> None:
    heard = "so the thing is my buddy well never mind priya nair"

    assert agreed(heard, ("name", "priya nair", "priya nair"), asks="name").extra.details == {"name": "Priya Nair"}


def test_why_a_detail_was_kept_is_known_without_its_words() -> None:
    heard = "the old round thing by the pond"
    read = agreed("well never mind priya nair", ("name", "priya nair", "priya nair"), asks="name")
    own = agreed(heard, ("lock_brand", "old round", "old round thing"), asks="lock_brand")

    assert read.kept == {"name": "read_alike"}
    assert own.kept == {"lock_brand": "own_words"}


@pytest.mark.parametrize(
    ("heard", "proposed", "asks", "reason"),
    [
        ("i do not want to say", ("name", "Bob Smith", "bob smith"), "name", "not said"),
        ("three oh three five five", ("callback_number", "+13035550199", "three oh three"), "callback_number", ""),
        ("it is on the corner", ("address", "12 Oak Street", "on the corner"), "location", "read otherwise"),
        ("my friend joe told me", ("name", "Joe", "joe"), "", "not asked for"),
        ("i am fine", ("hazard", "gas", "i am fine"), "", "not a model's to propose"),
        ("sure text me", ("sms_consent", "true", "sure text me"), "sms_consent", "not a model's to propose"),
        ("it is a lock", ("service_type", "safe_opening", "a lock"), "", "read otherwise"),
        ("that thing", ("shoe_size", "44", "that thing"), "", "not a model's to propose"),
        ("that thing", ("name.first", "that", "that"), "", "not a model's to propose"),
    ],
)
def test_what_the_words_do_not_give_is_left_out(
    heard: str, proposed: tuple[str, str, str], asks: str, reason: str
) -> None:
    result = agreed(heard, proposed, asks=asks)

    assert result.extra.details == {}
    assert result.extra.service is None
    assert not reason or list(result.left_out) == [reason]


def test_no_digit_comes_from_a_model() -> None:
    heard = "yeah uh you can reach me at three oh three five five five oh one four two"

    wrong = agreed(heard, ("callback_number", "+13035550199", heard), asks="callback_number")

    assert wrong.extra.details == {}


def test_what_is_known_is_never_replaced() -> None:
    job = Job(name="Priya Nair", vehicle=Vehicle(make="Honda"))
    heard = "kia rio bob smith"

    result = agreed(
        heard, ("name", "Bob Smith", "bob smith"), ("vehicle.make", "Kia", "kia"), asks="name", job=job
    )

    assert result.extra.details == {}
    assert result.left_out == {"known": ("name", "vehicle")}


def test_parts_of_a_vehicle_are_put_together() -> None:
    result = agreed(
        "silver civic",
        ("vehicle.color", "silver", "silver"),
        ("vehicle.model", "civic", "silver civic"),
        job=Job(service_type="home_lockout"),
    )

    assert result.extra.details == {"vehicle": Vehicle(color="silver", model="Civic")}


def test_the_callers_own_words_may_describe_the_lock_when_that_was_asked() -> None:
    heard, proposed = "the old round thing by the pond", ("lock_details", "old round thing", "old round thing")

    assert agreed(heard, proposed, asks="lock_brand").extra.details == {}
    assert agreed("my car", ("landmark", "my car", "my car"), asks="location").extra.details == {}


def test_a_models_danger_is_a_suspicion() -> None:
    noted = noticed("she does not answer when i knock", danger=True).extra

    assert noted.marks == {"suspected_danger"}
    assert noted.danger is None


def test_a_person_is_wanted_only_where_the_words_speak_of_one() -> None:
    assert noticed("could i speak with whoever runs this", wants_person=True).extra.wants == {"human"}
    assert noticed("it is a blue door", wants_person=True).extra.wants == frozenset()


def test_an_unknown_question_has_to_be_the_callers() -> None:
    asked = noticed("are your vans electric", unknown_question="Are your vans electric?")
    invented = noticed("it is a blue door", unknown_question="Do you accept cryptocurrency?")

    assert asked.extra.questions == {"other"}
    assert invented.extra.questions == frozenset()


def test_what_the_rules_understood_stays() -> None:
    hearing = Hearing(now=NOW, towns=())
    understood = understand("my name is ann lee", hearing, TRADES)
    extra = agreed("my name is ann lee").extra

    merged = Agreed(extra, {}).added_to(understood)

    assert merged == understood
