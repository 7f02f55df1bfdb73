"""A caller's matter in all its parts, for tests to vary."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from receptionist.cases import (
    Call,
    Case,
    Ending,
    Event,
    FollowUp,
    Job,
    Reply,
    Sentence,
    Turn,
    TurnKey,
    TurnKind,
    Utterance,
    Vehicle,
)
from receptionist.ports import Change

NOW = datetime(2026, 7, 14, 20, 5, tzinfo=UTC)
PRIYA = "+13035550142"


def a_case(name: str = "case-1", *, job: Job | None = None) -> Case:
    return Case(id=name, party=PRIYA, opened_at=NOW, updated_at=NOW, job=job or a_job(None))


def a_job(job_id: str | None = "J-1001") -> Job:
    vehicle = Vehicle(year=2019, make="Honda", model="CR-V")
    return Job(
        id=job_id, status="open" if job_id else "intake", name="Priya Nair", callback_number=PRIYA, vehicle=vehicle
    )


def a_call(sid: str = "CA1", *, case: str = "case-1") -> Call:
    return Call(
        sid=sid, case_id=case, from_number=PRIYA, to_number="+13035550100", caller_id=PRIYA, started_at=NOW
    )


def a_turn(
    number: int = 1, *, sid: str = "CA1", kind: TurnKind = "speech", text: str = "i locked my keys in"
) -> Turn:
    lease_until = NOW + timedelta(seconds=20)
    said = Utterance(text=text, confidence=0.9)
    return Turn(key=TurnKey(sid, number, kind), at=NOW, utterance=said, lease_until=lease_until)


def a_reply(*said: str, turn: int = 2) -> Reply:
    sentences = tuple(Sentence(text=text) for text in said or ("Is anybody in the car?",))
    ending = Ending(kind="listen", turn=turn, asks=("safety",))
    return Reply(at=NOW, sentences=sentences, ending=ending, conversation="scripted", asks=("safety",))


def a_followup(key: str = "export:CA1", *, kind: str = "export_call_log", run_at: datetime = NOW) -> FollowUp:
    return FollowUp(key=key, kind=kind, payload={"call_sid": "CA1"}, run_at=run_at)


def an_event(kind: str = "turn_claimed") -> Event:
    return Event(at=NOW, kind=kind, call_sid="CA1", case_id="case-1")


def a_claim(number: int = 1, *, case: Case | None = None) -> Change:
    """Commit A of a turn: the words, a follow-up and an event."""
    return Change(
        call=a_call(),
        case=case or a_case(),
        turn=a_turn(number),
        claim=True,
        followups=(a_followup(f"heard:{number}"),),
        events=(an_event(),),
    )


def answered(claim: Change, *said: str) -> Change:
    """Commit B of the same turn: its reply."""
    case = replace(claim.case, version=claim.case.version + 1)
    turn = replace(claim.turn, reply=a_reply(*said))
    return Change(call=claim.call, case=case, turn=turn, events=(an_event("turn_answered"),))
