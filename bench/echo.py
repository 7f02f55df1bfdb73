"""The floor under relay mode: a socket that answers every prompt at once, with nothing behind it.

The same server, threads and socket library as ours; what a turn takes here is not ours to save.
"""

import json

from flask import Flask, Response
from flask_sock import Sock
from simple_websocket import ConnectionClosed, Server
from twilio.twiml.voice_response import Connect, VoiceResponse

from bench import wire
from bench.line import PUBLIC


def create_app() -> Flask:
    """Return the app."""
    app = Flask(__name__)

    @app.get("/health")
    def health() -> str:
        return "ok"

    @app.post("/answer")
    def answer() -> Response:
        response, connect = VoiceResponse(), Connect()
        relay = connect.conversation_relay(url=f"{PUBLIC.replace('http', 'ws', 1)}/talk")
        relay.parameter(name="token", value="none")
        response.append(connect)
        return Response(str(response), mimetype="text/xml")

    @app.post("/voice/status")
    @app.post("/voice/relay/ended")
    def over() -> Response:
        return Response(status=204)

    @Sock(app).route("/talk")  # type: ignore[untyped-decorator] # flask-sock ships no types
    def talk(ws: Server) -> None:
        said = 0
        while said >= 0:
            said = _answer(ws, said)

    return app


def _answer(ws: Server, said: int) -> int:
    """Answer the next frame; returns how many prompts were answered, -1 when the socket has closed."""
    try:
        frame = json.loads(ws.receive())
        if frame["type"] == "prompt":
            said += 1
            ws.send(json.dumps({"type": "text", "token": frame["voicePrompt"], "last": True}))
            if said == wire.TURNS:
                ws.send(json.dumps({"type": "end", "handoffData": "said all"}))
    except ConnectionClosed:
        return -1
    return said
