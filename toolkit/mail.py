"""Letters: plain text built with the standard library, and handed to a mail server.

What goes wrong is said in our own words and the server's, without the address of anybody, without
a link and without a password; no exception of smtplib, which has all of these, leaves this module.
"""

import enum
import re
import secrets
import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, localtime
from functools import lru_cache

from toolkit.config import MailServer, Settings
from toolkit.refusal import Refusal

SECONDS = 20.0  # that a server may take for each of its answers
LONGEST_ANSWER = 160  # letters of a server's answer that are kept

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LOCAL = re.compile(rf"{_ATOM}(\.{_ATOM})*")
_DOMAIN = re.compile(r"(?!-)[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_LONGEST_LOCAL, _LONGEST_ADDRESS = 64, 254  # RFC 5321
_NAMES_SOMEBODY = re.compile(r"\S*@\S*|\S*://\S*|[\w-]{22,}")  # an address, a link, a token
_CLOSING = 421  # RFC 5321: the server is about to hang up
_REFUSED = 500  # from here on, for good
_LOGIN_NEEDED = frozenset({530, 534, 535, 538})  # RFC 4954


class AddressError(Refusal):
    """No letter can be sent to this address; the message says why, without it."""


class NoServerError(Refusal):
    """No mail server is set up."""

    def __init__(self) -> None:
        super().__init__("no mail server is set up: set TOOLKIT_SMTP_HOST and TOOLKIT_MAIL_FROM")


class Fault(enum.StrEnum):
    """What can be wrong between us and a mail server."""

    NAME = "name"  # its name is not found
    CLOSED = "closed"  # nobody listens there
    SILENT = "silent"  # it does not answer in time
    NO_TLS = "no-tls"  # it does not offer what protects letters
    CERTIFICATE = "certificate"  # nobody we trust says that it is who it says
    TLS = "tls"  # it speaks no TLS there, or another kind
    LOGIN = "login"  # it does not take the user and the password
    SENDER = "sender"  # it takes no letters from our address
    ANSWER = "answer"  # it says something else than it should
    HUNG_UP = "hung-up"  # it ended the conversation


_WORDS = {
    Fault.NAME: "the name of the mail server is not found",
    Fault.CLOSED: "the mail server cannot be reached at its address and port",
    Fault.SILENT: "the mail server does not answer in time",
    Fault.NO_TLS: "the mail server does not offer STARTTLS",
    Fault.CERTIFICATE: "the certificate of the mail server is not trusted",
    Fault.TLS: "the mail server does not speak TLS on this port",
    Fault.LOGIN: "the mail server does not accept the user and the password",
    Fault.SENDER: "the mail server takes no letters from TOOLKIT_MAIL_FROM",
    Fault.ANSWER: "the mail server answers with an error",
    Fault.HUNG_UP: "the mail server hung up",
}


# From the particular to the general, since some are kinds of others.
_FAULTS: tuple[tuple[type[Exception], Fault], ...] = (
    (smtplib.SMTPAuthenticationError, Fault.LOGIN),
    (smtplib.SMTPNotSupportedError, Fault.LOGIN),  # no way of signing in, or no STARTTLS
    (smtplib.SMTPSenderRefused, Fault.SENDER),
    (smtplib.SMTPServerDisconnected, Fault.HUNG_UP),
    (smtplib.SMTPException, Fault.ANSWER),
    (ssl.SSLCertVerificationError, Fault.CERTIFICATE),
    (ssl.SSLError, Fault.TLS),
    (socket.gaierror, Fault.NAME),
    (TimeoutError, Fault.SILENT),
    (ConnectionRefusedError, Fault.CLOSED),
    (ConnectionError, Fault.HUNG_UP),
    (OSError, Fault.CLOSED),
    (UnicodeError, Fault.LOGIN),  # a password that the protocol cannot carry
)


class MailError(Refusal):
    """The server cannot be used now: nothing is wrong with the letter, and it is to wait."""

    def __init__(self, fault: Fault, answer: str = "") -> None:
        super().__init__(f"{_WORDS[fault]} ({answer})" if answer else _WORDS[fault])
        self.fault = fault
        self.answer = answer


@dataclass(frozen=True, slots=True)
class Letter:
    """What one person is sent. The subject is one line; the text has lines of any length."""

    to: str
    subject: str
    text: str
    reply_to: str = ""  # an address; where there is none, answers go to the sender


class Verdict(enum.StrEnum):
    """What a server says to one letter."""

    TAKEN = "taken"
    LATER = "later"  # not now
    REFUSED = "refused"  # and will be again


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said to one letter, without anything about whom it is for."""

    verdict: Verdict
    said: str = ""


def server_of(settings: Settings) -> MailServer:
    """The server that is set up, or :class:`NoServerError`."""
    if settings.mail is None:
        raise NoServerError
    return settings.mail


def sendable(address: str) -> str:
    """The address as a mail server knows it: international domains in ASCII.

    Raises
    ------
    AddressError
        When it is none, or has letters before the @ that many servers do not take.
    """
    local, _at, domain = address.rpartition("@")
    try:
        domain = domain if domain.isascii() else domain.encode("idna").decode("ascii")
    except UnicodeError:
        raise AddressError("the part after the @ is not the name of a domain") from None
    if not local.isascii():
        raise AddressError("only plain Latin letters and digits can stand before the @")
    if not _LOCAL.fullmatch(local) or not _DOMAIN.fullmatch(domain):
        raise AddressError("this is not a mail address")
    if len(local) > _LONGEST_LOCAL or len(local) + 1 + len(domain) > _LONGEST_ADDRESS:
        raise AddressError("this mail address is too long")
    return f"{local}@{domain}"


def as_bytes(letter: Letter, server: MailServer) -> bytes:
    """A letter as it travels; nothing in it but its text says who it is for, beside ``To``.

    Raises
    ------
    AddressError
        When it can be sent to nobody.
    ValueError
        When a header would have more than one line.
    """
    domain = server.sender.rpartition("@")[2]
    headers = (
        _shared("From", _sender(server.sender, server.sender_name)),
        f"To: {sendable(letter.to)}\r\n".encode("ascii"),
        _shared("Subject", letter.subject),
        f"Date: {format_datetime(localtime())}\r\n".encode("ascii"),
        f"Message-ID: <{secrets.token_hex(16)}@{domain}>\r\n".encode("ascii"),
        _shared("Auto-Submitted", "auto-generated"),  # RFC 3834
        _shared("Reply-To", sendable(letter.reply_to)) if letter.reply_to else b"",
    )
    content = EmailMessage(policy=SMTP)
    # As it is where it can be; else the shorter of quoted-printable and base64.
    content.set_content(letter.text, cte="7bit" if letter.text.isascii() else None)
    return b"".join((*headers, content.as_bytes()))


@dataclass(frozen=True, slots=True)
class Postman:
    """A conversation with a mail server, in which letters are handed over."""

    _smtp: smtplib.SMTP
    _server: MailServer

    def hand_over(self, letter: Letter) -> Answer:
        """Hand one letter to the server; once this returns ``TAKEN``, it has it.

        Raises
        ------
        MailError
            When the conversation is over, or no letter would be taken now.
        """
        try:
            to, data = sendable(letter.to), as_bytes(letter, self._server)
        except AddressError as error:
            return Answer(Verdict.REFUSED, str(error))
        except ValueError:
            return Answer(Verdict.REFUSED, "this letter cannot be written")
        try:
            self._smtp.sendmail(self._server.sender, [to], data)
        except smtplib.SMTPRecipientsRefused as refused:
            return _answer(*refused.recipients[to], to)
        except smtplib.SMTPDataError as refused:
            return _answer(refused.smtp_code, refused.smtp_error, to)
        except (smtplib.SMTPException, OSError) as error:
            raise _mail_error(error) from None
        return Answer(Verdict.TAKEN)


@contextmanager
def conversation(server: MailServer, seconds: float = SECONDS) -> Iterator[Postman]:
    """Speak with the mail server until the block ends, protected and signed in as set.

    Raises
    ------
    MailError
        When it cannot be reached, or does not let us in.
    """
    try:
        smtp = _connected(server, seconds)
    except (smtplib.SMTPException, OSError, UnicodeError) as error:
        raise _mail_error(error) from None
    try:
        yield Postman(smtp, server)
    finally:
        with suppress(smtplib.SMTPException, OSError):
            smtp.quit()
        smtp.close()


def send(server: MailServer, letter: Letter, seconds: float = SECONDS) -> Answer:
    """Send one letter; raises :class:`MailError` when the server cannot be used."""
    with conversation(server, seconds) as postman:
        return postman.hand_over(letter)


def _connected(server: MailServer, seconds: float) -> smtplib.SMTP:
    own_name = server.sender.rpartition("@")[2]  # not this machine's, which nobody has to know
    if server.security == "tls":
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(
            server.host,
            server.port,
            own_name,
            timeout=seconds,
            context=ssl.create_default_context(),
        )
    else:
        smtp = smtplib.SMTP(server.host, server.port, own_name, timeout=seconds)
    try:
        if server.security == "starttls":
            smtp.starttls(context=ssl.create_default_context())
        if server.user:
            smtp.login(server.user, server.password)
    except BaseException:
        smtp.close()
        raise
    return smtp


def _mail_error(error: Exception) -> MailError:
    """What a fault of the standard library means, in words that hold no address or password."""
    fault = next(fault for kind, fault in _FAULTS if isinstance(error, kind))
    if isinstance(error, smtplib.SMTPSenderRefused):
        if error.smtp_code in _LOGIN_NEEDED:
            fault = Fault.LOGIN
        said = error.smtp_error or b""
        return MailError(fault, f"{error.smtp_code} {_cleaned(said, error.sender)}".strip())
    if isinstance(error, smtplib.SMTPResponseException):
        return MailError(fault, str(error.smtp_code))
    if isinstance(error, ssl.SSLCertVerificationError):
        return MailError(fault, error.verify_message)
    if isinstance(error, smtplib.SMTPNotSupportedError) and "STARTTLS" in str(error):
        fault = Fault.NO_TLS
    if isinstance(error.__context__, TimeoutError):  # smtplib calls it hanging up
        fault = Fault.SILENT
    return MailError(fault)


def _answer(code: int, text: bytes | str, to: str) -> Answer:
    if code in _LOGIN_NEEDED:
        raise MailError(Fault.LOGIN, str(code)) from None
    if code == _CLOSING:
        raise MailError(Fault.HUNG_UP, str(code)) from None
    said = f"{code} {_cleaned(text, to)}".strip()
    return Answer(Verdict.REFUSED if code >= _REFUSED else Verdict.LATER, said)


def _cleaned(text: bytes | str, address: str) -> str:
    """A server's answer, cut short and without the person's address, a link or a token."""
    plain = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    plain = " ".join("".join(one if one.isprintable() else " " for one in plain).split())
    local = re.escape(address.rpartition("@")[0])
    plain = re.sub(rf"(?i)(?<![\w.]){local}(?![\w.])", "…", plain)
    return _NAMES_SOMEBODY.sub("…", plain)[:LONGEST_ANSWER]


@lru_cache(maxsize=256)
def _shared(name: str, value: str) -> bytes:
    """A header that many letters share, as it travels; ValueError where it has more than a line."""
    return SMTP.fold_binary(*SMTP.header_store_parse(name, value))


@lru_cache(maxsize=4)
def _sender(address: str, name: str) -> str:
    return str(Address(name, addr_spec=address))
