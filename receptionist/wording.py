"""The words of one reply: a model's where it is well and the rules agree, else those of the floor.

The rules have decided what is said, asked and done (the draft). A model may say something of its own first, which
claims nothing but what is so, and word the question. What it noticed goes back to the rules, which then decide
again; the plan is said by rule: true words that move the call on, in the next wording of each phrase.
"""

import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from receptionist.attempt import Attempt
from receptionist.cases import Fault, Sentence, Turn
from receptionist.costs import Spent
from receptionist.models.fallback import Answering, Failed, Fallback, Filler, From
from receptionist.ports import Clock
from receptionist.rules.draft import Draft
from receptionist.shop.business import Business
from receptionist.words import asked, broken_off, guard, own_words
from receptionist.words.dialogue import MOST_WORDS, Act, Began, Conversation, Piece, Proposal, Request, Used
from receptionist.words.facts import Facts, facts_of, folded
from receptionist.words.tally import Tally

log = logging.getLogger(__name__)

Decide = Callable[[Proposal | None], Draft]
"""Decides a turn, with what a model noticed in it."""

_BY_RULE = frozenset(
    {
        "advise_911", "advise_911_if", "advise_911_go_on", "advise_911_quiet", "advise_911_quiet_abroad",
        "no_cards",
    }
)  # fmt: skip
"""Acts after which no model says anything: emergencies are short, and always in the same words."""

_YES_OR_NO = frozenset(
    {
        "safety", "vehicle_locked", "spare", "price_ok", "authority", "callback_number", "keys_location",
        "sms_consent", "payment",
    }
)  # fmt: skip
"""Questions that a bare yes or no answers: asked the other way round, the answer would mean its opposite."""
MOST_OWN_SENTENCES = 2
"""Of a model in one reply; the plan's words and the question come after them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mouth:
    """What every reply needs to find its words."""

    floor: Conversation
    """The scripted conversation, which cannot fail."""
    models: Fallback
    business: Business
    clock: Clock
    audio_name: Callable[[str, str], str | None] = lambda text, language: None
    """Text and language -> the name under which its audio is found."""
    tally: Tally = field(default_factory=Tally)

    @property
    def facts(self) -> Mapping[str, str]:
        """Facts that may stand in every phrase."""
        business = self.business
        return {
            "business": business.name,
            "owner": business.owner_name,
            "emergency": business.emergency_number,
        }


@dataclass(slots=True, kw_only=True)
class Wording:
    """The words of one reply, as they come: it lives for one turn, and one thread has it."""

    mouth: Mouth
    turn: Turn
    turns: Callable[[], tuple[Turn, ...]]
    decide: Decide
    draft: Draft
    """What has been decided by now."""
    attempt: Attempt = field(default_factory=Attempt)
    said: list[Sentence] = field(default_factory=list)
    """What has left already."""
    held: list[Sentence] = field(default_factory=list)
    """What may leave only after commit B, because it claims an effect or follows what does."""
    receipts: list[Sentence] = field(default_factory=list)
    """Those of all sentences that claim an effect."""
    by: str = "scripted"
    """Whose words were said."""
    faults: list[Fault] = field(default_factory=list)
    spent: list[Spent] = field(default_factory=list)
    latency_ms: dict[str, float] = field(default_factory=dict)
    _answer: Answering | None = None
    """What a model says, once it was asked."""
    _asked_s: float = 0.0
    _request: Request | None = None
    _model: str = ""
    _question: str = ""
    """How a model asks what is wanted; empty when it is asked by rule."""
    by_rule: bool = False
    """True once no model is to be asked (any more)."""
    _noticed: Proposal | None = None
    _known: Facts | None = None
    """What a model may repeat: what was so when it was asked."""

    def begin(self) -> None:
        """Ask a model if it has anything to add, without waiting for it; asked is only once."""
        if self.by_rule or not self._is_for_a_model() or not self.mouth.models.available():
            return
        self.by_rule = True
        self.turns()  # Else the model's thread and this one would both read them.
        self._request = self._requested()
        self._answer = self.mouth.models.reply(self._request)
        if isinstance(asked := next(self._answer, None), From):
            self._model = asked.name
        self._asked_s = self.mouth.clock.monotonic()

    def drop(self) -> None:
        """Let go of a model whose words nobody wants any more."""
        if self._answer:
            self._answer.close()

    def sentences(self) -> Iterator[Sentence]:
        """Yield what may leave now; afterwards `draft` is to be committed, and `held` follows then."""
        self.begin()
        yield from self._unheard()
        if self._answer and self._request:
            yield from self._by_model(self._answer, self._request)
        yield from self._by_rule()

    def again(self, decide: Decide) -> "Wording":
        """Return the words of the same turn for a case that has changed since; no model is asked a second time."""
        draft = decide(self._noticed)
        return replace(self, decide=decide, draft=draft, held=[], by_rule=True)

    def _unheard(self) -> Iterator[Sentence]:
        """Yield what the reply before this one claimed and its caller, who broke in, did not hear."""
        if self.draft.call.channel == "relay":
            replies = [turn.reply for turn in self.turns() if turn.reply]
            for receipt in broken_off.unheard_receipts(replies[-1]) if replies else ():
                self.receipts.append(receipt)
                yield from self._say(receipt)

    def _is_for_a_model(self) -> bool:
        """Tell whether a model has anything to add: somebody spoke, nobody is in danger, and the talk goes on."""
        heard = self.turn.key.kind == "speech" and self.turn.utterance.text
        acts = {act.name.removeprefix("sms_") for act in self.draft.acts}
        by_rule = (
            self.draft.marked("danger") or acts & _BY_RULE or any(name.startswith("refuse_") for name in acts)
        )
        return bool(heard and self.draft.question and not by_rule)

    def _by_model(self, answer: Answering, request: Request) -> Iterator[Sentence]:
        """Yield a model's words, and keep its question if it is still the wanted one."""
        wanted = self.draft.question
        for item in answer:
            # Once the model has been asked, and thinks: what it may repeat is not needed before it speaks.
            self._known = self._known or self._facts(request)
            if isinstance(item, Filler):
                yield self._filler()
            elif isinstance(item, Began):
                self.latency_ms.setdefault("first_token", self._since_asked_ms())
            elif not isinstance(item, Piece):
                self._note(item)
            elif item.asks:
                self._question = item.text
            else:
                self.latency_ms.setdefault("first_sentence", self._since_asked_ms())
                if self._is_news(item.text, request) and self._may_say(item.text, asks=False):
                    yield from self._say(self._sentence(item.text), by=self._model)
                    self.attempt.spoke = True
        if not (wanted and self.draft.question and self.draft.question.phrase == wanted.phrase):
            self._question = ""

    def _note(self, item: From | Failed | Used | Proposal) -> None:
        """Take in what is not said."""
        match item:
            case From(name):
                self._model = name
            case Failed(component, error):
                self.faults.append(Fault(at=self.mouth.clock.now(), component=component, error=error))
            case Used():
                self.spent += item.spent(call_sid=self.turn.key.call_sid, at=self.mouth.clock.now())
            case Proposal():
                self._noticed = item
                self.draft = self.decide(item)

    def _filler(self) -> Sentence:
        """Return what bridges a wait; who has nobody waiting leaves it out."""
        (piece,) = self._floor(replace(self.draft, acts=(Act(name="one_moment"),), question=None))
        return replace(self._sentence(piece.text), filler=True)

    def _by_rule(self) -> Iterator[Sentence]:
        """Yield what of the plan has not been said, and the question: a model's, if it is the wanted one."""
        for piece in self._floor(self.draft, most_words=MOST_WORDS - _count(*self._own())):
            if piece.asks:
                yield from self._ask(piece)
                continue
            if (text := self._filled(piece)) is not None:
                yield from self._say(self._sentence(text), receipt=piece.receipt)

    def _ask(self, standard: Piece) -> Iterator[Sentence]:
        """Ask what is wanted: in a model's words where they ask just that, and no bare yes or no answers it."""
        text = self._filled(standard)
        slot = self.draft.question.slot if self.draft.question else ""
        if text is None:
            return
        own = self._question if slot not in _YES_OR_NO and not standard.facts else ""
        said = _count(*(sentence.text for sentence in (*self.said, *self.held)))
        fits = said + _count(own) <= max(MOST_WORDS, said + _count(text))
        if own and own != text and fits and asked.is_for(slot, own, text) and self._may_say(own):
            yield from self._say(self._sentence(own), by=self._model)
        else:
            yield from self._say(self._sentence(text))

    def _say(self, sentence: Sentence, *, receipt: bool = False, by: str = "") -> Iterator[Sentence]:
        if sentence in self.said or sentence in self.held:
            return
        self.by = by or self.by
        if receipt:
            self.receipts.append(sentence)
        if receipt or self.held:
            self.held.append(sentence)
        else:
            self.said.append(sentence)
            yield sentence

    def _is_news(self, text: str, request: Request) -> bool:
        """Tell whether there is room for a model's sentence, and it was neither said before nor is in the plan."""
        planned = (*request.lines.values(), request.question)
        if len(self.said) >= MOST_OWN_SENTENCES or _count(*self._own(), text, *planned) > MOST_WORDS:
            return False
        words = folded(text)
        if any(len(words & line) * 2 > len(words) for line in map(folded, planned) if len(line) > 2):
            return False
        before = (each.text for turn in self.turns() if turn.reply for each in turn.reply.sentences)
        return not any(folded(each) == words for each in before)

    def _own(self) -> Iterator[str]:
        """Yield what a model has said in this reply."""
        return (sentence.text for sentence in self.said if not sentence.filler)

    def _may_say(self, text: str, *, asks: bool = True) -> bool:
        """Tell whether a model may say this; what is stopped is counted, and its words are kept nowhere."""
        if self._known is None:
            return False
        reason = own_words.claim(text, self._known, language=self.draft.case.language)
        if not asks and reason is None and own_words.ASKS.search(text):
            reason = "question"
        if reason:
            log.warning("guard stopped a sentence: conversation=%s reason=%s", self._model, reason)
        self.mouth.tally.count(stopped=reason is not None)
        return reason is None

    def _facts(self, request: Request) -> Facts:
        said = (turn.utterance.text for turn in self.turns())
        lines = (*request.lines.values(), request.question)
        return facts_of(self.draft.job, self.mouth.business, said=(*said, request.heard), lines=lines)

    def _requested(self) -> Request:
        pieces = list(self._floor(self.draft))
        lines = {piece.act: text for piece in pieces if piece.act and (text := self._filled(piece))}
        question = next((self._filled(piece) for piece in pieces if piece.asks), None)
        return Request(
            case=self.draft.case,
            call=self.draft.call,
            plan=self.draft.plan,
            heard=self.turn.utterance.text,
            lines=lines,
            question=question or "",
            turns=self.turns,
            attempt=self.attempt,
        )

    def _floor(self, draft: Draft, most_words: int = MOST_WORDS) -> Iterator[Piece]:
        heard = self.turn.utterance.text
        request = Request(case=draft.case, call=draft.call, plan=draft.plan, heard=heard, most_words=most_words)
        return (item for item in self.mouth.floor.reply(request) if isinstance(item, Piece))

    def _filled(self, piece: Piece) -> str | None:
        text = guard.fill(piece.text, {**self.mouth.facts, **piece.facts})
        if text is None:
            log.warning("guard stopped a sentence: conversation=%s", self.mouth.floor.name)
        return text

    def _sentence(self, text: str) -> Sentence:
        language = self.draft.case.language
        return Sentence(text=text, language=language, audio=self.mouth.audio_name(text, language))

    def _since_asked_ms(self) -> float:
        return round((self.mouth.clock.monotonic() - self._asked_s) * 1000, 1)


def _count(*texts: str) -> int:
    return len(" ".join(texts).split())
