"""The job process: huey runs what the outbox holds, one job at a time, and watches the dates."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from huey import MemoryHuey, crontab
from huey.consumer import Consumer, Scheduler

from toolkit import jobs
from toolkit.config import Settings
from toolkit.curate.weblinks import checking
from toolkit.curate.weblinks import store as weblinks
from toolkit.insights import drawing, regrouping
from toolkit.insights.reports import making
from toolkit.jobs import Work
from toolkit.letters import loose, posting
from toolkit.models import JobName, StepName
from toolkit.planning import outlooks, steps
from toolkit.processes import stepping
from toolkit.publish import destruction, preview
from toolkit.refusal import Refusal
from toolkit.storage import database, locks
from toolkit.storage.database import Engines
from toolkit.waves import opening, rates
from toolkit.waves import service as waves

_EVERY_QUARTER = "*/15"  # of an hour: there are time zones at each of them
_LOG = logging.getLogger("toolkit.jobs")

Progress = Callable[[int, int], None]  # steps done, of how many


@dataclass(frozen=True, slots=True)
class Workshop:
    """What jobs work with, and the way each begins and ends."""

    settings: Settings
    engines: Engines

    def perform(self, job_id: int) -> None:
        """Do one job, if it still waits, and write down how it ended; safe to call twice."""
        with self.engines.write() as session:
            work = jobs.begin(session, job_id, datetime.now(UTC))
        if work is None:
            return
        try:
            due = _WORK[work.name](self, work, lambda *steps: self._advance(job_id, *steps))
        except Exception as error:  # noqa: BLE001 - whatever went wrong is written down
            _LOG.exception("job %d failed: %s of wave %s", job_id, work.name, work.wave_id)
            with self.engines.write() as session:
                jobs.fail(session, job_id, _said(error), datetime.now(UTC))
        else:
            with self.engines.write() as session:
                if due is None:
                    jobs.succeed(session, job_id, datetime.now(UTC))
                else:
                    jobs.go_on(session, job_id, due)

    def next_due(self) -> int | None:
        """The job to do next, or None; jobs that the web process may not ask for are asked for."""
        with self.engines.read() as session:
            wanted = [
                *((JobName.STEP, wave_id) for wave_id in steps.wanted(session)),
                *((JobName.PREVIEW, wave_id) for wave_id in outlooks.wanted(session)),
            ]
        if wanted:
            with self.engines.write() as session:
                for name, wave_id in wanted:
                    jobs.ask(session, name, wave_id)
        with self.engines.read() as session:
            return jobs.next_due(session, datetime.now(UTC))

    def watch_dates(self) -> None:
        """Ask for what is due: destruction, opening, closing, a look at links of tools.

        Addresses that were kept long enough are deleted, and on Mondays answers are counted.
        """
        now = datetime.now(UTC)
        today = now.date()
        with self.engines.write() as session:
            for wave_id in destruction.waves_due(session, self.settings.keys, today):
                jobs.ask(session, JobName.DESTROY, wave_id)
            for wave_id in opening.begun(session, now):
                steps.ask(session, wave_id, StepName.OPEN, actor=steps.FIRST_DAY)
            for wave_id in waves.over(session, now):
                steps.ask(session, wave_id, StepName.CLOSE, actor=steps.LAST_DAY)
            if errand := weblinks.wanted(session, today):
                jobs.ask(session, JobName.LINKS, subject=errand.subject)
            loose.expire(session, today)
            rates.count(session, today)

    def recover(self) -> None:
        """Let jobs wait again whose process died."""
        with self.engines.write() as session:
            jobs.recover(session)

    def _advance(self, job_id: int, done: int, total: int) -> None:
        with self.engines.write() as session:
            jobs.advance(session, job_id, done, total)


def run(settings: Settings) -> None:
    """Run jobs until a signal ends it; only one process of a database does, others wait."""
    with locks.alone(settings.database_url, "jobs"):
        engines = database.connect(settings.database_url)
        try:
            workshop = Workshop(settings, engines)
            workshop.recover()
            workshop.watch_dates()
            _consumer(workshop).run()
        finally:
            engines.dispose()


def _consumer(workshop: Workshop) -> Consumer:
    """Huey with its queue in memory: what must survive is in the outbox, and only there."""
    huey = MemoryHuey("toolkit", results=False)
    perform = huey.task(name="perform")(workshop.perform)
    huey.periodic_task(crontab(minute=_EVERY_QUARTER), name="watch_dates")(workshop.watch_dates)

    class Outbox(Scheduler):  # type: ignore[misc] # huey ships no types
        """huey's scheduler, which looks into the outbox once a second too."""

        def loop(self, now: datetime | None = None) -> None:
            if not huey.pending_count() and (job_id := workshop.next_due()) is not None:
                perform(job_id)
            super().loop(now)

    class OutboxConsumer(Consumer):  # type: ignore[misc] # huey ships no types
        scheduler_class = Outbox

        def _set_signal_handlers(self) -> None:
            """Set none: a signal ends the process at once, whatever it is at.

            A job may be cut short anywhere, and is done again; a handler would have to wait for
            libraries that hold the interpreter for as long as one calculation takes.
            """

    return OutboxConsumer(huey)


def _said(error: Exception) -> str:
    """What the jobs page says of a fault: our own words, else only its kind; the log has all."""
    return str(error) if isinstance(error, Refusal) else type(error).__name__


def _destroy(workshop: Workshop, _work: Work, progress: Progress) -> None:
    settings, today = workshop.settings, datetime.now(UTC).date()
    destruction.destroy_due(workshop.engines.writing, settings.database_url, settings.keys, today)
    progress(1, 1)


def _group(workshop: Workshop, work: Work, progress: Progress) -> None:
    regrouping.regroup(workshop.engines, work.of_wave, progress)


def _draw(workshop: Workshop, work: Work, progress: Progress) -> None:
    drawing.draw(workshop.engines, work.of_wave, workshop.settings.languages, progress)


def _step(workshop: Workshop, work: Work, progress: Progress) -> None:
    today = datetime.now(UTC).date()
    stepping.take(workshop.engines, workshop.settings, work.of_wave, today)
    progress(1, 1)


def _preview(workshop: Workshop, work: Work, progress: Progress) -> None:
    preview.work_out(workshop.engines, work.of_wave, progress)


def _report(workshop: Workshop, work: Work, progress: Progress) -> None:
    making.make(workshop.engines, work.of_wave, work.subject, progress)


def _links(workshop: Workshop, work: Work, progress: Progress) -> None:
    visitor = checking.visitor(workshop.settings.public_url)
    today = datetime.now(UTC).date()
    checking.check(workshop.engines, work.subject, visitor.visit, progress, today=today)


def _mail(workshop: Workshop, work: Work, progress: Progress) -> datetime | None:
    now = datetime.now(UTC)
    return posting.post(workshop.engines, workshop.settings, int(work.subject), progress, now)


# A job that is done in parts says when the next is due.
_WORK: Mapping[JobName, Callable[[Workshop, Work, Progress], datetime | None]] = {
    JobName.DESTROY: _destroy,
    JobName.GROUP: _group,
    JobName.DRAW: _draw,
    JobName.PREVIEW: _preview,
    JobName.LINKS: _links,
    JobName.REPORT: _report,
    JobName.MAIL: _mail,
    JobName.STEP: _step,
}
