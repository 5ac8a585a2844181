"""Letters and the server that takes them: what is written, what goes wrong, and what is said."""

import socket
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from certificates import Certificate, make_certificate
from hypothesis import given
from hypothesis import strategies as st
from mailserver import (
    PASSWORD,
    SENDER,
    USER,
    mail_server,
    text_of,
)
from ports import free_port

from toolkit import mail
from toolkit.config import MailSecurity, MailServer
from toolkit.mail import AddressError, Answer, Fault, Letter, MailError, Verdict

LETTER = Letter("amina@example.org", "Innovation survey 2026", "Dear Amina,\n\nhello\n")
HERE = MailServer("127.0.0.1", 1, "none", "", "", "", SENDER, "Innovation survey", 600)


def read(letter: Letter, server: MailServer = HERE) -> EmailMessage:
    found = message_from_bytes(mail.as_bytes(letter, server), policy=default)
    assert isinstance(found, EmailMessage)
    return found


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return make_certificate(tmp_path_factory.mktemp("certificate"))


def test_a_letter_says_who_sends_it_and_that_a_machine_does() -> None:
    found = read(Letter("amina@example.org", "Hello", "Text\n", "coordinator@example.org"))
    assert found["From"] == f"Innovation survey <{SENDER}>"
    assert found["To"] == "amina@example.org"
    assert found["Reply-To"] == "coordinator@example.org"
    assert found["Auto-Submitted"] == "auto-generated"
    assert found["Date"]
    assert "amina" not in found["Message-ID"]
    assert found["Message-ID"].endswith("@example.org>")
    assert found["Message-ID"] != read(LETTER)["Message-ID"]
    assert text_of(found) == "Text\n"


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("استبيان الابتكار ٢٠٢٦", "السلام عليكم\nhttps://example.org/assessment/link/x\n"),
        ("Enquête sur l'innovation", "Chère collègue,\n"),
        ("A subject " * 30, f"https://example.org/assessment/link/{'x' * 200}\n"),
        ("创新调查", "您好\n" * 400),
    ],
)
def test_any_language_and_any_length_arrives_as_it_was_written(subject: str, text: str) -> None:
    raw = mail.as_bytes(Letter("a@example.org", subject.strip(), text), HERE)
    assert max(map(len, raw.splitlines())) < 998
    found = read(Letter("a@example.org", subject.strip(), text))
    assert found["Subject"] == subject.strip()
    assert text_of(found) == text


def test_a_link_stays_on_one_line() -> None:
    link = "https://innovation.example.org/assessment/link/" + "x" * 43
    assert link.encode() in mail.as_bytes(Letter("a@example.org", "Hello", f"{link}\n"), HERE)


@given(st.text(max_size=60), st.text(max_size=60))
def test_nobody_writes_another_header(address: str, subject: str) -> None:
    try:
        found = read(Letter(f"{address}@example.org", subject, "Text\n"))
    except (AddressError, ValueError):
        return
    assert found["To"] == f"{address}@example.org"
    assert set(found.keys()) == {
        *("From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version"),
        *("Content-Type", "Content-Transfer-Encoding"),
    }


@pytest.mark.parametrize(
    "address",
    [
        "a@example.org\r\nBcc: b@example.org",
        "a@example.org, b@example.org",
        "a@example.org b@example.org",
        "<a@example.org>",
        "Amina <a@example.org>",
        "a@example.org>",
        "a..b@example.org",
        ".a@example.org",
        "a@localhost",
        "a@-example.org",
        "a@exam ple.org",
        "a@example..org",
        "@example.org",
        "example.org",
        "",
        "a@[127.0.0.1]",
        '"a b"@example.org',
        "müller@example.org",
        f"{'a' * 65}@example.org",
        f"a@{'b' * 63}.{'c' * 63}.{'d' * 63}.{'e' * 63}.org",
        f"a@{'ü' * 70}.org",
    ],
)
def test_what_is_no_address_is_refused_without_repeating_it(address: str) -> None:
    with pytest.raises(AddressError) as refused:
        mail.sendable(address)
    assert not address or address not in str(refused.value)


def test_international_domains_travel_in_ascii() -> None:
    assert mail.sendable("amina@bücher.example") == "amina@xn--bcher-kva.example"
    assert mail.sendable("amina+x@mail.example.org") == "amina+x@mail.example.org"
    assert read(Letter("a@bücher.example", "Hi", "x\n"))["To"] == "a@xn--bcher-kva.example"


def test_a_subject_of_two_lines_is_refused() -> None:
    with pytest.raises(ValueError, match="linefeed"):
        mail.as_bytes(Letter("a@example.org", "Hello\r\nBcc: b@example.org", "x"), HERE)


def test_a_server_takes_a_letter() -> None:
    with mail_server() as box:
        assert mail.send(box.server(), LETTER) == Answer(Verdict.TAKEN)
        ((address, message),) = box.got
    assert address == "amina@example.org"
    assert text_of(message) == LETTER.text


@pytest.mark.parametrize("at_once", [False, True])
def test_letters_travel_under_tls_and_only_to_who_is_trusted(
    certificate: Certificate, monkeypatch: pytest.MonkeyPatch, *, at_once: bool
) -> None:
    with mail_server(tls=certificate, is_tls_at_once=at_once) as box:
        server = box.server(security="tls" if at_once else "starttls")
        with pytest.raises(MailError) as refused:
            mail.send(server, LETTER)
        assert refused.value.fault is Fault.CERTIFICATE
        assert "self-signed certificate" in str(refused.value).replace("self signed", "self-signed")
        assert box.got == []
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate.path))
        assert mail.send(server, LETTER).verdict is Verdict.TAKEN


def test_a_server_without_tls_gets_nothing() -> None:
    with mail_server() as box:
        faults: dict[MailSecurity, Fault] = {"starttls": Fault.NO_TLS, "tls": Fault.TLS}
        for security, fault in faults.items():
            with pytest.raises(MailError) as refused:
                mail.send(box.server(security=security), LETTER)
            assert refused.value.fault is fault
        assert box.got == []


def test_who_signs_in_is_let_in_and_a_wrong_password_is_never_repeated(
    certificate: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.path))
    with mail_server(tls=certificate, needs_login=True) as box:
        right = box.server(security="starttls", user=USER, password=PASSWORD)
        assert mail.send(right, LETTER).verdict is Verdict.TAKEN
        assert PASSWORD not in repr(right)
        for user, password in ((USER, "wr0ng-word"), (USER, "wröng"), ("", "")):
            with pytest.raises(MailError) as refused:
                mail.send(box.server(security="starttls", user=user, password=password), LETTER)
            assert refused.value.fault is Fault.LOGIN
            assert not password or password not in str(refused.value)


def test_signing_in_where_the_server_knows_no_way_is_a_fault_of_signing_in() -> None:
    with mail_server() as box, pytest.raises(MailError) as refused:
        mail.send(box.server(user=USER, password=PASSWORD), LETTER)
    assert refused.value.fault is Fault.LOGIN


def test_a_server_that_is_not_there_is_said_to_be() -> None:
    for host, fault in (("127.0.0.1", Fault.CLOSED), ("no-such-host.invalid", Fault.NAME)):
        server = MailServer(host, free_port(), "none", "", "", "", SENDER, "", 600)
        with pytest.raises(MailError) as refused:
            mail.send(server, LETTER)
        assert refused.value.fault is fault
        assert refused.value.__suppress_context__


def test_a_server_that_says_nothing_is_not_waited_for() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        server = MailServer(
            "127.0.0.1", silent.getsockname()[1], "none", "", "", "", SENDER, "", 600
        )
        with pytest.raises(MailError) as refused:
            mail.send(server, LETTER, 0.2)
    assert refused.value.fault is Fault.SILENT


def test_a_server_that_is_slow_with_one_letter_is_not_waited_for() -> None:
    with mail_server() as box:
        box.seconds = 0.8
        with pytest.raises(MailError) as refused:
            mail.send(box.server(), LETTER, 0.3)
    assert refused.value.fault is Fault.SILENT


def test_a_server_that_hangs_up_is_no_refusal_of_the_letter() -> None:
    with mail_server() as box:
        box.hangs_up_after = 1
        with mail.conversation(box.server()) as postman:
            assert postman.hand_over(LETTER).verdict is Verdict.TAKEN
            with pytest.raises(MailError) as refused:
                postman.hand_over(LETTER)
    assert refused.value.fault is Fault.HUNG_UP


@pytest.mark.parametrize(
    ("code", "verdict"),
    [("450", Verdict.LATER), ("550", Verdict.REFUSED), ("552", Verdict.REFUSED)],
)
@pytest.mark.parametrize("place", ["says", "says_to_data"])
def test_what_is_said_of_one_letter_holds_for_it_alone(
    code: str, verdict: Verdict, place: str
) -> None:
    """And its answer is kept without the address, in whatever way it names somebody."""
    token = "x" * 43
    link = f"https://example.org/assessment/link/{token}"
    said = f"{code} <amina@example.org>: AMINA unknown, saw {link} {token} {'why ' * 80}"
    with mail_server() as box:
        setattr(box, place, lambda address, _time: said if address.startswith("amina") else "")
        with mail.conversation(box.server()) as postman:
            answer = postman.hand_over(LETTER)
            other = postman.hand_over(Letter("bo@example.org", "Hello", "x\n"))
    assert (answer.verdict, other.verdict) == (verdict, Verdict.TAKEN)
    assert answer.said.startswith(f"{code} … … unknown, saw … … why why")
    assert len(answer.said) <= mail.LONGEST_ANSWER + 4


@pytest.mark.parametrize("code", ["421", "530", "535"])
def test_what_is_wrong_with_the_server_is_not_said_of_the_letter(code: str) -> None:
    with mail_server() as box:
        box.says = lambda _address, _time: f"{code} amina@example.org cannot now"
        with pytest.raises(MailError) as refused:
            mail.send(box.server(), LETTER)
    assert "amina" not in str(refused.value)


def test_an_address_that_is_none_never_reaches_the_server() -> None:
    with mail_server() as box:
        answer = mail.send(box.server(), Letter("a@b", "Hello", "x\n"))
        assert answer == Answer(Verdict.REFUSED, "this is not a mail address")
        assert mail.send(
            box.server(), Letter("a@example.org", "Hello\nBcc: b@example.org", "x\n")
        ) == Answer(Verdict.REFUSED, "this letter cannot be written")
        assert box.got == []
