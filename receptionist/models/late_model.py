"""A vendor's model that is made when it is first asked; says and decides nothing itself."""

from collections.abc import Iterator
from datetime import date

from receptionist.cases import Call, Case, Turn
from receptionist.later import Once
from receptionist.words.dialogue import Condition, Item, Model, Request, Summary, Used


class LateModel:
    """A `receptionist.words.dialogue.Model` by the vendor's `name`."""

    def __init__(self, name: str, model: Once[Model]) -> None:
        self.name = name
        self._model = model

    def reply(self, request: Request) -> Iterator[Item]:
        """Stream one reply."""
        return self._model().reply(request)

    def summarise(self, call: Call, case: Case, turns: tuple[Turn, ...]) -> tuple[Summary, Used]:
        """Return a summary of a call that is over."""
        return self._model().summarise(call, case, turns)

    def check(self, today: date) -> Condition:
        """Ask the vendor whether key and model will do."""
        return self._model().check(today)

    def probe(self) -> None:
        """Have the model begin an answer."""
        self._model().probe()

    def close(self) -> None:
        """Let go of the connections, if there are any."""
        if self._model.made:
            self._model().close()
