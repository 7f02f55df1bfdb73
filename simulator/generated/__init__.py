"""Callers made by chance: who they are, how they talk, and what their calls have to leave behind."""

from pathlib import Path

GENERATED = Path(__file__).parents[1] / "data" / "generated"
