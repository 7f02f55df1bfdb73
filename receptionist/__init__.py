"""The parts of the receptionist; the root of the repository tells how they work together."""

__version__ = "0.1.0"
