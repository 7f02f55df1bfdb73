"""Somebody who texts the receptionist, as Twilio delivers it; what comes by REST is seen at Twilio's stand-in."""

import secrets
from xml.etree import ElementTree

import httpx

from receptionist.ports import Clock
from receptionist.texts.segments import count
from simulator.twilio import ACCOUNT_SID, BASE_URL
from simulator.wire import Delivery, Wire


class Texter:
    """A telephone that writes. `client` reaches the app, whether in this process or over a network."""

    def __init__(
        self,
        client: httpx.Client,
        *,
        number: str,
        clock: Clock,
        to: str = "+13035550100",
        auth_token: str = "",
        base_url: str = BASE_URL,
        account_sid: str = ACCOUNT_SID,
    ) -> None:
        """`base_url` is the public address, which signatures are made over."""
        self.wire = Wire(client, base_url=base_url, auth_token=auth_token, clock=clock)
        self._root = base_url.rstrip("/")
        self._known = {"AccountSid": account_sid, "From": number, "To": to, "ApiVersion": "2010-04-01"}

    def texts(self, body: str, *, sid: str | None = None, opt_out_type: str = "", times: int = 1) -> str:
        """Send a text, and return what the app answers at once, empty for nothing. Raises Failure as Twilio would.

        `times`: how often it is delivered at the same moment.
        """
        sid = sid or new_sid()
        form = {**self._known, "MessageSid": sid, "SmsMessageSid": sid, "Body": body, "NumMedia": "0"}
        form |= {"NumSegments": str(count(body))} | ({"OptOutType": opt_out_type} if opt_out_type else {})
        delivery = Delivery(url=f"{self._root}/sms/incoming", form=form)
        return _message(self.wire.document(delivery, times=times).text)

    def reports(self, sid: str, status: str, *, code: int | None = None) -> httpx.Response:
        """Tell the app how a text of its own fared, and return its answer."""
        error = {"ErrorCode": str(code)} if code else {}
        form = {**self._known, "MessageSid": sid, "MessageStatus": status, **error}
        return self.wire.deliver(Delivery(url=f"{self._root}/sms/status", form=form))

    def texts_again(self) -> str:
        """Deliver the last request once more, and return the answer."""
        return _message(self.wire.document(self.wire.sent[-1]).text)


def new_sid() -> str:
    """Return a MessageSid that nobody has."""
    return f"SM{secrets.token_hex(16)}"


def _message(xml: str) -> str:
    """Return the words of `<Response><Message>…`; anything else in a `<Response>` is an error."""
    root = ElementTree.fromstring(xml)  # noqa: S314 -- our own app's answer
    if root.tag != "Response" or any(child.tag != "Message" or len(child) for child in root):
        raise ValueError(f"no answer to a text: {xml[:200]}")
    return " ".join(child.text or "" for child in root)
