"""The directory of audio files: each whole or not there, the least recently used removed; renders nothing.

A file's time of change is when it was last used, to the hour: clean-up by age and by room both go by it.
"""

import fcntl
import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from receptionist.ports import Clock, SpeechError

NAME = re.compile(r"[0-9a-f]{40}\.wav")
"""What every name that we give looks like."""
MOST_BYTES = 200_000_000
"""About seven hours of speech."""
MOST_FILES = 20_000
NOTED_S = 3600.0
"""A use within so long of the last one noted is not noted: a turn must not wait for the disk."""
_PART = ".part-"


class AudioFiles:
    """Keeps audio by name; several processes may share the directory."""

    def __init__(
        self, directory: Path, clock: Clock, *, most_bytes: int = MOST_BYTES, most_files: int = MOST_FILES
    ) -> None:
        self._directory = directory
        self._clock = clock
        self._most_bytes = most_bytes
        self._most_files = most_files

    def find(self, name: str) -> Path | None:
        """Return the file of a name and note that it was used; None when there is none."""
        path, now_s = self._directory / name, self._now_s()
        try:
            if now_s - path.stat().st_mtime > NOTED_S:
                os.utime(path, (now_s, now_s))
        except OSError:
            return None
        return path

    def write(self, name: str, audio: bytes) -> None:
        """Keep audio, for this user's eyes only, whole or not at all. Raises SpeechError."""
        try:
            self._directory.mkdir(parents=True, exist_ok=True)
            self._put(name, audio)
        except OSError as error:
            raise SpeechError(
                f"no audio can be kept in {self._directory} (AUDIO_DIR): {error.strerror}"
            ) from error

    def _put(self, name: str, audio: bytes) -> None:
        part, path = tempfile.mkstemp(prefix=_PART, dir=self._directory)
        try:
            with os.fdopen(part, "wb") as file:
                file.write(audio)
                file.flush()
                # Else a power cut could leave the name, with nothing or half of it behind.
                os.fsync(file.fileno())
            os.utime(path, (self._now_s(), self._now_s()))
            Path(path).replace(self._directory / name)
        except OSError:
            Path(path).unlink(missing_ok=True)
            raise

    def forget(self, names: Iterable[str]) -> None:
        """Delete files by their names; what is no name of ours is left alone. Raises SpeechError."""
        with self._errors():
            for name in filter(NAME.fullmatch, names):
                (self._directory / name).unlink(missing_ok=True)

    def sweep(self) -> int:
        """Delete the least recently used until the rest has room, and what dead writers left; return how many.

        Raises SpeechError.
        """
        with self._errors():
            removed = sum(map(_remove, self._too_many()))
            for used_s, _, part in self._stats(f"{_PART}*"):
                if self._now_s() - used_s > NOTED_S:
                    _remove(part)
        return removed

    def _too_many(self) -> Iterator[Path]:
        room = self._most_bytes
        for place, (_, size, path) in enumerate(sorted(self._stats("*.wav"), reverse=True)):
            room -= size
            if room < 0 or place >= self._most_files:
                yield path

    @contextmanager
    def alone(self) -> Iterator[bool]:
        """Yield whether nobody else is at work under this lock, in whichever process. Raises SpeechError."""
        with self._errors():
            self._directory.mkdir(parents=True, exist_ok=True)
            lock = os.open(self._directory / ".ahead", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            yield _locked(lock)
        finally:
            os.close(lock)

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise SpeechError(
                f"no audio can be kept in {self._directory} (AUDIO_DIR): {error.strerror}"
            ) from error

    def _stats(self, pattern: str) -> Iterator[tuple[float, int, Path]]:
        for path in self._directory.glob(pattern):
            with suppress(FileNotFoundError):  # another process sweeps as well
                stat = path.stat()
                yield stat.st_mtime, stat.st_size, path

    def _now_s(self) -> float:
        return self._clock.now().timestamp()


def _locked(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _remove(path: Path) -> bool:
    path.unlink(missing_ok=True)
    return True
