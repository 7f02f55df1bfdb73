"""From the setting CRM to customer records: a built-in kind, or the owner's own class; opens nothing."""

import inspect
from importlib import import_module

from receptionist.crm.contact_book import ContactBook, Contacts
from receptionist.crm.mock import MockCRM
from receptionist.ports import ConfigError, CRMBase

BUILT_IN = ("contact_book", "webhook", "hubspot", "mock")


def load_crm(name: str, *, contacts: Contacts, url: str | None = None, secret: str | None = None) -> CRMBase:
    """Return the customer records that the settings name.

    A dotted name is a class in a module beside app.py, or installed; it gets `url` and `secret` (CRM_URL and
    CRM_SECRET) where its constructor takes them. Raises ConfigError, in one line.
    """
    if "." in name:
        return _own(name, {"url": url, "secret": secret})
    if name not in BUILT_IN:
        raise _wrong(name, f"allowed is {', '.join(BUILT_IN)}, or a dotted name such as my_crm.MyCRM")
    if name == "webhook":
        from receptionist.crm.webhook import WebhookCRM

        return WebhookCRM(_needed("CRM_URL", url, name), _needed("CRM_SECRET", secret, name))
    if name == "hubspot":
        from receptionist.crm.hubspot import BASE_URL, HubSpotCRM

        return HubSpotCRM(_needed("CRM_SECRET", secret, name), url or BASE_URL)
    return MockCRM() if name == "mock" else ContactBook(contacts)


def _own(name: str, given: dict[str, str | None]) -> CRMBase:
    kind = _class(name)
    wanted = inspect.signature(kind).parameters
    for each, parameter in wanted.items():
        if each in given and parameter.default is parameter.empty:
            _needed(f"CRM_{each.upper()}", given[each], name)
    known = {each: value for each, value in given.items() if value and each in wanted}
    try:
        return kind(**known)
    except ConfigError:
        raise
    except BaseException as error:
        # The class is the owner's, and so may be any of its errors; their words could hold the secret.
        raise _wrong(name, f"its constructor failed with {type(error).__name__}") from error


def _class(name: str) -> type[CRMBase]:
    module, _, attribute = name.rpartition(".")
    try:
        kind = getattr(import_module(module), attribute, None)
    except ModuleNotFoundError as error:
        raise _wrong(name, f"there is no module {error.name}; put it beside app.py") from error
    except BaseException as error:
        # Whatever the owner's module does when it is imported.
        raise _wrong(name, f"importing {module} failed with {type(error).__name__}: {error}") from error
    if not (inspect.isclass(kind) and issubclass(kind, CRMBase)):
        raise _wrong(name, f"{module} has no class {attribute} with CRMBase as its base")
    if missing := sorted(getattr(kind, "__abstractmethods__", ())):
        raise _wrong(name, f"it lacks {' and '.join(missing)}")
    return kind


def _needed(setting: str, value: str | None, name: str) -> str:
    if not value:
        raise ConfigError(f"{setting} is missing: CRM={name} needs it", permanent=True)
    return value


def _wrong(name: str, why: str) -> ConfigError:
    return ConfigError(f"CRM is '{name}': {' '.join(why.split())}", permanent=True)
