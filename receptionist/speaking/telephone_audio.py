"""Audio as telephones carry it: µ-law, 8 kHz, one channel; wraps it as WAV and tells what is none. Pure."""

import struct

FORMAT = "ulaw_8000"
"""What a voice is asked for, in ElevenLabs' words."""
RATE_HZ = 8000
"""Samples, and in µ-law bytes, a second."""
MAX_CHARS = 600
"""The longest text that is spoken in one piece: about 40 s, and far beyond any sentence of ours."""

SHORTEST_S = 0.2
_FASTEST_CHARS_S, _SLOWEST_CHARS_S = 40.0, 5.0
"""Speech is about 15 characters a second, slower where digits are read out; nobody speaks three times as fast."""
_BREATH_S = 3.0
_FEWEST_LEVELS = 8
"""Speech that uses fewer different values of the 256 is silence."""
_DISGUISES = ((b"RIFF", "WAV"), (b"ID3", "MP3"), (b"OggS", "Ogg"), (b"{", "JSON"), (b"[", "JSON"), (b"<", "HTML"))
_MPEG1_KBPS = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_MPEG2_KBPS = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_MPEG_HZ = (44_100, 48_000, 32_000)


def sounds(voice_id: str, model: str) -> str:
    """Return what besides the text decides how it sounds: part of a cache's key."""
    return f"{voice_id}/{model}/{FORMAT}"


def wav(ulaw: bytes) -> bytes:
    """Return a WAV file of µ-law samples; unlike PCM they need a `fact` chunk, and a length of extras in `fmt`."""
    form = struct.pack("<4sIHHIIHHH", b"fmt ", 18, 7, 1, RATE_HZ, RATE_HZ, 1, 8, 0)
    fact = struct.pack("<4sII", b"fact", 4, len(ulaw))
    data = struct.pack("<4sI", b"data", len(ulaw)) + ulaw + b"\0" * (len(ulaw) % 2)
    return struct.pack("<4sI4s", b"RIFF", 4 + len(form) + len(fact) + len(data), b"WAVE") + form + fact + data


def objection(audio: bytes, text: str) -> str | None:
    """Return why these bytes cannot be µ-law speech of `text`, None when they can."""
    if not audio:
        return "nothing"
    if disguise := _disguise(audio):
        return f"{disguise} instead of plain µ-law"
    seconds = len(audio) / RATE_HZ
    longest_s = len(text) / _SLOWEST_CHARS_S + _BREATH_S
    if not max(SHORTEST_S, len(text) / _FASTEST_CHARS_S) <= seconds <= longest_s:
        return f"{seconds:.1f} s for {len(text)} characters"
    if len(set(audio)) < _FEWEST_LEVELS:
        return "silence"
    return None


def _disguise(audio: bytes) -> str | None:
    for start, kind in _DISGUISES:
        # A single such byte is an ordinary sample: only where text follows is it the beginning of one.
        if audio.startswith(start) and (len(start) > 1 or _is_text(audio[:64])):
            return kind
    # The bytes of an MP3 frame's head are common in quiet µ-law: only a second frame where it must be is proof.
    frame = _mp3_frame_bytes(audio)
    return "MP3" if frame and _mp3_frame_bytes(audio[frame:]) else None


def _is_text(head: bytes) -> bool:
    return all(0x20 <= byte < 0x7F or byte in b"\t\r\n" for byte in head)


def _mp3_frame_bytes(audio: bytes) -> int:
    """Return the length of the MP3 frame (MPEG layer III) that begins here, 0 when none does."""
    if len(audio) < 4 or audio[0] != 0xFF or audio[1] & 0xE6 != 0xE2:
        return 0
    version, rate, hz = audio[1] >> 3 & 3, audio[2] >> 4, audio[2] >> 2 & 3
    if version == 1 or rate in (0, 15) or hz == 3:
        return 0
    first = version == 3
    kbps = (_MPEG1_KBPS if first else _MPEG2_KBPS)[rate]
    samples_s = _MPEG_HZ[hz] >> {3: 0, 2: 1, 0: 2}[version]
    return (144_000 if first else 72_000) * kbps // samples_s + (audio[2] >> 1 & 1)
