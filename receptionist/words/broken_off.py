"""What a caller has heard of a reply that they broke into, and what of it has to be said again: pure."""

from receptionist.cases import Reply, Sentence


def chars_heard(text: str, until: str) -> int:
    """Return how much of a reply's text was heard when `until` were its last words that were.

    They may begin in the middle of the reply; words that are not in it tell nothing, and count as none.
    """
    last_words = " ".join(until.split())
    at = text.find(last_words) if last_words else -1
    return at + len(last_words) if at >= 0 else 0


def heard(reply: Reply) -> str:
    """Return the words of a reply that the caller heard."""
    return reply.text[: reply.heard_chars]


def unheard_receipts(reply: Reply) -> tuple[Sentence, ...]:
    """Return the sentences of a broken-off reply that claim an effect and were not heard to their end."""
    if reply.heard_chars is None:
        return ()
    missed, end = [], -1
    for n, sentence in enumerate(reply.sentences):
        end += 1 + len(sentence.text)
        if n in reply.receipts and end > reply.heard_chars:
            missed.append(sentence)
    return tuple(missed)
