"""Reads what callers say from the data files of these tests: `[section]`, a line each, fields between bars."""

from pathlib import Path

Row = tuple[str, ...]


def spoken(file: str, section: str) -> list[Row]:
    """Return the rows of one section of a file beside this one. Raises ValueError where it is not there."""
    _, found, rest = Path(__file__).with_name(file).read_text("utf-8").partition(f"\n[{section}]\n")
    if not found:
        raise ValueError(f"{file} has no section [{section}]")
    lines = rest.partition("\n[")[0].splitlines()
    return [tuple(line.split(" | ")) for line in lines if line]


def sayings(file: str, section: str) -> list[str]:
    """Return the rows of a section whose only field is what was said."""
    return [words for (words,) in spoken(file, section)]
