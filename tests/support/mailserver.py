"""A real mail server in a thread of this process, with the faults that real ones have."""

import asyncio
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from certificates import Certificate
from ports import free_port

from toolkit.config import MailSecurity, MailServer

USER, PASSWORD = "toolkit", "pa55word"
SENDER = "innovation@example.org"
_LINK = re.compile(r"https?://\S+")

Says = Callable[[str, int], str]  # to an address, the so manieth time: an answer, "" for "taken"


def takes_all(_address: str, _time: int) -> str:
    """Say yes to everybody."""
    return ""


@dataclass
class Box:
    """What a server got, and how it behaves."""

    port: int
    says: Says = takes_all  # to RCPT
    says_to_data: Says = takes_all
    hangs_up_after: int = -1  # letters; it then ends every conversation until this is changed
    seconds: float = 0  # that it takes for each letter
    got: list[tuple[str, EmailMessage]] = field(default_factory=list)
    asked: dict[str, int] = field(default_factory=dict)

    def server(
        self,
        *,
        security: MailSecurity = "none",
        user: str = "",
        password: str = "",
        per_minute: int = 10_000,
    ) -> MailServer:
        given = ("127.0.0.1", self.port, security, user, password, "", SENDER)
        return MailServer(*given, "Innovation survey", per_minute)

    def environ(self) -> dict[str, str]:
        return {
            "TOOLKIT_SMTP_HOST": "127.0.0.1",
            "TOOLKIT_SMTP_PORT": str(self.port),
            "TOOLKIT_SMTP_SECURITY": "none",
            "TOOLKIT_MAIL_FROM": SENDER,
            "TOOLKIT_MAIL_PER_MINUTE": "10000",
        }

    def to(self, address: str) -> list[EmailMessage]:
        return [message for got, message in self.got if got == address]

    def addresses(self) -> list[str]:
        return [address for address, _message in self.got]

    # What aiosmtpd calls.

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's names
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if 0 <= self.hangs_up_after <= len(self.got):
            assert server.transport is not None
            server.transport.close()
            return "421 bye"
        self.asked[address] = self.asked.get(address, 0) + 1
        refusal = self.says(address, self.asked[address])
        if refusal:
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        await asyncio.sleep(self.seconds)
        (address,) = envelope.rcpt_tos
        refusal = self.says_to_data(address, self.asked[address])
        if refusal:
            return refusal
        assert isinstance(envelope.content, bytes)
        message = message_from_bytes(envelope.content, policy=default)
        assert isinstance(message, EmailMessage)
        self.got.append((address, message))
        return "250 OK"


def text_of(message: EmailMessage) -> str:
    """The text of a letter as it is read."""
    return str(message.get_content()).replace("\r\n", "\n")


def links_in(message: EmailMessage) -> list[str]:
    """Every link in a letter, as a mail scanner finds them."""
    return _LINK.findall(text_of(message))


@contextmanager
def mail_server(
    *, tls: Certificate | None = None, is_tls_at_once: bool = False, needs_login: bool = False
) -> Iterator[Box]:
    """Serve until the block ends."""
    box = Box(free_port())
    options: dict[str, Any] = {}
    if tls is not None:
        options["ssl_context" if is_tls_at_once else "tls_context"] = tls.of_server()
    if needs_login:
        options |= {
            "authenticator": _authenticate,
            "auth_required": True,
            "auth_require_tls": tls is not None and not is_tls_at_once,
        }
    controller = Controller(box, hostname="127.0.0.1", port=box.port, **options)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()


def _authenticate(
    _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, found: LoginPassword
) -> AuthResult:
    is_right = (found.login, found.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=is_right, handled=False)
