"""The emulated Twilio against tiny apps: what it sends, what it does with TwiML, what it does when that fails."""

import httpx
import pytest
from twilio.request_validator import RequestValidator

from simulator.callee import Behaviour
from simulator.clock import VirtualClock
from simulator.grading import Line
from simulator.twilio import BASE_URL, CallOver
from tests.simulator.conftest import AFTER, LISTEN, TOKEN, Answer, Dial

WAV = b"RIFF" + bytes(24) + (8000).to_bytes(4, "little") + bytes(7968 + 8000)


# -- what is sent


def test_the_first_request_has_what_twilio_always_sends(dial: Dial) -> None:
    app, line = dial({"/answer": "<Say>Hello.</Say>" + LISTEN})

    heard = line.rings()

    form = app.form("/answer")
    assert (heard.text, heard.asks_input, heard.ended) == ("Hello.", True, False)
    assert form["CallSid"] == line.sid
    assert (form["From"], form["CallStatus"], form["Direction"]) == ("+13035550142", "ringing", "inbound")
    assert len(line.sid) == 34


def test_every_request_is_signed_over_the_public_url_and_the_whole_form(dial: Dial) -> None:
    _, line = dial({"/answer": LISTEN, "/voice/process": "<Hangup/>"}, base_url="https://shop.example")
    line.rings()

    line.says("señor, 5 & 6?")

    sent = line.wire.sent[-1]
    signature = RequestValidator(TOKEN).compute_signature(
        "https://shop.example/voice/process?turn=1", dict(sent.form)
    )
    assert line.wire.answers[-1][0].request.headers["X-Twilio-Signature"] == signature
    assert line.wire.answers[-1][0].request.url.host == "receptionist.test"


def test_without_a_token_nothing_is_signed(dial: Dial) -> None:
    _, line = dial({"/answer": LISTEN}, auth_token="")

    line.rings()

    assert "X-Twilio-Signature" not in line.wire.answers[-1][0].request.headers


def test_a_withheld_number_is_the_word_anonymous(dial: Dial) -> None:
    app, line = dial({"/answer": LISTEN}, caller_id=None)

    line.rings()

    assert app.form("/answer")["From"] == "anonymous"


def test_the_end_of_a_call_is_reported_with_its_length(dial: Dial) -> None:
    app, line = dial({"/answer": "<Pause length='7'/><Hangup/>"})

    heard = line.rings()

    form = app.form("/voice/status")
    assert heard.ended
    assert (form["CallStatus"], form["CallDuration"]) == ("completed", "7")


# -- Gather


def test_speech_goes_to_the_action_with_its_confidence(dial: Dial, clock: VirtualClock) -> None:
    app, line = dial({"/answer": LISTEN, "/voice/process": "<Say>Thank you.</Say><Hangup/>"})
    line.rings()

    heard = line.says("one two three four five", confidence=0.4)

    form = app.form("/voice/process?turn=1")
    assert (form["SpeechResult"], form["Confidence"]) == ("one two three four five", "0.4")
    assert form["CallStatus"] == "in-progress"
    assert heard.text == "Thank you."
    assert clock.monotonic() == pytest.approx(2 + 2 + 0.8)  # five words, speechTimeout, two words


def test_silence_uses_up_one_timeout_and_falls_through(dial: Dial, clock: VirtualClock) -> None:
    app, line = dial({"/answer": LISTEN + AFTER, "/voice/process": "<Say>Are you there?</Say>" + LISTEN})
    line.rings()

    heard = line.stays_silent()

    assert app.paths == ["/answer", "/voice/process?turn=1&silent=1"]
    assert "SpeechResult" not in app.asked[-1][1]
    assert heard.text == "Are you there?"
    assert clock.monotonic() == pytest.approx(4 + 1.2)


def test_silence_with_nothing_after_the_gather_ends_the_call(dial: Dial) -> None:
    _, line = dial({"/answer": LISTEN})
    line.rings()

    assert line.stays_silent().ended


def test_silence_reaches_the_action_when_empty_results_are_wanted(dial: Dial) -> None:
    wants_all = '<Gather action="/voice/process" actionOnEmptyResult="true"/>'
    app, line = dial({"/answer": wants_all, "/voice/process": "<Hangup/>"})
    line.rings()

    line.stays_silent()

    assert "Digits" not in app.form("/voice/process")


def test_speech_is_lost_on_a_gather_that_takes_only_keys(dial: Dial) -> None:
    app, line = dial({"/answer": '<Gather action="/voice/process"/><Say>Press a key.</Say>' + LISTEN})
    line.rings()

    heard = line.says("hello")

    assert (heard.text, app.paths) == ("Press a key.", ["/answer"])


def test_speech_over_the_prompt_is_lost(dial: Dial) -> None:
    app, line = dial({"/answer": LISTEN + AFTER, "/voice/process": "<Hangup/>"})
    line.rings()

    line.talks_over("locked out")

    assert app.paths[1] == "/voice/process?turn=1&silent=1"


@pytest.mark.parametrize(
    ("attributes", "keys", "digits", "finished"),
    [
        ('numDigits="4"', "123456", "1234", ""),
        ("", "12#34", "12", "#"),
        ('finishOnKey="*"', "12#*", "12#", "*"),
        ('finishOnKey=""', "12#", "12#", ""),
        ("", "7205550108", "7205550108", ""),
    ],
)
def test_keys_end_at_the_number_wanted_or_at_the_finishing_key(
    dial: Dial, attributes: str, keys: str, digits: str, finished: str
) -> None:
    app, line = dial({"/answer": f'<Gather action="/voice/process" {attributes}/>', "/voice/process": "<Hangup/>"})
    line.rings()

    line.keys(keys)

    form = app.form("/voice/process")
    assert (form["Digits"], form.get("FinishedOnKey", "")) == (digits, finished)


@pytest.mark.parametrize("attributes", ['input="speech"', 'input="dtmf"'])
def test_keys_that_cannot_be_a_result_are_lost(dial: Dial, attributes: str) -> None:
    keys = "5" if "speech" in attributes else "#"
    app, line = dial({"/answer": f'<Gather action="/voice/process" {attributes}/>'})
    line.rings()

    assert line.keys(keys).ended
    assert "/voice/process" not in app.paths


def test_a_key_cuts_the_prompt_short_and_speech_waits_for_its_end(dial: Dial, clock: VirtualClock) -> None:
    prompt = "<Gather input='dtmf speech' numDigits='1' speechTimeout='1' action='/voice/process'><Say>"
    page = prompt + "word " * 25 + "</Say></Gather>"
    _, line = dial({"/answer": page, "/voice/process": page})
    line.rings()

    line.keys("1")
    keyed_s = clock.monotonic()
    line.says("yes")

    assert keyed_s == pytest.approx(0.3)
    assert clock.monotonic() - keyed_s == pytest.approx(10 + 0.4 + 1)


def test_a_long_silence_is_as_many_timeouts_as_fit_and_the_rest_counts_on(dial: Dial) -> None:
    page = LISTEN + AFTER
    app, line = dial({"/answer": page, "/voice/process": page})
    line.rings()

    line.silent_for(6)
    assert len(app.asked) == 2
    line.silent_for(6)

    assert len(app.asked) == 4


def test_what_is_listened_for_can_be_seen(dial: Dial) -> None:
    page = '<Gather input="speech" timeout="6" hints="Cedar Hollow,Harper Mesa" language="es-US"/>'
    _, line = dial({"/answer": page})

    line.rings()

    assert line.listening is not None
    assert (line.listening.speech, line.listening.keys) == (True, False)
    assert line.listening.hints == ("Cedar Hollow", "Harper Mesa")
    assert (line.listening.timeout_s, line.listening.language) == (6, "es-US")


# -- the other verbs


def test_audio_is_fetched_and_its_length_passes(dial: Dial, clock: VirtualClock) -> None:
    wav = httpx.Response(200, content=WAV, headers={"Content-Type": "audio/wav"})
    _, line = dial({"/answer": "<Play>/static/audio/a.wav</Play><Hangup/>", "/static/audio/a.wav": wav})

    heard = line.rings()

    assert heard.plays == (f"{BASE_URL}/static/audio/a.wav",)
    assert clock.monotonic() == pytest.approx(len(WAV) / 8000)


def test_all_audio_in_a_gather_is_fetched_before_the_first_word(dial: Dial) -> None:
    page = "<Gather><Say>Hello.</Say><Play>/gone.wav</Play></Gather>"
    app, line = dial({"/answer": page, "/voice/fallback": "<Say>Sorry.</Say><Hangup/>"})

    heard = line.rings()

    assert heard.text == "Sorry."
    assert app.form("/voice/fallback")["ErrorCode"] == "13420"


@pytest.mark.parametrize(
    ("available", "status", "bridged"), [(True, "completed", "true"), (False, "no-answer", "false")]
)
def test_a_transfer_reports_whether_somebody_answered(
    dial: Dial, available: bool, status: str, bridged: str
) -> None:
    page = '<Dial action="/voice/transferred" timeout="20"><Number>+13035550101</Number></Dial>'
    app, line = dial({"/answer": page, "/voice/transferred": "<Hangup/>"}, human_available=available)

    heard = line.rings()

    form = app.form("/voice/transferred")
    assert heard.dials == ("+13035550101",)
    assert (form["DialCallStatus"], form["DialBridged"]) == (status, bridged)


def test_a_transfer_without_an_action_goes_on_with_the_next_verb(dial: Dial) -> None:
    _, line = dial({"/answer": "<Dial>+13035550101</Dial><Say>Goodbye.</Say>"}, human_available=False)

    heard = line.rings()

    assert (heard.dials, heard.text, heard.ended) == (("+13035550101",), "Goodbye.", True)


WHISPER = {
    "/answer": '<Dial action="/over"><Number url="/whisper">+13035550101</Number></Dial>',
    "/whisper": '<Gather numDigits="1" action="/key"><Say>Press 1.</Say></Gather><Redirect>/again</Redirect>',
    "/again": "<Hangup/>",
    "/key": "",
    "/over": "<Hangup/>",
}


def test_whoever_picks_up_is_asked_on_a_leg_of_its_own_before_the_two_are_put_together(dial: Dial) -> None:
    app, line = dial(WHISPER)

    line.rings()

    leg, over = app.form("/key"), app.form("/over")
    assert app.paths == ["/answer", "/whisper", "/key", "/over", "/voice/status"]
    assert (leg["ParentCallSid"], leg["CallSid"], leg["Digits"]) == (line.sid, over["DialCallSid"], "1")
    assert (leg["To"], leg["Direction"]) == ("+13035550101", "outbound-dial")
    assert (over["CallSid"], over["DialCallStatus"], over["DialBridged"]) == (line.sid, "completed", "true")
    assert line.twilio.rung[0].says == ("Press 1.",)


@pytest.mark.parametrize(
    ("behaves", "status", "asked"),
    [
        ("voicemail", "completed", ["/whisper", "/again"]),
        ("hangs up", "completed", ["/whisper"]),
        ("busy", "busy", []),
        ("nobody", "no-answer", []),
        ("failed", "failed", []),
    ],
)
def test_without_a_key_nobody_is_put_together(
    dial: Dial, behaves: Behaviour, status: str, asked: list[str]
) -> None:
    app, line = dial(WHISPER)
    line.twilio.callees = [behaves]

    line.rings()

    form = app.form("/over")
    assert app.paths == ["/answer", *asked, "/over", "/voice/status"]
    assert (form["DialCallStatus"], form["DialBridged"]) == (status, "false")


def test_a_telephone_that_forwards_back_rings_us_and_says_whose_it_is(dial: Dial) -> None:
    app, line = dial(WHISPER)
    line.twilio.callees = ["forwards back"]

    line.rings()

    second = [form for path, form in app.asked if path == "/answer"][1]
    assert (second["From"], second["ForwardedFrom"]) == ("+13035550142", "+13035550101")
    assert second["CallSid"] != line.sid


def test_a_caller_who_hangs_up_while_somebody_is_rung_still_has_the_action_asked_for(dial: Dial) -> None:
    app, line = dial(WHISPER)
    line.twilio.waits_for_people = False

    heard = line.rings()

    assert heard.ended
    assert app.paths == ["/answer", "/over", "/voice/status"]
    assert app.form("/over")["CallStatus"] == "completed"


def test_a_message_is_recorded(dial: Dial) -> None:
    page = '<Say>Leave a message.</Say><Record action="/voice/voicemail" maxLength="120"/>'
    app, line = dial({"/answer": page, "/voice/voicemail": "<Say>Goodbye.</Say><Hangup/>"})
    line.rings()
    assert line.recording

    line.says("this is calvin please call me back today thank you")

    form = app.form("/voice/voicemail")
    assert form["RecordingDuration"] == "4"
    assert form["RecordingUrl"].endswith(form["RecordingSid"])


def test_when_nothing_was_recorded_the_next_verb_follows(dial: Dial) -> None:
    page = '<Record action="/voice/voicemail"/><Say>I heard nothing.</Say>'
    _, line = dial({"/answer": page})
    line.rings()

    heard = line.stays_silent()

    assert (heard.text, heard.ended) == ("I heard nothing.", True)


def test_what_follows_a_hangup_is_never_heard(dial: Dial) -> None:
    _, line = dial({"/answer": "<Say>Goodbye.</Say><Hangup/><Say>Still here?</Say>"})

    assert line.rings().text == "Goodbye."


def test_a_rejected_call_was_never_in_progress(dial: Dial) -> None:
    app, line = dial({"/answer": "<Reject/>"})

    assert line.rings().ended
    assert app.form("/voice/status")["CallStatus"] == "busy"


def test_the_words_of_ssml_are_heard_without_its_marks(dial: Dial) -> None:
    _, line = dial({"/answer": '<Say>Call <say-as interpret-as="telephone">911</say-as> now.</Say>'})

    assert line.rings().text == "Call 911 now."


# -- failures


def page_of(text: str, content_type: str | None = "text/xml", status: int = 200) -> httpx.Response:
    return httpx.Response(
        status, content=text.encode(), headers={"Content-Type": content_type} if content_type else {}
    )


@pytest.mark.parametrize(
    ("page", "code"),
    [
        (page_of("", status=500), "11200"),
        (page_of("<Response><say>Hello.</say></Response>"), "12100"),
        (page_of("<Response><Frobnicate/></Response>"), "12100"),
        (page_of("<Response><Gather><Redirect>/x</Redirect></Gather></Response>"), "12100"),
        (page_of("<Response><Say>Tom & Jerry</Say></Response>"), "12100"),
        (page_of("<Reply/>"), "12100"),
        (page_of("<Response/>", content_type="application/json"), "12300"),
        (page_of("<Response/>", content_type=None), "12300"),
        (page_of(f"<Response><Say>{'x' * 4097}</Say></Response>"), "13520"),
        (page_of(f"<Response><!--{'x' * 70_000}--></Response>"), "11750"),
        ("<Play>/gone.wav</Play>", "13420"),
        (httpx.ReadTimeout("slow"), "11200"),
        (httpx.ConnectError("refused"), "11205"),
    ],
)
def test_what_twilio_cannot_use_goes_to_the_fallback(dial: Dial, page: Answer, code: str) -> None:
    app, line = dial({"/answer": page, "/voice/fallback": "<Say>One moment.</Say>" + LISTEN})

    heard = line.rings()

    form = app.form("/voice/fallback")
    assert (heard.text, heard.asks_input) == ("One moment.", True)
    assert form["ErrorCode"] == code
    assert form["ErrorUrl"].startswith(BASE_URL)


def test_a_connection_is_tried_once_more_and_no_answer_is_not(dial: Dial) -> None:
    refused, line = dial({"/answer": [httpx.ConnectError("refused"), LISTEN]})
    assert line.rings().asks_input
    assert refused.paths == ["/answer", "/answer"]

    slow, line = dial({"/answer": [httpx.ReadTimeout("slow"), LISTEN]})
    assert line.rings().ended
    assert slow.paths == ["/answer", "/voice/fallback", "/voice/status"]


@pytest.mark.parametrize(("took_s", "in_time"), [(14.9, True), (15.1, False)])
def test_an_answer_has_to_come_within_fifteen_seconds(dial: Dial, took_s: float, in_time: bool) -> None:
    app, line = dial({"/answer": LISTEN, "/voice/fallback": "<Hangup/>"})
    app.slow_s = took_s

    assert line.rings().asks_input is in_time


def test_a_failure_in_the_fallback_ends_the_call(dial: Dial) -> None:
    app, line = dial({"/answer": page_of("", status=500), "/voice/fallback": page_of("", status=500)})

    assert line.rings().ended
    assert [failure.code for failure in line.failures] == [11200, 11200]
    assert app.paths == ["/answer", "/voice/fallback", "/voice/status"]


def test_the_fallback_serves_again_for_a_later_failure(dial: Dial) -> None:
    page = page_of("", status=503)
    app, line = dial({"/answer": page, "/voice/fallback": LISTEN, "/voice/process": page})
    line.rings()

    assert line.says("hello").asks_input
    assert app.paths.count("/voice/fallback") == 2


def test_a_fallback_elsewhere_is_asked_at_its_own_address(dial: Dial) -> None:
    _, line = dial({"/answer": page_of("", status=500)}, fallback_url="https://elsewhere.example/twiml")

    line.rings()

    assert line.wire.sent[-1].url == "https://elsewhere.example/twiml"


def test_documents_that_go_round_in_circles_end_the_call(dial: Dial) -> None:
    _, line = dial({"/answer": "<Redirect>/answer</Redirect>", "/voice/fallback": "<Redirect>/answer</Redirect>"})

    assert line.rings().ended
    assert line.failures[0].code == 11215


def test_a_redirected_action_loses_what_the_caller_said(dial: Dial) -> None:
    moved = httpx.Response(302, headers={"Location": "/voice/elsewhere"})
    app, line = dial({"/answer": LISTEN, "/voice/process": moved, "/voice/elsewhere": "<Say>Hello.</Say>"})
    line.rings()

    heard = line.says("locked out")

    assert heard.text == "Hello."
    assert "SpeechResult" not in app.paths[-2]


# -- the same thing twice, and the end


def test_a_request_can_be_delivered_again_as_it_was(dial: Dial) -> None:
    app, line = dial({"/answer": LISTEN, "/voice/process": LISTEN})
    line.rings()
    line.says("locked out")

    again = line.repeat_last()

    assert again.status_code == 200
    assert app.asked[-1] == app.asked[-2]


def test_a_request_can_be_delivered_several_times_at_once(dial: Dial) -> None:
    app, line = dial({"/answer": LISTEN, "/voice/process": LISTEN})
    line.rings()
    line.twilio.deliveries_at_once = 3

    line.says("locked out")

    assert app.paths.count("/voice/process?turn=1") == 3
    assert len(line.wire.answers[-1]) == 3


def test_the_transcript_has_both_sides_in_order(dial: Dial) -> None:
    _, line = dial({"/answer": "<Say>Hello.</Say>" + LISTEN, "/voice/process": "<Say>Goodbye.</Say><Hangup/>"})
    line.rings()
    line.says("bye", notes=Line("caller", "", 3))

    said = [(said.role, said.text, said.turn) for said in line.transcript]
    assert said == [("assistant", "Hello.", None), ("caller", "bye", 3), ("assistant", "Goodbye.", None)]


def test_hanging_up_is_reported_once_and_nothing_can_follow(dial: Dial) -> None:
    app, line = dial({"/answer": LISTEN})
    line.rings()

    line.hangs_up()
    line.hangs_up()

    assert app.paths == ["/answer", "/voice/status"]
    with pytest.raises(CallOver):
        line.says("hello?")


def test_a_call_can_be_made_once(dial: Dial) -> None:
    _, line = dial({"/answer": LISTEN})
    line.rings()

    with pytest.raises(CallOver):
        line.rings()


def test_an_end_that_cannot_be_reported_is_noted(dial: Dial) -> None:
    _, line = dial({"/answer": "<Hangup/>", "/voice/status": httpx.ConnectError("refused")})

    assert line.rings().ended
    assert [failure.code for failure in line.failures] == [11205]


def test_nobody_can_speak_before_the_call_was_made(dial: Dial) -> None:
    _, line = dial({})

    with pytest.raises(CallOver):
        line.says("hello?")
