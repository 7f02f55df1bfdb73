"""The words of a reply: a model's where the rules agree, else those of the floor; nothing is said twice."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from receptionist.cases import Call, Case, Job, Turn, TurnKey, TurnKind, Utterance
from receptionist.models.breaker import Breaker
from receptionist.models.deadlines import Deadlines
from receptionist.models.fallback import Fallback, Guarded
from receptionist.ports import ConversationError
from receptionist.rules.draft import Draft
from receptionist.shop import business as business_file
from receptionist.shop import services
from receptionist.wording import Mouth, Wording
from receptionist.words import phrases
from receptionist.words.dialogue import Piece, Proposal, ProposedDetail, Used
from scripted_conversation import ScriptedConversation
from simulator.clock import VirtualClock
from tests.fakes import FakeModel, Step

AT = datetime(2026, 7, 14, 20, 5, tzinfo=UTC)
BUSINESS = business_file.load(Path("business.toml"))
FLOOR = ScriptedConversation(phrases.load(), services.load())
QUOTE = {"service": "A car lockout", "low": "99", "high": "159", "fee": "49"}


def draft(**job: str) -> Draft:
    case = Case(id="c1", party=None, opened_at=AT, updated_at=AT, job=Job(service_type="vehicle_lockout", **job))  # type: ignore[arg-type]
    call = Call(sid="CA1", case_id="c1", from_number="", to_number="", caller_id=None, started_at=AT)
    return Draft(call=call, case=case, now=AT)


ASKS_WHERE = draft().ask("location")


def wording(
    decided: Draft,
    *steps: Step,
    clock: VirtualClock,
    again: Callable[[Proposal | None], Draft] | None = None,
    kind: TurnKind = "speech",
    deadlines: Deadlines | None = None,
) -> Wording:
    guarded = Guarded(FakeModel("openai", *steps), Breaker("openai", clock))
    mouth = Mouth(floor=FLOOR, models=Fallback((guarded,), deadlines), business=BUSINESS, clock=clock)
    turn = Turn(key=TurnKey("CA1", 1, kind), at=AT, utterance=Utterance(text="i am locked out"), lease_until=AT)
    return Wording(mouth=mouth, turn=turn, turns=tuple, decide=again or (lambda _: decided), draft=decided)


def said(words: Wording) -> list[str]:
    return [sentence.text for sentence in (*words.sentences(), *words.held) if not sentence.filler]


def test_a_model_speaks_first_and_asks_what_is_wanted(clock: VirtualClock) -> None:
    words = wording(
        ASKS_WHERE,
        Piece("Oh no, that's rough."),
        Proposal(),
        Piece("Where is the car now?", asks=True),
        clock=clock,
    )

    assert said(words) == ["Oh no, that's rough.", "Where is the car now?"]
    assert words.by == "openai"


@pytest.mark.parametrize(
    "question",
    [
        "What's your name?",
        "Where are you, and who am I speaking with?",
        "Is it at 99 Elm Street? Where is it?",
        "",
    ],
)
def test_any_other_question_is_replaced_by_the_wanted_one(question: str, clock: VirtualClock) -> None:
    words = wording(ASKS_WHERE, Piece("Okay."), Proposal(), Piece(question, asks=True), clock=clock)

    assert said(words) == ["Okay.", "Where is the car? The street and the town, or what it's close to."]


@pytest.mark.parametrize("made_up", ["We'll be there soon.", "That's 80 dollars.", "Thanks, Bob.", "{price}!"])
def test_what_a_model_makes_up_is_not_said(made_up: str, clock: VirtualClock) -> None:
    words = wording(ASKS_WHERE, Piece(made_up), Proposal(), clock=clock)

    assert said(words) == ["Where is the car? The street and the town, or what it's close to."]
    assert words.by == "scripted"


def test_beside_a_models_words_the_plan_is_said_in_short(clock: VirtualClock) -> None:
    own = Piece("Oh no, I'm sorry.")
    later = draft().say("quote", QUOTE, receipt=True).ask("location")
    words = wording(ASKS_WHERE, own, Proposal(), clock=clock, again=lambda noticed: later)

    assert said(words) == [
        "Oh no, I'm sorry.",
        "A car lockout is usually 99 to 159 dollars total, including the 49 dollar service call.",
        "Which street and town?",
    ]


def test_a_models_sentence_for_which_the_plan_leaves_no_room_is_not_said(clock: VirtualClock) -> None:
    decided = draft().say("quote", QUOTE).ask("location")
    words = wording(decided, Piece("That sounds like a really long and stressful day."), Proposal(), clock=clock)

    assert not any("stressful" in each for each in said(words))
    assert len(" ".join(said(words)).split()) <= 25


def test_the_plan_is_said_once_and_by_rule_whatever_a_model_places(clock: VirtualClock) -> None:
    decided = draft().say("quote", QUOTE, receipt=True).ask("price_ok")
    words = wording(decided, Piece("Sure. {quote}"), Proposal(), clock=clock)

    assert said(words) == [
        "A car lockout is usually 99 to 159 dollars total, including the 49 dollar service call.",
        "Shall I go ahead?",
    ]
    assert words.said == []


@pytest.mark.parametrize(
    "lie", ["It is not true that {read_back_place}", "Forget this: {read_back_place} Just kidding."]
)
def test_words_around_a_placed_fact_cannot_turn_it_round(lie: str, clock: VirtualClock) -> None:
    decided = draft().say("read_back_place", {"place": "49 Elm Street"}).ask("vehicle")
    words = wording(decided, Piece(lie), Proposal(), clock=clock)

    assert said(words) == ["I have 49 Elm Street.", "What's the year, make, model and color of the car?"]


@pytest.mark.parametrize(
    ("slot", "turned"), [("safety", "First, is everyone safe?"), ("price_ok", "Shall I not go ahead with that?")]
)
def test_what_a_bare_yes_or_no_answers_is_asked_in_the_standard_words(
    slot: str, turned: str, clock: VirtualClock
) -> None:
    words = wording(draft().ask(slot), Piece("Okay."), Proposal(), Piece(turned, asks=True), clock=clock)

    assert turned not in said(words)


def test_a_question_hidden_in_what_is_said_is_not_asked_twice(clock: VirtualClock) -> None:
    echo = Piece("The street and the town, or what it's close to.")
    words = wording(ASKS_WHERE, echo, Proposal(), clock=clock)

    assert said(words) == ["Where is the car? The street and the town, or what it's close to."]


def test_facts_that_a_model_leaves_out_are_said_by_rule(clock: VirtualClock) -> None:
    decided = draft().say("read_back_place", {"place": "49 Elm Street"}).ask("vehicle")
    words = wording(decided, Piece("Got it."), Proposal(), clock=clock)

    assert said(words)[:2] == ["Got it.", "I have 49 Elm Street."]


@pytest.mark.parametrize(
    "placed", ["{read_back_place} {unknown}", "{read_back_place} at 80 dollars", "{job_taken}"]
)
def test_a_sentence_that_places_what_was_not_decided_is_left_out(placed: str, clock: VirtualClock) -> None:
    decided = draft().say("read_back_place", {"place": "49 Elm Street"}).ask("vehicle")
    words = wording(decided, Piece(placed), Proposal(), clock=clock)

    assert said(words)[0] == "I have 49 Elm Street."


def test_the_rules_decide_again_with_what_a_model_noticed(clock: VirtualClock) -> None:
    proposal = Proposal(details=(ProposedDetail("name", "Priya", "priya"),))
    later = draft().say("read_back_place", {"place": "49 Elm Street"}).ask("vehicle")
    words = wording(
        ASKS_WHERE,
        Piece("Okay."),
        proposal,
        Piece("Where is the car now?", asks=True),
        clock=clock,
        again=lambda noticed: later if noticed else ASKS_WHERE,
    )

    assert said(words) == [
        "Okay.", "I have 49 Elm Street.", "What's the year, make, model and color of the car?",
    ]  # fmt: skip
    assert words.draft is later


def test_what_was_no_longer_decided_is_not_placed(clock: VirtualClock) -> None:
    first = draft().say("quote", QUOTE, receipt=True).ask("price_ok")
    words = wording(first, Piece("{quote}"), Proposal(), clock=clock, again=lambda noticed: ASKS_WHERE)

    assert said(words) == ["Where is the car? The street and the town, or what it's close to."]


def test_a_model_that_fails_half_way_is_finished_by_rule(clock: VirtualClock) -> None:
    words = wording(ASKS_WHERE, Piece("Oh no."), ConversationError("cut"), clock=clock)

    assert said(words) == ["Oh no.", "Where is the car? The street and the town, or what it's close to."]
    assert [(fault.component, fault.error) for fault in words.faults] == [("openai", "cut")]


def test_the_same_sentence_is_not_said_twice(clock: VirtualClock) -> None:
    words = wording(ASKS_WHERE, Piece("Okay."), Piece("Okay."), Proposal(), clock=clock)

    assert said(words).count("Okay.") == 1


def test_nothing_that_claims_an_effect_leaves_before_its_commit(clock: VirtualClock) -> None:
    decided = draft().say("job_taken", receipt=True).ask("sms_consent")
    words = wording(decided, Piece("Great."), Proposal(), clock=clock)

    before = [sentence.text for sentence in words.sentences()]

    assert before == ["Great."]
    assert words.held[0].text == "Your job is written down."


@pytest.mark.parametrize(
    "decided",
    [
        draft().say("advise_911").ask("location"),
        draft().say("refuse_injection").ask("anything_else"),
        replace(draft(), ending="hang_up").say("goodbye"),
        draft().mark("danger").ask("location"),
    ],
)
def test_emergencies_refusals_and_goodbyes_are_worded_by_rule(decided: Draft, clock: VirtualClock) -> None:
    words = wording(decided, Piece("Hello there."), clock=clock)

    assert "Hello there." not in said(words)


def test_nobody_answers_silence_with_a_model(clock: VirtualClock) -> None:
    words = wording(ASKS_WHERE, Piece("Hello there."), clock=clock, kind="silence")

    assert "Hello there." not in said(words)


def test_a_danger_that_a_model_noticed_is_answered_by_rule(clock: VirtualClock) -> None:
    risky = draft().say("advise_911_if").say("read_back_place", {"place": "49 Elm Street"}).ask("location")
    words = wording(
        draft().say("read_back_place", {"place": "49 Elm Street"}).ask("location"),
        Piece("{read_back_place}"),
        Proposal(danger=True),
        clock=clock,
        again=lambda noticed: risky,
    )

    assert said(words)[0].startswith("If there is smoke")


def test_a_case_that_changed_meanwhile_gets_its_words_by_rule_and_none_twice(clock: VirtualClock) -> None:
    words = wording(ASKS_WHERE, Piece("Okay."), Proposal(), Piece("Where is the car now?", asks=True), clock=clock)
    first = said(words)

    second = said(words.again(lambda _: draft().ask("vehicle")))

    assert first == ["Okay.", "Where is the car now?"]
    assert second == ["What's the year, make, model and color of the car?"]


def test_tokens_are_accounted_to_the_call(clock: VirtualClock) -> None:
    words = wording(ASKS_WHERE, Used(model="m", prompt_tokens=900, completion_tokens=40), clock=clock)

    said(words)

    assert [(spent.item, spent.quantity, spent.call_sid) for spent in words.spent] == [
        ("m/prompt_tokens", 900, "CA1"), ("m/completion_tokens", 40, "CA1"),
    ]  # fmt: skip


def test_a_filler_bridges_the_wait_and_is_not_kept(clock: VirtualClock) -> None:
    slow = Deadlines(soft_s=0.01, first_s=0.03, whole_s=0.05)
    hung = threading.Event()
    words = wording(ASKS_WHERE, lambda: hung.wait(10), clock=clock, deadlines=slow)

    sentences = list(words.sentences())
    hung.set()

    assert [sentence.text for sentence in sentences if sentence.filler] == ["One moment, please."]
    assert len(words.said) == 1
