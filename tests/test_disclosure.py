"""Callers are told that they talk to a machine, in whatever words the owner has for it."""

from pathlib import Path

import pytest

from receptionist.ports import ConfigError
from receptionist.shop import business

ROOT = Path(__file__).parent.parent


def disclosing(tmp_path: Path, texts: str) -> dict[str, str]:
    """Return what callers of a business with this wording are told."""
    file = tmp_path / "business.toml"
    file.write_text(f'[business]\nname = "A"\ntimezone = "UTC"\n\n[wording]\ndisclosure = {texts}\n', "utf-8")
    return dict(business.load(file).wording["disclosure"])


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "You are talking to an automated system."),
        ("en", "I am the assistant of this shop."),
        ("en", "This is an AI."),
        ("en", "I'm a virtual receptionist"),
        ("en", "ROBOT speaking."),
        ("en", "I am a machine."),
        ("es", "Le habla un sistema automático."),
        ("es", "Le habla una voz automatica."),
        ("es", "Es un servicio automatizado."),
        ("es", "Soy la asistente."),
        ("es", "Soy una recepcionista virtual."),
        ("es", "Le habla una IA."),
        ("es", "Soy una máquina."),
        ("es", "Habla con un robot."),
    ],
)
def test_words_that_say_it_is_a_machine_will_do(tmp_path: Path, language: str, text: str) -> None:
    assert disclosing(tmp_path, f'{{ {language} = "{text}" }}') == {language: text}


@pytest.mark.parametrize(
    "texts",
    [
        '"Thank you for calling."',
        '"We said we are available and waiting."',
        '{ es = "Gracias por su paciencia." }',
        '{ en = "This is an AI.", es = "Muchas gracias." }',
        '{ en = "Hello.", es = "Le habla el asistente automático." }',
    ],
)
def test_words_that_leave_it_open_are_refused_with_what_to_write(tmp_path: Path, texts: str) -> None:
    with pytest.raises(ConfigError) as refused:
        disclosing(tmp_path, texts)

    line = str(refused.value)
    assert "line 6: wording.disclosure is " in line
    assert "automated assistant" in line
    assert "asistente automático" in line


def test_a_business_without_words_of_its_own_uses_ours() -> None:
    assert not business.load(ROOT / "simulator" / "data" / "business.json").wording
