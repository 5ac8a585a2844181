"""Work for the job process."""

import enum
from datetime import datetime

from sqlalchemy import (
    ForeignKey,
    String,
)
from sqlalchemy.orm import Mapped, mapped_column

from toolkit.models.base import Base, UtcTime, text_of


class JobName(enum.StrEnum):
    """What a job does, for one wave or for the installation."""

    DESTROY = "destroy"  # what is left of a published wave, or of a proposal that came too late
    GROUP = "group"  # the entities of a publication among each other
    DRAW = "draw"  # the charts of a publication
    STEP = "step"  # the step of a wave that an administrator asked for, or its last day
    PREVIEW = "preview"  # what a wave would show at the response rates that were asked for
    REPORT = "report"  # one group's results as a file
    LINKS = "links"  # visit the pages that tools lead to
    MAIL = "mail"  # some letters of a mailing, and then the next


class JobState(enum.StrEnum):
    """A job's life."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"  # given up after its last attempt


class Job(Base):
    """Work for the job process, written in the transaction of what asks for it."""

    __tablename__ = "job"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[JobName] = mapped_column(text_of(JobName))
    wave_id: Mapped[int | None] = mapped_column(ForeignKey("wave.id", ondelete="CASCADE"))
    subject: Mapped[str] = mapped_column(String(200), default="")  # what it is about
    state: Mapped[JobState] = mapped_column(text_of(JobState), index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)  # of `total` steps
    total: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(String(300), default="")
    asked: Mapped[datetime] = mapped_column(UtcTime)
    due: Mapped[datetime] = mapped_column(UtcTime)  # not before
    ended: Mapped[datetime | None] = mapped_column(UtcTime)
