"""The conversation that needs no network: the plan of intake, said in the words of phrases.toml.

It is the floor under every other conversation, not a second brain: it decides nothing and cannot fail.
"""

from collections.abc import Iterator
from dataclasses import replace

from receptionist.shop.services import Services
from receptionist.words.dialogue import Act, Piece, Question, Request
from receptionist.words.guard import PLACEHOLDER
from receptionist.words.phrases import Phrases

_AS_LONG_AS_A_NAME = "Some Lock and Key"
"""Stands for the business's name and the like, which are filled in later, where words are counted."""


class ScriptedConversation:
    """Says each act of the plan, then its question; the same plan is always said in the same words."""

    name = "scripted"

    def __init__(self, phrases: Phrases, services: Services) -> None:
        self._phrases = phrases
        self._services = services

    def reply(self, request: Request) -> Iterator[Piece]:
        """Stream the sentences of a plan, the question last; without room, the last are said in short first."""
        plan = request.plan
        steps: tuple[Act | Question, ...] = (*plan.acts, plan.ask) if plan.ask else plan.acts
        pieces = [self._piece(step, request) for step in steps]
        for i in reversed(range(len(pieces))):
            if sum(map(_length, pieces)) <= request.most_words:
                break
            pieces[i] = self._shorter(pieces[i], steps[i], request)
        yield from pieces

    def _piece(self, step: Act | Question, request: Request) -> Piece:
        name = step.name if isinstance(step, Act) else step.phrase
        service = self._services.get(request.case.job.service_type or "")
        text = self._phrases.pick(name, language=request.case.language, attempt=step.attempt, service=service)
        if isinstance(step, Act):
            return Piece(text, step.facts, step.receipt, act=step.name)
        return Piece(text, step.facts, asks=True)

    def _shorter(self, piece: Piece, step: Act | Question, request: Request) -> Piece:
        name = step.name if isinstance(step, Act) else step.phrase
        service = self._services.get(request.case.job.service_type or "")
        language = request.case.language
        text = self._phrases.brief(name, language=language, attempt=step.attempt, service=service)
        return replace(piece, text=text) if text else piece


def _length(piece: Piece) -> int:
    return len(PLACEHOLDER.sub(lambda named: piece.facts.get(named[1], _AS_LONG_AS_A_NAME), piece.text).split())
