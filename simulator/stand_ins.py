"""Stand-in vendors for calls that cost nothing: a voice, and a model that answers well, wrongly or with malice."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Literal

from pydantic import SecretStr

from receptionist.settings import Settings
from simulator.vendors import elevenlabs, minds
from simulator.vendors.elevenlabs import ElevenLabsStandIn
from simulator.vendors.mind import Mind
from simulator.vendors.openai import OpenAIStandIn

Kind = Literal["sensible", "wrong", "hostile"]
_MINDS: Mapping[Kind, Mind] = {"sensible": minds.sensible, "wrong": minds.wrong, "hostile": minds.hostile}


@contextmanager
def stood_in(settings: Settings, kind: Kind) -> Iterator[Settings]:
    """Yield these settings with a stand-in for OpenAI and one for ElevenLabs, for as long as the context lasts."""
    with OpenAIStandIn(_MINDS[kind]) as model, ElevenLabsStandIn() as voice:
        yield settings.model_copy(
            update={
                "conversation": ("openai", "scripted"),
                "openai_api_key": SecretStr(model.key),
                "openai_base_url": model.base_url,
                "elevenlabs_api_key": SecretStr(elevenlabs.API_KEY),
                "elevenlabs_base_url": voice.url,
            }
        )
