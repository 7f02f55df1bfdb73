"""The seeds' design as a small reference: wait for the whole reply, then for the whole audio file, then play it.

A Flask app for gunicorn, with the same packages and the same vendors as ours; it keeps nothing and checks nothing.
"""

import os
from collections import defaultdict
from pathlib import Path
from uuid import uuid4

from elevenlabs.client import ElevenLabs
from flask import Flask, Response, request, send_from_directory
from openai import OpenAI
from twilio.twiml.voice_response import Gather, VoiceResponse

from bench import line, wire

ROLE = "You are a locksmith's receptionist. Ask for what is missing, one question at a time."
GREETING = "Thank you for calling the locksmith. How can I help you?"


def create_app() -> Flask:
    """Return the app; reads the vendors' settings from the environment."""
    app = Flask(__name__)
    folder = Path(os.environ["AUDIO_DIR"])
    folder.mkdir(parents=True, exist_ok=True)
    model = OpenAI()
    voice = ElevenLabs(
        api_key=os.environ["ELEVENLABS_API_KEY"], base_url=os.environ["ELEVENLABS_BASE_URL"]
    ).text_to_speech
    talks: dict[str, list[dict[str, str]]] = defaultdict(lambda: [{"role": "system", "content": ROLE}])

    def said(words: str) -> Response:
        sound = b"".join(voice.convert(wire.VOICE_ID, text=words, model_id="eleven_flash_v2_5"))
        name = f"{uuid4().hex}.mp3"
        (folder / name).write_bytes(sound)
        response = VoiceResponse()
        gather = Gather(input="speech", action="/process", method="POST")
        gather.play(f"/static/{name}")
        response.append(gather)
        return Response(str(response), mimetype="text/xml")

    @app.get("/health")
    def health() -> str:
        return "ok"

    @app.post("/answer")
    def answer() -> Response:
        return said(GREETING)

    @app.post("/process")
    def process() -> Response:
        talk = talks[request.form["CallSid"]]
        talk.append({"role": "user", "content": request.form["SpeechResult"]})
        reply = model.chat.completions.create(
            model="gpt-5.4-mini",
            messages=talk,  # type: ignore[arg-type] # a plain list of dicts
            safety_identifier=line.known_as(request.form["From"]),
        )
        words = reply.choices[0].message.content or ""
        talk.append({"role": "assistant", "content": words})
        return said(words)

    @app.post("/voice/status")
    def status() -> Response:
        return Response(status=204)

    @app.get("/static/<name>")
    def static_file(name: str) -> Response:
        return send_from_directory(folder, name)

    return app
