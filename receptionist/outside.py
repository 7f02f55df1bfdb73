"""What stands outside the house, made from the settings: models, voice, customer records, messenger, carriers.

A vendor's SDK is imported only when the vendor is configured, and those that take up to a second only `later`,
once the port is bound.
"""

from collections.abc import Callable, Mapping
from functools import partial

import sqlalchemy as sa
from pydantic import SecretStr

from receptionist.background import Task
from receptionist.channels.notice_call import notice_call
from receptionist.channels.twiml import SAY_VOICES
from receptionist.clock import SystemClock
from receptionist.costs import Spent
from receptionist.crm.customers import Customers
from receptionist.crm.loading import load_crm
from receptionist.duty.by_mail import AudioOf, ByMail, MailServer, silence
from receptionist.duty.by_phone import ByPhone
from receptionist.duty.by_text import ByText
from receptionist.duty.not_set_up import NotSetUp
from receptionist.duty.recordings import OurLine
from receptionist.duty.seams import Carrier, Channel
from receptionist.later import Later
from receptionist.models.breaker import Breaker, Probe
from receptionist.models.fallback import Guarded
from receptionist.models.late_model import LateModel
from receptionist.models.prompts import Prompt
from receptionist.ports import Clock
from receptionist.settings import Settings
from receptionist.shop.business import Business
from receptionist.shop.services import Services
from receptionist.speaking import telephone_audio
from receptionist.speaking.audio_files import AudioFiles
from receptionist.speaking.late_voice import LateVoice
from receptionist.speaking.rendering import Line
from receptionist.speaking.speech import Speech
from receptionist.storage.audio import SqlAudio
from receptionist.storage.contacts import SqlContacts
from receptionist.storage.ledger import LateLedger
from receptionist.texts.account import Account
from receptionist.texts.seams import Messenger
from receptionist.words.dialogue import Model, Voice

_NO_TWILIO = "TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN or TWILIO_PHONE_NUMBER is missing: texts and calls need all"
PROBE_S = 1.0
"""How often it is looked whether a vendor that rests is due for a probe."""


def models(
    settings: Settings,
    business: Business,
    services: Services,
    clock: Clock,
    *,
    rests: Callable[[], bool],
    later: Later | None = None,
) -> tuple[Guarded, ...]:
    """Return the models that have a key, in their order of use; `rests` tells that there is no money for them.

    Those that are made `later` rest until then: no caller waits for an import. Without it all are made at once.
    """
    at_once = later is None
    later = later or Later()
    keys = {"openai": settings.openai_api_key, "anthropic": settings.anthropic_api_key}
    chosen = [(name, key) for name in settings.conversations if (key := keys.get(name))]
    if not chosen:
        return ()
    own_words = settings.prompt_file.read_text("utf-8") if settings.prompt_file else None
    prompt = Prompt.of(business, services, own_words)
    servers = {
        "openai": (settings.openai_model, settings.openai_base_url),
        "anthropic": (settings.anthropic_model, settings.anthropic_base_url),
    }

    def made(name: str, key: SecretStr) -> Model:
        model, base_url = servers[name]
        secret, most = key.get_secret_value(), settings.max_tokens
        return _kind(name)(api_key=secret, model=model, base_url=base_url, max_tokens=most, prompt=prompt)

    def guarded(name: str, key: SecretStr) -> Guarded:
        once = later.once(lambda: made(name, key))
        breaker = Breaker(name, clock, rests=lambda: rests() or not once.made)
        return Guarded(LateModel(name, once), breaker)

    found = tuple(guarded(name, key) for name, key in chosen)
    if at_once:
        later.make_all()
    return found


def _kind(name: str) -> Callable[..., Model]:
    if name == "openai":
        from gpt_conversation import GptConversation

        return GptConversation
    from claude_conversation import ClaudeConversation

    return ClaudeConversation


def speech(
    settings: Settings,
    *,
    audio: SqlAudio,
    known: Callable[[], tuple[Line, ...]],
    ledger: LateLedger,
    breaker: Breaker,
    clock: Clock,
    deadline_s: float,
    later: Later | None = None,
) -> Speech | None:
    """Return ElevenLabs' voice with its cache, None without a key: then Twilio's own voice speaks."""
    if settings.elevenlabs_api_key is None:
        return None
    voice_id, model = settings.elevenlabs_voice_id, settings.elevenlabs_model
    made = (later or Later()).once(partial(_elevenlabs, settings, settings.elevenlabs_api_key))
    voice = LateVoice("elevenlabs", model=model, sounds=telephone_audio.sounds(voice_id, model), voice=made)

    def account(characters: int, cached: bool, call_sid: str | None) -> None:
        item = "cached/characters" if cached else f"{voice.model}/characters"
        ledger.add(Spent(at=clock.now(), item=item, quantity=characters, call_sid=call_sid))

    return Speech(
        voice,
        AudioFiles(settings.audio_dir, clock),
        breaker,
        secret=(settings.secret_key or settings.elevenlabs_api_key).get_secret_value().encode(),
        known=known(),
        words_of=audio.words_of,
        on_rendered=account,
        deadline_s=deadline_s,
    )


def _elevenlabs(settings: Settings, key: SecretStr) -> Voice:
    from text_to_speech import ElevenLabsVoice

    return ElevenLabsVoice(
        api_key=key.get_secret_value(),
        voice_id=settings.elevenlabs_voice_id,
        model=settings.elevenlabs_model,
        base_url=settings.elevenlabs_base_url,
    )


def customers(settings: Settings, contacts: SqlContacts, clock: Clock, *, timeout_s: float = 0.3) -> Customers:
    """Return the customer records that the settings name, kept in time. Raises ConfigError."""
    secret = settings.crm_secret.get_secret_value() if settings.crm_secret else None
    return Customers(
        load_crm(settings.crm, contacts=contacts, url=settings.crm_url, secret=secret), clock, timeout_s=timeout_s
    )


def check(settings: Settings) -> None:
    """Make what a wrong setting would break, and throw it away; asks nobody outside. Raises ConfigError."""
    nowhere = sa.create_engine("sqlite://")  # Nothing is looked up, so the store's own need not be there.
    customers(settings, SqlContacts(nowhere), SystemClock())
    heartbeat(settings, well=lambda: True)
    if settings.smtp_url:
        MailServer.of(settings.smtp_url.get_secret_value())


def messenger(settings: Settings) -> Messenger | None:
    """Return Twilio's REST API, None without the account's credentials or a number to send from."""
    if not (settings.twilio_account_sid and settings.twilio_auth_token and settings.twilio_phone_number):
        return None
    from receptionist.texts.twilio_client import API_URL
    from receptionist.texts.twilio_messenger import TwilioMessenger

    return TwilioMessenger(
        account_sid=settings.twilio_account_sid,
        auth_token=settings.twilio_auth_token.get_secret_value(),
        from_number=settings.twilio_phone_number,
        base_url=settings.twilio_api_url or API_URL,
        status_callback=f"{settings.public_url}/sms/status" if settings.public_url else None,
    )


def account(settings: Settings) -> Account | None:
    """Return what Twilio keeps for us, None without the account's credentials."""
    if not (settings.twilio_account_sid and settings.twilio_auth_token):
        return None
    from receptionist.texts.twilio_account import TwilioAccount
    from receptionist.texts.twilio_client import API_URL

    return TwilioAccount(
        account_sid=settings.twilio_account_sid,
        auth_token=settings.twilio_auth_token.get_secret_value(),
        base_url=settings.twilio_api_url or API_URL,
    )


def our_line(settings: Settings, business: Business) -> OurLine:
    """Return the number that calls come in on."""
    return OurLine(settings.twilio_phone_number, business.country, settings.voice_language)


def carriers(
    settings: Settings, business: Business, messenger: Messenger | None, *, audio_of: AudioOf = silence
) -> Mapping[Channel, Carrier]:
    """Return what carries deliveries, by channel; one that lacks its settings says which. Raises ConfigError.

    `audio_of` returns a voicemail by its SID.
    """
    return {
        "sms": ByText(messenger) if messenger else NotSetUp(_NO_TWILIO),
        "phone": _by_phone(settings, messenger),
        "email": _by_mail(settings, business, audio_of),
        "webhook": _by_webhook(settings),
    }


def unheard(settings: Settings, business: Business) -> tuple[str, ...]:
    """Return why notices do not leave by channels that the owner has chosen. Raises ConfigError."""
    plan, carried = business.notices, carriers(settings, business, messenger(settings))
    chosen = [carried[channel] for channel in dict.fromkeys((*plan.channels, *plan.urgent_channels))]
    return tuple(dict.fromkeys(each.missing for each in chosen if isinstance(each, NotSetUp)))


def _by_phone(settings: Settings, messenger: Messenger | None) -> Carrier:
    if not messenger:
        return NotSetUp(_NO_TWILIO)
    if not settings.public_url:
        return NotSetUp("PUBLIC_URL is missing: notices by telephone need it, for Twilio to tell us of the key")
    render = partial(notice_call, voice=SAY_VOICES["en"], language="en-US")
    return ByPhone(messenger, public_url=settings.public_url, render=render)


def _by_mail(settings: Settings, business: Business, audio_of: AudioOf) -> Carrier:
    if not settings.smtp_url:
        return NotSetUp("SMTP_URL is missing: notices by mail need it")
    server = MailServer.of(settings.smtp_url.get_secret_value())
    return ByMail(server, sender_name=business.name, audio_of=audio_of)


def _by_webhook(settings: Settings) -> Carrier:
    if not settings.notice_webhook_secret:
        return NotSetUp("NOTICE_WEBHOOK_SECRET is missing: the webhook of notices needs it to sign")
    from receptionist.duty.by_webhook import ByWebhook

    return ByWebhook(settings.notice_webhook_secret.get_secret_value())


def heartbeat(settings: Settings, *, well: Callable[[], bool]) -> Task | None:
    """Return the task that tells a monitor that calls can be taken, None without one. Raises ConfigError."""
    if not settings.heartbeat_url:
        return None
    from receptionist.heartbeat import EVERY_S, Heartbeat

    beats = Heartbeat(settings.heartbeat_url.get_secret_value(), well=well)
    return Task("heartbeat", EVERY_S, beats.beat)


def probing(settings: Settings, breaker: Breaker, ask: Callable[[], None], clock: Clock) -> Task:
    """Return the task that looks whether a vendor that rests is well again, one process for all of a machine."""
    notes = settings.data_dir / "probes" / f"{breaker.name}.json"
    return Task(f"probe {breaker.name}", PROBE_S, Probe(breaker, ask, notes=notes, clock=clock).run)
