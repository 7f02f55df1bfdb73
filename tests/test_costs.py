"""What a call costs: every part by the table, and unknown what nobody can know."""

import tomllib
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Literal

import pytest

from receptionist import costs
from receptionist.cases import Call, Ending, EndingKind, Reply, Sentence, Turn, TurnKey, TurnKind, Utterance
from receptionist.costs import Cost, Spent, Usage
from receptionist.settings import Settings
from tests.storage.logged import NOW, a_call

PRICES = costs.load("US")
MINUTE = timedelta(minutes=1)


def a_turn(
    kind: TurnKind = "speech",
    *,
    heard: str = "",
    outcome: str = "",
    said: str = "",
    by: str = "scripted",
    ending: EndingKind = "listen",
    minute: float = 0,
) -> Turn:
    at = NOW + minute * MINUTE
    reply = Reply(at=at, sentences=(Sentence(text=said),), ending=Ending(kind=ending, turn=1), conversation=by)
    return Turn(
        key=TurnKey("CA1", 1, kind),
        at=at,
        utterance=Utterance(text=heard, outcome=outcome),
        lease_until=at,
        reply=reply if said else None,
    )


def spent(**quantities: float) -> tuple[Spent, ...]:
    """What was spent, such as `gpt_prompt_tokens=10` (of gpt-6-luna) or `sms_out_segments=1`."""
    names = {"gpt": "gpt-6-luna", "claude": "claude-haiku-5-5", "flash": "eleven_flash_v2_5"}

    def item(key: str) -> str:
        vendor, _, unit = key.partition("_")
        return f"{names.get(vendor, vendor)}/{unit}"

    return tuple(Spent(at=NOW, item=item(key), quantity=q, call_sid="CA1") for key, q in quantities.items())


def cost_of(
    *turns: Turn, spent: tuple[Spent, ...] = (), call: Call | None = None, prices: costs.Prices = PRICES
) -> Cost:
    return costs.cost(call or a_call(), turns, spent, prices)


def test_a_scripted_call_costs_the_network_the_recognition_and_twilios_voice() -> None:
    cost = cost_of(a_turn("greeting", said="x" * 120), a_turn(heard="help", said="y" * 426))

    # Two minutes begun and one recognition; 546 characters are five blocks of a hundred.
    assert cost.telephony == 2 * Decimal("0.0085") + Decimal("0.02")
    assert cost.speech == 5 * Decimal("0.0032")
    assert cost.conversation == cost.messages == Decimal(0)
    assert cost.total == Decimal("0.053")


def test_tokens_cost_what_their_model_asks_cached_ones_less() -> None:
    used = spent(gpt_prompt_tokens=1_000_000, gpt_cached_tokens=1_000_000, gpt_completion_tokens=200_000)

    assert cost_of(a_turn(said="Hello.", by="openai"), spent=used).conversation == Decimal("0.21")


def test_two_models_in_one_call_are_added_up() -> None:
    used = spent(gpt_prompt_tokens=1000, claude_completion_tokens=1000)

    assert cost_of(spent=used).conversation == Decimal("0.0006")


def test_a_dated_snapshot_costs_what_its_model_costs() -> None:
    used = tuple(
        Spent(at=NOW, item=f"{name}/prompt_tokens", quantity=1000)
        for name in ("gpt-6-luna-2026-09-22", "claude-haiku-5-5-20261007")
    )

    assert cost_of(spent=used).conversation == Decimal("0.0002")


def test_a_model_without_a_price_makes_conversation_and_total_unknown() -> None:
    used = (Spent(at=NOW, item="llama-at-home/completion_tokens", quantity=1),)

    cost = cost_of(a_turn(said="Hello.", by="openai"), spent=used)

    assert cost.conversation is None
    assert cost.total is None
    assert cost.telephony is not None


def test_a_model_that_reported_no_tokens_is_unknown_not_free() -> None:
    first, second = a_turn(said="Hello.", by="openai"), a_turn(said="Where are you?", by="anthropic")
    used = spent(gpt_prompt_tokens=1000, gpt_completion_tokens=10)

    assert cost_of(first, spent=used).conversation is not None
    assert cost_of(first, second, spent=used).conversation is None
    assert cost_of(second).conversation is None


def test_a_summary_by_a_model_needs_its_tokens_too() -> None:
    summed_up = replace(a_call(), summary="Locked out.")

    assert cost_of(spent=spent(gpt_completion_tokens=10), call=summed_up).conversation is not None
    assert cost_of(call=summed_up).conversation is None


def test_another_voice_is_charged_by_the_character_and_its_cache_is_free() -> None:
    turn = a_turn("greeting", said="x" * 500)

    assert cost_of(turn, spent=spent(flash_characters=400, cached_characters=100)).speech == Decimal("0.02")


def test_what_no_other_voice_spoke_twilio_did() -> None:
    turns = (a_turn("greeting", said="x" * 500), a_turn(said="y" * 300))

    assert cost_of(*turns, spent=spent(flash_characters=500)).speech == Decimal("0.025") + 3 * Decimal("0.0032")


@pytest.mark.parametrize(("characters", "blocks"), [(1, 1), (100, 1), (199, 1), (200, 2), (546, 5)])
def test_twilios_voice_is_charged_by_whole_hundreds_at_least_one(characters: int, blocks: int) -> None:
    assert cost_of(a_turn("greeting", said="x" * characters)).speech == blocks * Decimal("0.0032")


@pytest.mark.parametrize(
    ("voice", "usd"),
    [
        (None, "0.0032"),
        ("man", "0"),
        ("Polly.Joanna", "0.0008"),
        ("Google.en-US-Standard-C", "0.0008"),
        ("Polly.Joanna-Neural", "0.0032"),
        ("Google.en-US-Wavenet-F", "0.0032"),
        ("Google.en-US-Neural2-F", "0.0032"),
        ("Polly.Joanna-Generative", "0.013"),
        ("Google.en-US-Chirp3-HD-Aoede", "0.013"),
        ("Google.en-US-Journey-O", None),
    ],
)
def test_twilios_voices_cost_by_their_kind_and_an_unknown_kind_is_unknown(
    voice: str | None, usd: str | None
) -> None:
    prices = costs.load("US", say_voice=voice)

    speech = cost_of(a_turn("greeting", said="x" * 100), prices=prices).speech

    assert speech == (None if usd is None else Decimal(usd))


@pytest.mark.parametrize(("seconds", "minutes"), [(0, 1), (1, 1), (60, 1), (60.1, 2), (900, 15)])
def test_minutes_are_charged_as_begun(seconds: float, minutes: int) -> None:
    assert cost_of(call=a_call(seconds=seconds)).telephony == minutes * Decimal("0.0085")


@pytest.mark.parametrize(
    ("changes", "usd"),
    [
        ({"to_number": "+18885550100"}, "0.0440"),
        ({"direction": "outbound-api"}, "0.0280"),
        ({"status": "no-answer"}, "0"),
        ({"ended_at": None}, None),
    ],
)
def test_the_line_has_its_price(changes: dict[str, Any], usd: str | None) -> None:
    cost = cost_of(call=replace(a_call(), **changes))

    assert cost.telephony == (None if usd is None else Decimal(usd))


def test_keys_and_silence_are_no_speech_recognition() -> None:
    keyed = replace(a_turn(), utterance=Utterance(keys="3035550142"))

    assert cost_of(keyed, a_turn("silence"), a_turn(heard="yes")).telephony == Decimal("0.037")


TRANSFER = a_turn(heard="a person please", said="Connecting you.", ending="transfer", minute=1)
"""At minute 1; with the two minutes of the call's own leg and the recognition it costs 0.037."""


@pytest.mark.parametrize(
    ("back", "usd"),
    [
        (a_turn("transferred", outcome="completed", minute=4.5), "0.093"),
        (a_turn("transferred", outcome="no-answer", minute=1.3), "0.037"),
        (a_turn("fallback", minute=1.3), "0.037"),
    ],
)
def test_a_transfer_that_was_taken_is_a_leg_of_its_own(back: Turn, usd: str) -> None:
    assert cost_of(TRANSFER, back).telephony == Decimal(usd)


def test_a_transfer_of_which_nobody_told_the_end_is_unknown() -> None:
    assert cost_of(TRANSFER).telephony is None


@pytest.mark.parametrize(("outcome", "usd"), [("https://recordings.example/RE1", "0.022"), ("", "0.017")])
def test_a_voicemail_costs_its_minutes(outcome: str, usd: str) -> None:
    asked = a_turn("greeting", said="After the tone.", ending="voicemail")

    assert cost_of(asked, a_turn("voicemail", outcome=outcome, minute=1.2)).telephony == Decimal(usd)


def test_nobody_who_hung_up_at_the_tone_was_recorded() -> None:
    assert cost_of(a_turn("greeting", said="After the tone.", ending="voicemail")).telephony == Decimal("0.017")


def test_the_relay_has_its_own_price_by_the_minute_with_ears_and_voice() -> None:
    call = replace(a_call(), channel="relay")

    cost = cost_of(a_turn(heard="help", said="Hello there."), call=call)

    assert cost.telephony == 2 * (Decimal("0.0085") + Decimal("0.07"))
    assert cost.speech == 0


def test_an_exchange_of_texts_costs_its_segments_and_no_minutes() -> None:
    call = replace(a_call(), channel="sms")
    turns = (a_turn(heard="locked out", said="Where are you?"),)

    assert cost_of(*turns, spent=spent(sms_in_segments=2, sms_out_segments=1), call=call) == Cost(
        telephony=Decimal(0), conversation=Decimal(0), speech=Decimal(0), messages=Decimal("0.0249")
    )
    assert cost_of(*turns, call=call).messages is None


def test_in_a_country_without_prices_only_what_is_the_same_everywhere_is_known() -> None:
    cost = cost_of(a_turn(heard="help", said="Hello."), prices=costs.load("NZ"))

    assert cost.telephony is None
    assert cost.total is None
    assert cost.speech == Decimal("0.0032")


def test_usage_counts_the_whole_prompt_and_keeps_the_cache_apart() -> None:
    used = spent(
        gpt_prompt_tokens=100, gpt_cached_tokens=900, gpt_completion_tokens=40, flash_characters=300,
        cached_characters=200, sms_in_segments=1, sms_out_segments=2, other_things=7,
    )  # fmt: skip

    assert costs.usage(used) == Usage(
        prompt_tokens=1000,
        completion_tokens=40,
        speech_characters=300,
        cached_speech_characters=200,
        sms_segments=3,
    )
    assert costs.usage(()) == Usage()


def test_every_row_of_the_table_says_who_says_so_and_when() -> None:
    table = tomllib.loads(costs.PRICES_FILE.read_text("utf-8"))

    for place in table.values():
        for name, row in place.items():
            assert set(row) == {"usd", "per", "source", "checked", "verified"}, name
            assert all(isinstance(usd, str) and Decimal(usd) >= 0 for usd in row["usd"].values()), name
            assert row["source"]
            assert isinstance(row["checked"], date)
            assert isinstance(row["verified"], bool)


@pytest.mark.parametrize("setting", ["openai_model", "anthropic_model", "elevenlabs_model"])
def test_what_is_used_by_default_has_a_price(
    setting: Literal["openai_model", "anthropic_model", "elevenlabs_model"],
) -> None:
    name = getattr(Settings.load({}), setting)

    units = {item.partition("/")[2] for item in PRICES if item.startswith(f"{name}/")}

    assert units in ({"prompt_tokens", "cached_tokens", "completion_tokens"}, {"characters"})
