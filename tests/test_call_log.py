"""The call log: what it says of a call, and that it is written whole or not at all."""

import json
import stat
from dataclasses import fields, replace
from pathlib import Path

import pytest

from receptionist import costs
from receptionist.cases import DETAILS, Call, Case, Fault, Job, Turn
from receptionist.costs import Spent
from receptionist.ports import StoreError
from receptionist.storage import call_logs
from receptionist.storage.call_logs import CallLogExport, document
from tests.storage.logged import JOB, NOW, TURNS, a_call, a_case

KEYS = (
    "version call_sid channel direction from to language started_at ended_at duration_s interaction_count status "
    "outcome summary next_step turns job additional_jobs actions usage cost_usd errors"
)


class OneCall:
    """An archive that holds one call."""

    def load(self, call_sid: str) -> tuple[Call, Case] | None:
        return a_call(sid=call_sid), a_case()

    def turns(self, call_sid: str) -> tuple[Turn, ...]:
        return TURNS


def test_a_call_log_has_every_key_and_null_for_what_is_unknown() -> None:
    log = document(a_call(seconds=None), a_case(Job()), ())

    assert set(log) == set(KEYS.split())
    assert {log[key] for key in ("ended_at", "duration_s", "outcome", "summary", "next_step")} == {None}
    record = {"id": None, "status": "intake", "service_type": None, "urgency": "none"}
    unknown = dict.fromkeys((*DETAILS, "technician", "eta", "window"))
    assert log["job"] == {**unknown, **record}


def test_a_call_log_says_what_was_said_once_an_utterance_and_once_a_reply() -> None:
    entries = document(a_call(), a_case(), TURNS)["turns"]

    assert [(e["n"], e["turn"], e["role"], e["text"]) for e in entries] == [
        (1, 0, "assistant", "Thanks for calling. How can I help?"),
        (2, 1, "caller", "i locked my keys in my car"),
        (3, 1, "assistant", "Is anybody in it?"),
        (4, 2, "assistant", "Are you still there?"),
        (5, 2, "caller", "no it's [keys 7205550108]"),
        (6, 2, "assistant", "Goodbye."),
    ]


def test_an_entry_tells_who_found_the_words_and_how_long_it_took() -> None:
    _, caller, assistant, *_ = document(a_call(), a_case(), TURNS)["turns"]

    assert caller["confidence"] == 0.9
    assert (caller["conversation"], caller["latency_ms"], caller["asks"]) == (None, None, [])
    assert assistant["conversation"] == "scripted"
    assert assistant["asks"] == ["safety"]
    stages = ("understood", "decided", "commit_a", "first_token", "first_sentence", "speech", "total")
    assert assistant["latency_ms"] == dict.fromkeys(stages) | {"first_sentence": 4}
    assert set(caller) == set(assistant)


def test_a_call_log_counts_the_callers_utterances_and_the_seconds() -> None:
    log = document(a_call(), a_case(), TURNS)

    assert log["interaction_count"] == 2
    assert log["duration_s"] == 93.4
    assert log["started_at"] == "2026-07-14T20:05:00Z"
    assert log["ended_at"] == "2026-07-14T20:06:33.400000Z"


def test_what_is_not_known_to_cost_nothing_is_null() -> None:
    log = document(a_call(), a_case(), TURNS)

    assert set(log["cost_usd"].values()) == {None}
    assert set(log["usage"].values()) == {0}


def test_a_call_log_says_what_was_used_up_and_what_it_cost() -> None:
    spent = (
        Spent(at=NOW, item="gpt-6-luna/prompt_tokens", quantity=1200),
        Spent(at=NOW, item="gpt-6-luna/cached_tokens", quantity=800),
        Spent(at=NOW, item="gpt-6-luna/completion_tokens", quantity=40),
        Spent(at=NOW, item="eleven_flash_v2_5/characters", quantity=88),
    )

    log = document(a_call(), a_case(), TURNS, spent, costs.load("US"))

    assert log["usage"] == {
        "prompt_tokens": 2000,
        "completion_tokens": 40,
        "speech_characters": 88,
        "cached_speech_characters": 0,
        "sms_segments": 0,
    }
    assert log["cost_usd"] == {
        "telephony": 0.057,
        "conversation": 0.000148,
        "speech": 0.0044,
        "messages": 0.0,
        "total": 0.061548,
    }


def test_an_unknown_part_is_null_and_so_is_the_total() -> None:
    log = document(a_call(), a_case(), TURNS, prices=costs.load("NZ"))

    assert (log["cost_usd"]["telephony"], log["cost_usd"]["total"]) == (None, None)
    assert log["cost_usd"]["conversation"] == 0.0


def test_an_export_asks_the_ledger_about_its_call(tmp_path: Path) -> None:
    ledger = {"CA1": (Spent(at=NOW, item="sms/out_segments", quantity=2, call_sid="CA1"),)}
    export = CallLogExport(OneCall(), tmp_path, spent=ledger.__getitem__, prices=costs.load("US"))

    log = json.loads(export.export("CA1").read_text("utf-8"))

    assert log["usage"]["sms_segments"] == 2
    assert log["cost_usd"]["messages"] == 0.0166


def test_an_exchange_of_texts_is_a_call_log_of_the_same_form() -> None:
    texts = replace(a_call(), channel="sms", sid="SM1")

    log = document(texts, a_case(Job()), TURNS[1:2])

    assert (log["channel"], log["call_sid"], log["interaction_count"]) == ("sms", "SM1", 1)
    assert log["summary"] == "Text; no job taken."
    assert set(log) == set(KEYS.split())


def test_the_job_is_shown_whole_and_a_code_is_not() -> None:
    job = replace(JOB, access_code="4711")

    log = document(a_call("take_job"), replace(a_case(job), additional_jobs=(replace(job, id="J-1043"),)), ())

    assert log["job"]["vehicle"] == {"year": 2019, "make": "Honda", "model": "CR-V", "color": "silver"}
    assert log["job"]["quote"] == {"low": 99, "high": 159, "after_hours": False, "plus": []}
    assert log["job"]["access_code"] == "kept"
    assert [further["id"] for further in log["additional_jobs"]] == ["J-1043"]
    assert "4711" not in json.dumps(log)


def test_urgency_stays_none_until_a_job_is_taken() -> None:
    assert document(a_call(), a_case(replace(JOB, id=None)), ())["job"]["urgency"] == "none"
    assert document(a_call(), a_case(JOB), ())["job"]["urgency"] == "urgent"


OUTCOMES = {
    "advised_911": ("answer_info", "take_job", "advise_911"),
    "job_taken": ("answer_info", "take_job", "refuse"),
    "refused": ("refuse", "cancel", "callback_message"),
    "cancelled": ("status", "cancel", "transfer_human"),
    "status_given": ("status", "transfer_human"),
    "transferred": ("callback_message", "transfer_human"),
    "message_taken": ("answer_info", "callback_message"),
    "answered": ("answer_info", "end_call"),
    "abandoned": ("end_call",),
}


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_the_outcome_is_the_first_that_holds(outcome: str) -> None:
    assert document(a_call(*OUTCOMES[outcome]), a_case(), ())["outcome"] == outcome


def test_a_sales_call_is_spam() -> None:
    assert document(a_call("spam", "end_call"), a_case(Job()), ())["outcome"] == "spam"


@pytest.mark.parametrize(
    ("call", "job", "service"),
    [
        (a_call("end_call"), Job(), "non_job"),
        (a_call("end_call", seconds=None), Job(), None),
        (a_call("callback_message"), Job(), None),
        (a_call("end_call"), Job(service_type="rekey"), "rekey"),
        (a_call("status"), Job(id="J-1042"), None),
    ],
)
def test_a_call_over_without_a_service_or_anything_taken_is_no_job(
    call: Call, job: Job, service: str | None
) -> None:
    assert document(call, a_case(job), ())["job"]["service_type"] == service


@pytest.mark.parametrize(
    ("kinds", "job", "summary", "next_step"),
    [
        (
            ("take_job",),
            JOB,
            "Vehicle lockout for Priya Nair at 2215 Linden Avenue, Cedar Hollow; quoted $99-159.",
            "Send a technician; call back on …42.",
        ),
        (
            ("take_job",),
            Job(id="J-1", service_type="rekey", landmark="the mill", preferred_window="Friday 10:00-12:00"),
            "Rekey at the mill.",
            "Send a technician (Friday 10:00-12:00); call back on …42.",
        ),
        (
            ("advise_911", "take_job"),
            Job(id="J-1", service_type="vehicle_lockout", urgency="life_safety", callback_number="+17205550119"),
            "Vehicle lockout; the emergency number was advised.",
            "Send a technician at once and make sure that the emergency number was called; call back on …19.",
        ),
        (("callback_message",), Job(name="Ruben"), "Message for Ruben; left a message.", "Call back on …42."),
        (("refuse",), Job(), "Request; declined.", "Nothing to do."),
        (("cancel",), Job(id="J-1", status="cancelled"), "Cancellation; cancelled.", "Nothing to do."),
        ((), Job(), "Call; no job taken.", "Nothing to do."),
        ((), Job(service_type="rekey"), "Rekey; no job taken.", "Call back on …42."),
    ],
)
def test_summary_and_next_step_are_short_and_by_rule(
    kinds: tuple[str, ...], job: Job, summary: str, next_step: str
) -> None:
    log = document(a_call(*kinds), a_case(job), ())

    assert log["summary"] == summary
    assert log["next_step"] == next_step


def test_what_a_model_wrote_after_the_call_stands_before_the_rules_words() -> None:
    call = replace(a_call("take_job"), summary="Locked out at home.", next_step="Send Dana by six.")

    log = document(call, a_case(), ())

    assert (log["summary"], log["next_step"]) == ("Locked out at home.", "Send Dana by six.")


def test_a_voicemail_is_to_be_listened_to() -> None:
    call = replace(a_call("end_call"), recordings=("https://recordings.example/RE1",))

    assert document(call, a_case(Job()), ())["next_step"] == "Listen to the voicemail; call back on …42."


def test_faults_and_actions_are_listed() -> None:
    call = replace(a_call("take_job"), faults=(Fault(at=NOW, component="openai", error="timeout"),))

    log = document(call, a_case(), ())

    assert log["errors"] == [{"at": "2026-07-14T20:05:00Z", "component": "openai", "error": "timeout"}]
    assert log["actions"] == [{"at": "2026-07-14T20:05:00Z", "kind": "take_job"}]


def test_a_log_is_written_under_the_day_of_the_start_for_its_owner_only(tmp_path: Path) -> None:
    log = document(a_call(), a_case(), TURNS)

    path = call_logs.write(tmp_path, log)

    assert path == tmp_path / "2026-07-14" / "CA1.json"
    assert json.loads(path.read_text("utf-8")) == log
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]


def test_a_log_that_cannot_be_written_leaves_the_old_one_whole(tmp_path: Path) -> None:
    log = document(a_call(), a_case(), TURNS)
    path = call_logs.write(tmp_path, log)

    with pytest.raises(TypeError):
        call_logs.write(tmp_path, {**log, "summary": object()})

    assert json.loads(path.read_text("utf-8")) == log
    assert list(path.parent.iterdir()) == [path]


def test_a_directory_that_cannot_be_written_is_a_store_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(StoreError) as failed:
        call_logs.write(tmp_path / "file", document(a_call(), a_case(), ()))

    assert not failed.value.permanent


def test_a_sid_that_names_a_path_writes_nothing(tmp_path: Path) -> None:
    with pytest.raises(StoreError):
        call_logs.write(tmp_path, document(a_call(sid="../../etc/passwd"), a_case(), ()))


def test_every_field_of_a_job_is_in_the_log() -> None:
    job = document(a_call(), a_case(), ())["job"]

    assert set(job) == {field.name for field in fields(Job)}
