"""The conversation that needs no network: the plan of intake, said in the words of phrases.toml.

It is the floor under every other conversation, not a second brain: it decides nothing and cannot fail.
"""

from collections.abc import Iterator

from receptionist.shop.services import Services
from receptionist.words.dialogue import Piece, Request
from receptionist.words.phrases import Phrases


class ScriptedConversation:
    """Says each act of the plan, then its question; the same plan is always said in the same words."""

    name = "scripted"

    def __init__(self, phrases: Phrases, services: Services) -> None:
        self._phrases = phrases
        self._services = services

    def reply(self, request: Request) -> Iterator[Piece]:
        """Stream the sentences of a plan, the question last."""
        language = request.case.language
        service = self._services.get(request.case.job.service_type or "")
        for act in request.plan.acts:
            text = self._phrases.pick(act.name, language=language, attempt=act.attempt, service=service)
            yield Piece(text, act.facts, act.receipt, act=act.name)
        if ask := request.plan.ask:
            text = self._phrases.pick(ask.phrase, language=language, attempt=ask.attempt, service=service)
            yield Piece(text, ask.facts, asks=True)
