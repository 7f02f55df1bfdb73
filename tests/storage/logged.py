"""A call in all its parts, as a log shows it, for the tests of logs and of retention."""

from datetime import UTC, datetime, timedelta

from receptionist.cases import (
    Action,
    Call,
    Case,
    Ending,
    FollowUp,
    Job,
    Quote,
    Reply,
    Sentence,
    Turn,
    TurnKey,
    Utterance,
    Vehicle,
)

NOW = datetime(2026, 7, 14, 20, 5, tzinfo=UTC)
PRIYA = "+13035550142"
ORDER = FollowUp(key="export:CA1", kind="export_call_log", payload={"call_sid": "CA1"}, run_at=NOW)

JOB = Job(
    id="J-1042",
    status="open",
    service_type="vehicle_lockout",
    urgency="urgent",
    name="Priya Nair",
    callback_number=PRIYA,
    address="2215 Linden Avenue",
    city="Cedar Hollow",
    vehicle=Vehicle(year=2019, make="Honda", model="CR-V", color="silver"),
    quote=Quote(low=99, high=159, after_hours=False),
)


def a_case(job: Job = JOB, name: str = "case-1") -> Case:
    return Case(id=name, party=PRIYA, opened_at=NOW, updated_at=NOW, job=job)


def a_call(*kinds: str, sid: str = "CA1", seconds: float | None = 93.4, case: str = "case-1") -> Call:
    return Call(
        sid=sid,
        case_id=case,
        from_number=PRIYA,
        to_number="+13035550100",
        caller_id=PRIYA,
        started_at=NOW,
        ended_at=None if seconds is None else NOW + timedelta(seconds=seconds),
        actions=tuple(Action(at=NOW, kind=kind) for kind in kinds),
    )


def a_turn(number: int, said: Utterance, *reply: str, asks: tuple[str, ...] = (), sid: str = "CA1") -> Turn:
    key = TurnKey(sid, number, "speech" if number else "greeting")
    answer = Reply(
        at=NOW,
        sentences=tuple(Sentence(text=text) for text in reply),
        ending=Ending(kind="listen", turn=number + 1),
        conversation="scripted",
        asks=asks,
        latency_ms={"first_sentence": 4.4},
    )
    return Turn(key=key, at=NOW, utterance=said, lease_until=NOW, reply=answer if reply else None)


TURNS = (
    a_turn(0, Utterance(), "Thanks for calling.", "How can I help?"),
    a_turn(1, Utterance(text="i locked my keys in my car", confidence=0.9), "Is anybody in it?", asks=("safety",)),
    a_turn(2, Utterance(), "Are you still there?", asks=("safety",)),
    a_turn(2, Utterance(text="no it's", keys="7205550108"), "Goodbye."),
)
