"""A mailing through a real mail server with every fault: each letter arrives or is reported."""

import logging
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from browsing import Visitor
from letters import (
    TODAY,
    ask,
    let_a_minute_pass,
    let_time_pass,
    mail_jobs,
    states,
    work_off,
    workshop,
)
from mailserver import Box, links_in, text_of
from sqlalchemy import event, select, update
from waves import OpenWave

from toolkit import jobs, mail
from toolkit.letters import asking, posting
from toolkit.letters.asking import MailingError
from toolkit.letters.piles import MOST_ATTEMPTS
from toolkit.models import (
    Job,
    JobName,
    JobState,
    Link,
    MailedLetter,
    Mailing,
    MailingKind,
    RosterRow,
)
from toolkit.waves import invitations

WITH_ADDRESS = 26


def tokens(box: Box) -> dict[str, set[str]]:
    """The tokens that each address was sent."""
    found: dict[str, set[str]] = {}
    for address, message in box.got:
        for link in links_in(message):
            if "/assessment/link/" in link:
                found.setdefault(address, set()).add(link.rpartition("/")[2])
    return found


def expected(wave: OpenWave) -> dict[str, set[str]]:
    with wave.engines.write() as session:
        return {
            one.mail: {one.token}
            for one in invitations.invited(session, wave.id, wave.settings.keys)
            if one.mail
        }


def test_everybody_with_an_address_gets_the_own_link_once(wave: OpenWave, box: Box) -> None:
    assert ask(wave) == WITH_ADDRESS
    work_off(workshop(wave, box))
    assert states(wave.engines) == {"sent": WITH_ADDRESS}
    assert max(Counter(box.addresses()).values()) == 1
    assert tokens(box) == expected(wave)
    assert mail_jobs(wave.engines) == [(JobState.DONE, 1, "")]
    with pytest.raises(MailingError, match="was written to already"):
        ask(wave)


def test_an_entity_is_written_to_alone_and_nobody_twice(wave: OpenWave, box: Box) -> None:
    assert ask(wave, entity="Alpha") == 12
    work_off(workshop(wave, box))
    assert all(address.startswith("alpha-") for address in box.addresses())
    assert ask(wave) == WITH_ADDRESS - 12
    work_off(workshop(wave, box))
    assert max(Counter(box.addresses()).values()) == 1


def test_a_reminder_goes_to_everybody_with_the_same_link_and_once_a_day(
    wave: OpenWave, box: Box
) -> None:
    ask(wave)
    ask(wave, MailingKind.REMINDER)
    for entity in ("", "Alpha"):
        with pytest.raises(MailingError, match="a reminder was asked for today already"):
            ask(wave, MailingKind.REMINDER, entity)
    work_off(workshop(wave, box))
    assert set(Counter(box.addresses()).values()) == {2}
    assert tokens(box) == expected(wave)
    assert ask(wave, MailingKind.REMINDER, "Alpha", TODAY + timedelta(days=1)) == 12
    assert ask(wave, MailingKind.REMINDER, "Bravo", TODAY + timedelta(days=1)) == 14


def test_letters_are_sent_only_while_the_wave_is_open(wave: OpenWave, box: Box) -> None:
    ask(wave)
    wave.close()
    with pytest.raises(MailingError, match="only while the wave is open"):
        ask(wave, MailingKind.REMINDER)
    work_off(workshop(wave, box))
    assert box.got == []
    assert states(wave.engines) == {"given-up": WITH_ADDRESS}


def test_a_server_that_is_down_is_waited_for_through_a_night(wave: OpenWave) -> None:
    ask(wave)
    at = workshop(wave, None)  # no server is set up
    for attempt in range(1, 9):
        let_time_pass(wave.engines)
        job_id = at.next_due()
        assert job_id is not None
        at.perform(job_id)
        ((state, attempts, error),) = mail_jobs(wave.engines)
        assert (state, attempts) == (JobState.WAITING, attempt)
        assert error.startswith("no mail server is set up")
    with wave.engines.read() as session:
        due = session.scalars(select(Job.due)).one()
        assert session.scalars(select(Mailing.trouble)).one() == error
        assert (due - session.scalars(select(Job.asked)).one()) > timedelta(hours=7)
    work_off(at)
    assert mail_jobs(wave.engines)[0][0] is JobState.FAILED
    assert states(wave.engines) == {"waiting": WITH_ADDRESS}


def test_a_server_that_comes_back_gets_everything(wave: OpenWave, box: Box) -> None:
    ask(wave)
    down = workshop(wave, Box(1))  # nobody listens there
    for _attempt in range(3):
        let_time_pass(wave.engines)
        job_id = down.next_due()
        assert job_id is not None
        down.perform(job_id)
    work_off(workshop(wave, box))
    assert tokens(box) == expected(wave)
    with wave.engines.read() as session:
        assert session.scalars(select(Mailing.trouble)).one() == ""


@pytest.mark.parametrize("place", ["says", "says_to_data"])
def test_one_address_in_ten_is_refused_and_reported_with_why(
    wave: OpenWave, box: Box, place: str
) -> None:
    def refuse(address: str, _time: int) -> str:
        return f"550 5.1.1 <{address}> is nobody here" if address.split("-")[1][0] == "3" else ""

    setattr(box, place, refuse)
    ask(wave)
    work_off(workshop(wave, box))
    assert states(wave.engines) == {"sent": WITH_ADDRESS - 2, "refused": 2}
    with wave.engines.read() as session:
        said = set(session.scalars(select(MailedLetter.said)))
    assert said == {"", "550 5.1.1 … is nobody here"}


def test_who_is_put_off_is_tried_again_and_arrives(wave: OpenWave, box: Box) -> None:
    box.says = lambda _address, time: "451 greylisted, come back" if time < 3 else ""
    ask(wave)
    assert work_off(workshop(wave, box)) == 3
    assert states(wave.engines) == {"sent": WITH_ADDRESS}
    assert set(box.asked.values()) == {3}
    assert max(Counter(box.addresses()).values()) == 1


def test_who_is_put_off_for_ever_is_given_up_and_reported(wave: OpenWave, box: Box) -> None:
    box.says = lambda address, _time: "452 full" if address == "alpha-1@example.org" else ""
    ask(wave)
    work_off(workshop(wave, box))
    assert states(wave.engines) == {"sent": WITH_ADDRESS - 1, "given-up": 1}
    assert box.asked["alpha-1@example.org"] == MOST_ATTEMPTS


def test_a_server_that_hangs_up_in_the_middle_gets_the_rest_later(wave: OpenWave, box: Box) -> None:
    box.hangs_up_after = 7
    ask(wave)
    at = workshop(wave, box)
    job_id = at.next_due()
    assert job_id is not None
    at.perform(job_id)
    assert states(wave.engines) == {"sent": 7, "waiting": WITH_ADDRESS - 7}
    with wave.engines.read() as session:
        assert session.scalars(select(Mailing.trouble)).one().startswith("the mail server hung up")
    box.hangs_up_after = -1
    work_off(at)
    assert tokens(box) == expected(wave)
    assert max(Counter(box.addresses()).values()) == 1


def test_a_letter_at_which_the_server_always_hangs_up_stops_no_other(
    wave: OpenWave, box: Box
) -> None:
    box.says = lambda address, _time: "421 bye" if address == "alpha-0@example.org" else ""
    ask(wave)
    work_off(workshop(wave, box))
    assert states(wave.engines) == {"sent": WITH_ADDRESS - 1, "given-up": 1}


def test_a_slow_server_holds_up_nothing_else(
    wave: OpenWave, box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posting, "SECONDS_AT_ONCE", 0.0)  # gone before the server greets
    ask(wave)
    at = workshop(wave, box)
    let_time_pass(wave.engines)
    job_id = at.next_due()
    assert job_id is not None
    at.perform(job_id)
    assert states(wave.engines) == {"sent": 1, "waiting": WITH_ADDRESS - 1}
    with wave.engines.write() as session:
        jobs.ask(session, JobName.DESTROY, wave.id)
    let_time_pass(wave.engines)
    with wave.engines.read() as session:
        destroying = session.scalars(select(Job.id).where(Job.name == JobName.DESTROY)).one()
    assert at.next_due() == destroying
    assert mail_jobs(wave.engines)[0][0] is JobState.WAITING


def test_mailings_take_turns_and_keep_to_the_rate(wave: OpenWave, box: Box) -> None:
    ask(wave, entity="Alpha")
    ask(wave, entity="Bravo")
    at = workshop(wave, box, per_minute=8)  # two at once, then a quarter of a minute of pause
    for sent in (["alpha"] * 2, ["alpha"] * 2 + ["bravo"] * 2, ["alpha"] * 4 + ["bravo"] * 2):
        while (job_id := at.next_due()) is not None:
            at.perform(job_id)
        assert sorted(address.split("-")[0] for address in box.addresses()) == sent
        with wave.engines.read() as session:
            waits = [due - datetime.now(UTC) for due in session.scalars(select(Job.due))]
        assert all(timedelta(seconds=10) < one < timedelta(seconds=16) for one in waits)
        let_a_minute_pass(wave.engines)


def test_whatever_is_asked_for_meanwhile_waits_for_what_was_sent(wave: OpenWave, box: Box) -> None:
    ask(wave, entity="Alpha")
    at = workshop(wave, box, per_minute=48)  # twelve at once: all of them
    at.perform(at.next_due() or 0)
    ask(wave, entity="Bravo")
    with wave.engines.write() as session:
        mailing = session.scalars(select(Mailing).where(Mailing.entity == "Bravo")).one()
        asking.go_on(session, mailing)  # at once, as whoever tries again wants it
    job_id = at.next_due()
    assert job_id is not None
    at.perform(job_id)
    assert len(box.got) == 12
    assert at.next_due() is None
    work_off(at)
    assert len(box.got) == WITH_ADDRESS


def test_a_process_that_dies_in_a_slice_has_taken_its_letters(
    wave: OpenWave, box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    class DiedError(BaseException):
        pass

    def die(*_arguments: object) -> None:
        raise DiedError

    ask(wave)
    at = workshop(wave, box, per_minute=8)
    with monkeypatch.context() as patched:
        patched.setattr("toolkit.mail.Postman.hand_over", die)
        with pytest.raises(DiedError):
            at.perform(at.next_due() or 0)
    at.recover()
    at.perform(at.next_due() or 0)
    assert box.got == []
    let_a_minute_pass(wave.engines)
    at.perform(at.next_due() or 0)
    assert len(box.got) == 2


def test_an_address_that_nobody_can_send_to_is_reported(wave: OpenWave, box: Box) -> None:
    with wave.engines.write() as session:
        session.execute(
            update(RosterRow)
            .where(RosterRow.mail == "alpha-1@example.org")
            .values(mail="a@example.org>,b@example.org")
        )
    ask(wave)
    work_off(workshop(wave, box))
    assert states(wave.engines) == {"sent": WITH_ADDRESS - 1, "refused": 1}
    with wave.engines.read() as session:
        assert "this is not a mail address" in set(session.scalars(select(MailedLetter.said)))


def test_who_is_withdrawn_or_replaced_meanwhile_gets_no_old_link(wave: OpenWave, box: Box) -> None:
    ask(wave)
    with wave.engines.write() as session:
        keys = wave.settings.keys
        gone = invitations.named(session, wave.id, "bravo-1@example.org")
        invitations.withdraw(session, wave.id, keys, gone, actor="tests")
        lost = invitations.named(session, wave.id, "bravo-2@example.org")
        invitations.replace(session, wave.id, keys, lost, actor="tests")
    work_off(workshop(wave, box))
    assert box.to("bravo-1@example.org") == []
    assert tokens(box) == expected(wave)


def test_one_person_gets_the_link_again(wave: OpenWave, box: Box) -> None:
    ask(wave)
    work_off(workshop(wave, box))
    for _time in range(2):
        with wave.engines.write() as session:
            person = invitations.named(session, wave.id, "bravo-1@example.org")
            invitations.replace(session, wave.id, wave.settings.keys, person, actor="tests")
            assert asking.ask_again(session, person, language="en", today=TODAY, actor="tests")
            silent = invitations.named(session, wave.id, "Silent 1")
            assert not asking.ask_again(session, silent, language="en", today=TODAY, actor="tests")
        work_off(workshop(wave, box))
    first, second, third = box.to("bravo-1@example.org")
    assert links_in(first) != links_in(second) != links_in(third)
    assert set(links_in(third)) >= {
        f"{wave.settings.public_url}/assessment/link/{token}"
        for token in expected(wave)["bravo-1@example.org"]
    }
    assert "Use it from now on" in text_of(third)


def test_a_wrong_address_is_corrected_only_if_no_letter_was_ever_taken(
    wave: OpenWave, box: Box
) -> None:
    box.says = lambda address, _time: "550 unknown" if address == "alpha-1@example.org" else ""
    ask(wave)
    work_off(workshop(wave, box))
    ask(wave, MailingKind.REMINDER)
    work_off(workshop(wave, box))

    def correct(person: str, address: str, own: str = "") -> None:
        with wave.engines.write() as session:
            found = invitations.named(session, wave.id, person)
            asking.correct(session, found, address, actor="tests", own=own)

    with pytest.raises(MailingError, match="was taken, or is on its way"):
        correct("Person 2", "other@example.org")
    with pytest.raises(MailingError, match="somebody else"):
        correct("Person 1", "ALPHA-2@example.org")
    with pytest.raises(MailingError, match="not on the roster"):
        correct("Person 1", "right@example.org", "Bravo")
    with pytest.raises(mail.AddressError):
        correct("Person 1", "right@example")
    correct("Person 1", "right@example.org", "Alpha")
    with pytest.raises(MailingError, match="is on its way"):
        correct("Person 1", "right-too@example.org")
    work_off(workshop(wave, box))
    (letter,) = box.to("right@example.org")
    assert letter["Subject"].endswith("your invitation")
    assert set(states(wave.engines)) == {"sent"}


def test_those_that_did_not_arrive_are_sent_again_together(wave: OpenWave, box: Box) -> None:
    box.says = lambda _address, _time: "554 relay access denied"
    ask(wave)
    work_off(workshop(wave, box))
    assert states(wave.engines) == {"refused": WITH_ADDRESS}
    box.says = lambda _address, _time: ""
    with wave.engines.write() as session:
        mailing = session.scalars(select(Mailing.id)).one()
        with pytest.raises(MailingError, match="no such mailing"):
            asking.retry(session, mailing, actor="tests", own="Alpha")
        asking.retry(session, mailing, actor="tests")
    work_off(workshop(wave, box))
    assert states(wave.engines) == {"sent": WITH_ADDRESS}


def test_no_log_holds_an_address_or_a_token(
    wave: OpenWave, box: Box, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(address: str, time: int) -> str:
        number = int(address.split("-")[1].partition("@")[0])
        said = (f"550 {address}", f"451 {address}", f"421 {address}", "")
        return said[number % 4 if time < 3 else 3]

    box.says = refuse
    with caplog.at_level(logging.DEBUG):
        ask(wave)
        work_off(workshop(wave, box))
        work_off(workshop(wave, Box(1)))
    ours = [one for one in caplog.records if not one.name.startswith("mail")]  # not the server's
    assert ours
    said = "".join(map(logging.Formatter().format, ours)) + repr(mail_jobs(wave.engines))
    with wave.engines.read() as session:
        answers = select(MailedLetter.said, Mailing.trouble).join(Mailing)
        said += repr(session.execute(answers).all())
        kept = repr(session.execute(select(MailedLetter.__table__)).all())
    for address, (token,) in expected(wave).items():
        assert address not in said
        assert address.partition("@")[0] not in said
        assert token not in said + kept


def test_who_answered_changes_nothing_of_a_mailing(wave: OpenWave, box: Box) -> None:
    """The same statements, letters and rows, whoever has used a link."""
    ask(wave)
    work_off(workshop(wave, box))
    seen = []
    for spent in (False, True):
        with wave.engines.write() as session:
            session.execute(update(Link).values(spent=spent))
        statements: list[str] = []

        def listen(*arguments: Any, said: list[str] = statements) -> None:
            said.append(arguments[2])

        for engine in (wave.engines.reading, wave.engines.writing):
            event.listen(engine, "before_cursor_execute", listen)
        day = TODAY + timedelta(days=spent)
        ask(wave, MailingKind.REMINDER, today=day)
        work_off(workshop(wave, box))
        for engine in (wave.engines.reading, wave.engines.writing):
            event.remove(engine, "before_cursor_execute", listen)
        seen.append(statements)
    assert seen[0] == seen[1]
    assert not any("link" in said.lower() for said in seen[0])
    assert set(Counter(box.addresses()).values()) == {3}  # the invitation too


def test_scanners_that_open_every_link_many_times_spend_nothing(
    wave: OpenWave, box: Box, visitor: Visitor
) -> None:
    ask(wave)
    work_off(workshop(wave, box))
    site = wave.settings.public_url
    for _time in range(3):
        for _address, message in box.got:
            for link in links_in(message):
                response = visitor.fetch(link.removeprefix(site))
                assert response.status_code in {200, 303}
                response.close()
    with wave.engines.read() as session:
        assert not any(session.scalars(select(Link.spent)))


def test_letters_go_with_the_roster(wave: OpenWave, box: Box) -> None:
    ask(wave)
    work_off(workshop(wave, box))
    with wave.engines.write() as session:
        for row in session.scalars(select(RosterRow)):
            session.delete(row)
    assert states(wave.engines) == {}
