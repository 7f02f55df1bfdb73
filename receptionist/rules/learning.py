"""What a call and its case know after an utterance: pure; corrections replace, nothing is guessed or decided."""

from dataclasses import replace

from receptionist.cases import Call, Case, TurnKind
from receptionist.rules import further, intake, matter
from receptionist.understanding.heard import Understood
from receptionist.understanding.scenes import bare_thing

_KEPT_MARKS = frozenset(
    {
        "low_battery", "borrowed_phone", "agitated", "hard_of_hearing", "locked_out", "can_get_in", "minor",
        "price_accepted", "price_declined", "no_texting", "unsecured", "vip", "suspected_danger",
    }
)  # fmt: skip


def learn(call: Call, case: Case, kind: TurnKind, understood: Understood) -> tuple[Call, Case]:
    """Return the call and the case with what the rules made of an utterance: the content of commit A."""
    return learn_more(_attention(call, kind, understood), case, understood)


def learn_more(call: Call, case: Case, understood: Understood) -> tuple[Call, Case]:
    """Return the call and the case with what was understood of words that have been counted already."""
    case = matter.parked(call, case, understood)
    call, case = further.taken_up(call, case, understood)
    case, details = further.put_right(case, understood.details)
    nowhere = "danger" in case.marks and not intake.has_place(case.job)
    if case.job.id is not None and not call.did("take_job") and not nowhere:
        # A job of an earlier call changes by decision alone, once the caller is verified. Only an emergency of
        # which nobody knows the place takes in what whoever rings again says.
        call = replace(call, proposed=call.proposed.learned(understood.details))
        job = case.job
    elif case.job.id is not None and matter.other_service(case.job, understood):
        job = case.job  # What was said belongs to the job that is named beside it.
    else:
        job = case.job.learned(details)
    if case.job.id is None or case.job.service_type is None:
        job = replace(job, service_type=matter.service_type(call, case, understood))
    if "no_texting" in understood.marks or "opt_out" in understood.wants:
        job = replace(job, sms_consent=False)
    case = replace(
        case,
        job=job,
        additional_jobs=matter.further_jobs(case, job, understood),
        language=understood.language or case.language,
        marks=_marks(call, case, understood),
    )
    return call, case


def _attention(call: Call, kind: TurnKind, understood: Understood) -> Call:
    if kind == "silence":
        return replace(call, silences=call.silences + 1)
    if kind != "speech":
        return call
    misses = 0 if understood.intelligible else call.misses + 1
    return replace(call, silences=0, misses=misses, digits=understood.digits)


def _marks(call: Call, case: Case, understood: Understood) -> tuple[str, ...]:
    marks = dict.fromkeys((*case.marks, *sorted(understood.marks & _KEPT_MARKS)))
    if thing := bare_thing(understood.text):
        marks |= {matter.about(thing): None}
    if "price_accepted" in understood.marks:
        marks.pop("price_declined", None)
    if "price_declined" in understood.marks:
        marks.pop("price_accepted", None)
    if understood.danger == "certain":
        marks |= {"danger": None}
    elif understood.danger == "possible":
        marks |= {"possible_danger": None}
    elif understood.danger == "retracted":
        marks.pop("danger", None)
        marks.pop("possible_danger", None)
        marks |= {"safe": None}
    elif "safe_now" in understood.marks or ("safety" in call.asks and understood.answer == "no"):
        marks |= {"safe": None}
    if understood.service not in (None, "non_job", case.job.service_type):
        # Who was to leave a message now says what is to be done: that is a job after all.
        marks.pop("message", None)
        marks |= {"job_after_message": None} if call.did("callback_message") else {}
    return tuple(marks)
