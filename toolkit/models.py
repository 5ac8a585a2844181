"""Tables: facts only. Nothing here carries a time, an address or an order of a respondent."""

import enum
from datetime import UTC, date, datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    Dialect,
    Enum,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    MetaData,
    String,
    Text,
    TypeDecorator,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column, relationship

from questionnaires.model import Perspective
from toolkit.roles import Role


class Base(DeclarativeBase):
    """The tables' common base, with names for constraints so that migrations can address them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


def _text_of(names: type[enum.StrEnum], length: int = 12) -> Enum:
    """A column of an enumeration's values, as text."""
    return Enum(
        names, native_enum=False, length=length, values_callable=lambda found: [*map(str, found)]
    )


class UtcTime(TypeDecorator[datetime]):
    """A moment in UTC; SQLite forgets the zone, and gets it back here."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Say UTC of what the database returned."""
        if value is None:
            return None
        return value.astimezone(UTC) if dialect.name != "sqlite" else value.replace(tzinfo=UTC)


class ContentState(enum.StrEnum):
    """The life of one version; of what is published, the newest version is shown."""

    DRAFT = "draft"
    REVIEW = "review"  # waits for a person who did not write it
    PUBLISHED = "published"  # and its text never changes again
    WITHDRAWN = "withdrawn"


class Content(Base):
    """One version of a questionnaire or of a tool, as the text of its file."""

    __tablename__ = "content"
    __table_args__ = (
        # What a page of the catalogue asks for, without a look at a single text.
        Index("ix_content_shown", "state", "kind", "id", "version", "sha256"),
    )

    kind: Mapped[str] = mapped_column(String(20), primary_key=True)  # questionnaire | tool
    id: Mapped[str] = mapped_column(String(48), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    state: Mapped[ContentState] = mapped_column(
        _text_of(ContentState), default=ContentState.PUBLISHED
    )


class WaveState(enum.StrEnum):
    """A wave's life."""

    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"
    PROPOSED = "proposed"  # figures are made, and wait for an administrator
    PUBLISHED = "published"  # and every ballot is destroyed
    WITHDRAWN = "withdrawn"  # published in error; nothing of it is shown


class Wave(Base):
    """A time in which invited people answer one version, all from one perspective."""

    __tablename__ = "wave"

    id: Mapped[int] = mapped_column(primary_key=True)  # also the order of waves, which dates blobs
    title: Mapped[str] = mapped_column(String(120))
    state: Mapped[WaveState] = mapped_column(_text_of(WaveState, 12))
    perspective: Mapped[Perspective] = mapped_column(String(12))
    questionnaire: Mapped[str] = mapped_column(String(48))
    version: Mapped[int]
    sponsor: Mapped[str] = mapped_column(String(200))  # name and title
    decision: Mapped[str] = mapped_column(String(300))  # what will be decided with the results
    results_by: Mapped[date]  # when everybody invited reads the results
    first_day: Mapped[date | None]  # as planned; days begin and end in UTC
    last_day: Mapped[date | None]  # at whose end it closes by itself
    extended_to: Mapped[date | None]  # a later last day, announced once before the first was over
    closed_on: Mapped[date | None]
    public_key: Mapped[bytes | None] = mapped_column(LargeBinary)
    key_checked: Mapped[bool] = mapped_column(default=False)  # both halves opened a test ballot
    mean_from: Mapped[int] = mapped_column(default=10)  # people behind a mean, at least
    shares_from: Mapped[int] = mapped_column(default=20)  # people behind shares
    protected: Mapped[int] = mapped_column(default=10)  # people behind any combination
    # Synthetic people, and both halves of the key on this machine; every page says so.
    is_demonstration: Mapped[bool] = mapped_column(default=False)


class Assurance(enum.StrEnum):
    """What somebody has to stand for before a wave opens."""

    STAFF_COUNCIL = "staff-council"  # is informed
    DATA_PROTECTION = "data-protection"  # the office was asked
    ETHICS = "ethics"  # likewise
    NO_OTHER_SURVEY = "no-other-survey"  # of staff within six weeks
    CALENDAR = "calendar"  # holidays and busy weeks were looked at


class Assured(Base):
    """That somebody stands for one thing before a wave opens: who, and since when."""

    __tablename__ = "assured"

    wave_id: Mapped[int] = mapped_column(
        ForeignKey("wave.id", ondelete="CASCADE"), primary_key=True
    )
    assurance: Mapped[Assurance] = mapped_column(_text_of(Assurance, 20), primary_key=True)
    by: Mapped[str] = mapped_column("assured_by", String(254))
    at: Mapped[datetime] = mapped_column("assured_at", UtcTime)


class StepName(enum.StrEnum):
    """What an administrator asks for on a page, and the job process does."""

    OPEN = "open"
    CLOSE = "close"
    APPROVE = "approve"
    DISCARD = "discard"


class WaveStep(Base):
    """The next step of a wave's life, asked for and not done yet; or why it was refused."""

    __tablename__ = "wave_step"

    wave_id: Mapped[int] = mapped_column(
        ForeignKey("wave.id", ondelete="CASCADE"), primary_key=True
    )
    step: Mapped[StepName] = mapped_column(_text_of(StepName))
    asked_by: Mapped[str] = mapped_column(String(254))
    seen: Mapped[str] = mapped_column(String(64))  # hash of the proposal that it is about
    refused: Mapped[str] = mapped_column(Text)  # empty while it waits


OTHER_ENTITIES = "Other entities"  # the cell of those that are too small to stand alone


class Cell(Base):
    """The finest group that a wave reports on: an entity, or one value of the axis it chose."""

    __tablename__ = "cell"

    id: Mapped[int] = mapped_column(primary_key=True)
    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id", ondelete="CASCADE"), index=True)
    entity: Mapped[str] = mapped_column(String(120))
    value: Mapped[str] = mapped_column(
        Text
    )  # all values merged; empty where the entity chose no axis
    eligible: Mapped[int]


class Ballot(Base):
    """One person's sealed answers: a key that says nothing, a body that two key halves open."""

    __tablename__ = "ballot"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy's own form

    id: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    cell_id: Mapped[int] = mapped_column(ForeignKey("cell.id", ondelete="RESTRICT"))
    body: Mapped[bytes] = mapped_column(LargeBinary)


class Link(Base):
    """An invitation, known only by the hash of its token, and whether it has been spent."""

    __tablename__ = "link"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy's own form

    id: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    cell_id: Mapped[int] = mapped_column(ForeignKey("cell.id", ondelete="RESTRICT"))
    spent: Mapped[bool] = mapped_column(default=False)


class RosterRow(Base):
    """Somebody who is eligible in a wave, as the entity names them; or a spare for one to come.

    It has no sign of whether they answered, and no key of a link or a ballot. It goes with the
    links when a wave is approved.
    """

    __tablename__ = "roster"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)  # of chance; makes the link
    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id", ondelete="CASCADE"), index=True)
    entity: Mapped[str] = mapped_column(String(120))
    value: Mapped[str] = mapped_column(String(120))  # of the axis that the entity chose
    person: Mapped[str] = mapped_column(String(120))  # empty while a spare is not handed out
    mail: Mapped[str] = mapped_column(String(120))
    is_spare: Mapped[bool] = mapped_column(default=False)
    replaced: Mapped[int] = mapped_column(default=0)  # how often the link was
    withdrawn: Mapped[bool] = mapped_column(default=False)


class Participation(Base):
    """That an entity takes part in a wave, and who confirmed its rows; "" is the whole roster."""

    __tablename__ = "participation"

    wave_id: Mapped[int] = mapped_column(
        ForeignKey("wave.id", ondelete="CASCADE"), primary_key=True
    )
    entity: Mapped[str] = mapped_column(String(120), primary_key=True)
    is_listed: Mapped[bool] = mapped_column(default=False)  # said before anybody was imported
    confirmed_by: Mapped[str] = mapped_column(String(254), default="")  # an account's address


class Published(Base):
    """A wave's publication as its canonical text, with its hash; nothing in it is ever edited."""

    __tablename__ = "publication"

    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"), primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    proposed_on: Mapped[date]
    k: Mapped[int]  # what the attack on it found: every combination rests on this many people
    listed: Mapped[int]  # groups on the table list
    shown: Mapped[int]  # groups that are shown
    withdrawn_because: Mapped[str] = mapped_column(String(300), default="")


class AuditedCounts(Base):
    """How many people each table of a publication rests on, exactly: for the attack on it alone."""

    __tablename__ = "publication_audit"

    wave_id: Mapped[int] = mapped_column(
        ForeignKey("publication.wave_id", ondelete="CASCADE"), primary_key=True
    )
    text: Mapped[str] = mapped_column(Text)


class Membership(Base):
    """That an entity belongs to a comparison group in a wave, fixed before the wave opens."""

    __tablename__ = "membership"

    wave_id: Mapped[int] = mapped_column(
        ForeignKey("wave.id", ondelete="CASCADE"), primary_key=True
    )
    group: Mapped[str] = mapped_column("comparison_group", String(120), primary_key=True)
    entity: Mapped[str] = mapped_column(String(120), primary_key=True)


class Blob(Base):
    """A person's own answers, encrypted under the recovery code that only the person has."""

    __tablename__ = "blob"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy's own form

    id: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    wave_id: Mapped[
        int
    ]  # the newest wave at the last writing, 0 before the first; not a foreign key
    body: Mapped[bytes] = mapped_column(LargeBinary)


class User(Base):
    """A person with an account: staff, never a respondent. No address and no time of a sign-in."""

    __tablename__ = "user_account"  # user is a word of SQL

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)  # as service.canonical_email does
    password: Mapped[str] = mapped_column(String(255))  # an argon2 hash; empty where there is none
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)  # what sessions name
    totp: Mapped[bytes | None] = mapped_column(LargeBinary)  # an app's secret, sealed
    totp_used: Mapped[str] = mapped_column(String(64), default="")  # fingerprint of its last code
    grants: Mapped[list["Grant"]] = relationship(
        lazy="selectin", cascade="all, delete-orphan", order_by=lambda: (Grant.role, Grant.entity)
    )
    claimed: Mapped[list["ClaimedRole"]] = relationship(
        lazy="selectin",
        cascade="all, delete-orphan",
        order_by=lambda: (ClaimedRole.role, ClaimedRole.entity),
    )


class Grant(Base):
    """A role of a user, and the entity that it is for (empty where it is for the whole)."""

    __tablename__ = "role_grant"  # grant is a word of SQL

    user_id: Mapped[int] = mapped_column(
        ForeignKey("user_account.id", ondelete="CASCADE"), primary_key=True
    )
    role: Mapped[Role] = mapped_column(_text_of(Role, 20), primary_key=True)
    entity: Mapped[str] = mapped_column(String(120), primary_key=True)


class ClaimedRole(Base):
    """A role that an organisation's sign-in last said a user has; replaced at each such sign-in."""

    __tablename__ = "claimed_role"

    user_id: Mapped[int] = mapped_column(
        ForeignKey("user_account.id", ondelete="CASCADE"), primary_key=True
    )
    role: Mapped[Role] = mapped_column(_text_of(Role, 20), primary_key=True)
    entity: Mapped[str] = mapped_column(String(120), primary_key=True)


class Identity(Base):
    """Whom an organisation's sign-in knows by a subject; an address alone links nobody."""

    __tablename__ = "identity"

    issuer: Mapped[str] = mapped_column(String(255), primary_key=True)
    subject: Mapped[str] = mapped_column(String(255), primary_key=True)
    user_id: Mapped[int] = mapped_column(
        ForeignKey("user_account.id", ondelete="CASCADE"), index=True
    )


class Passkey(Base):
    """A key on somebody's device, which proves who they are."""

    __tablename__ = "passkey"

    id: Mapped[str] = mapped_column(Text, primary_key=True)  # the device's name for it, base64url
    user_id: Mapped[int] = mapped_column(
        ForeignKey("user_account.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[str] = mapped_column(String(60))
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    counter: Mapped[int] = mapped_column(BigInteger)  # the device's own; it finds copies of the key


class BackupCode(Base):
    """A code on paper that stands in once for a lost device or password, as its SHA-256."""

    __tablename__ = "backup_code"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(
        ForeignKey("user_account.id", ondelete="CASCADE"), index=True
    )


class AccountLink(Base):
    """A link by which somebody sets how they sign in, once, as its SHA-256."""

    __tablename__ = "account_link"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(
        ForeignKey("user_account.id", ondelete="CASCADE"), index=True
    )
    is_invitation: Mapped[bool] = mapped_column(default=True)
    until: Mapped[datetime] = mapped_column(UtcTime)


class JobName(enum.StrEnum):
    """What a job does, for one wave."""

    DESTROY = "destroy"  # what is left of a published wave, or of a proposal that came too late
    GROUP = "group"  # the entities of a publication among each other
    DRAW = "draw"  # the charts of a publication
    STEP = "step"  # the step of a wave that an administrator asked for, or its last day
    PREVIEW = "preview"  # what a wave would show at the response rates that were asked for
    REPORT = "report"  # one group's results as a file


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
    name: Mapped[JobName] = mapped_column(_text_of(JobName))
    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id", ondelete="CASCADE"))
    subject: Mapped[str] = mapped_column(String(200), default="")  # what in the wave it is about
    state: Mapped[JobState] = mapped_column(_text_of(JobState), index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)  # of `total` steps
    total: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(String(300), default="")
    asked: Mapped[datetime] = mapped_column(UtcTime)
    due: Mapped[datetime] = mapped_column(UtcTime)  # not before
    ended: Mapped[datetime | None] = mapped_column(UtcTime)


class Outlook(Base):
    """Which groups of a table list a wave would show at a response rate; none until worked out."""

    __tablename__ = "outlook"

    wave_id: Mapped[int] = mapped_column(
        ForeignKey("wave.id", ondelete="CASCADE"), primary_key=True
    )
    percent: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    table_list: Mapped[str] = mapped_column(String(64))  # the fingerprint of what decides it
    shown: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))  # ids of groups


class Chart(Base):
    """A chart of one group in one language, drawn from these publications and from nothing else."""

    __tablename__ = "chart"

    wave_id: Mapped[int] = mapped_column(
        ForeignKey("publication.wave_id", ondelete="CASCADE"), primary_key=True
    )
    node_id: Mapped[str] = mapped_column(Text, primary_key=True)
    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    language: Mapped[str] = mapped_column(String(2), primary_key=True)
    drawn_from: Mapped[str] = mapped_column(String(129))  # hashes: the publication's, the earlier's
    alt: Mapped[str] = mapped_column(Text)  # the same in words
    svg: Mapped[bytes] = mapped_column(LargeBinary)


class ReportKind(enum.StrEnum):
    """A form in which a group's results can be taken along."""

    PDF = "pdf"
    SHEET = "xlsx"
    SLIDES = "pptx"
    NOTE = "note"  # of one page, for a governing body


class Report(Base):
    """One group's results as a file in one language; who asked for it, and when, is not kept."""

    __tablename__ = "report"

    wave_id: Mapped[int] = mapped_column(
        ForeignKey("publication.wave_id", ondelete="CASCADE"), primary_key=True
    )
    node_id: Mapped[str] = mapped_column(Text, primary_key=True)
    kind: Mapped[ReportKind] = mapped_column(_text_of(ReportKind), primary_key=True)
    language: Mapped[str] = mapped_column(String(2), primary_key=True)
    says: Mapped[str] = mapped_column(String(64))  # the hash of all that it says
    body: Mapped[bytes] = mapped_column(LargeBinary)


class EntityGroups(Base):
    """A wave's groups of entities, map and neighbours, as the job made them of publications."""

    __tablename__ = "entity_groups"

    wave_id: Mapped[int] = mapped_column(
        ForeignKey("publication.wave_id", ondelete="CASCADE"), primary_key=True
    )
    drawn_from: Mapped[str] = mapped_column(String(129))  # its hash, and that of an earlier model's
    anew: Mapped[bool] = mapped_column(default=False)  # to be searched though a model is there
    text: Mapped[str] = mapped_column(Text)


class GroupName(Base):
    """What a curator calls one group of a model, in every wave that has it."""

    __tablename__ = "group_name"

    model: Mapped[str] = mapped_column(String(64), primary_key=True)  # the hash of the model
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(80))


class Audit(Base):
    """Who did what to which object: staff and the command line, never a respondent."""

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcTime)
    actor: Mapped[str] = mapped_column(String(254))
    action: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(254))
    detail: Mapped[str] = mapped_column(String(300))


class OfEntityMixin:
    """What an entity says of itself in a wave; whoever changes it says which version they read."""

    wave_id: Mapped[int] = mapped_column(
        ForeignKey("wave.id", ondelete="CASCADE"), primary_key=True, sort_order=-3
    )
    entity: Mapped[str] = mapped_column(String(120), primary_key=True, sort_order=-2)
    version: Mapped[int] = mapped_column(sort_order=-1)

    @declared_attr.directive
    @classmethod
    def __mapper_args__(cls) -> dict[str, object]:
        """Let no change overwrite one that its author has not read."""
        return {"version_id_col": cls.version}


class AmbitionStated(OfEntityMixin, Base):
    """Where an entity wants to be in each module, said before the wave opens and fixed with it."""

    __tablename__ = "ambition"

    modules: Mapped[dict[str, list[int]]] = mapped_column(JSON)  # level in tenths, and the year


class EntityReturn(OfEntityMixin, Base):
    """What an entity put into each module and did; nobody else reads it before it is signed."""

    __tablename__ = "entity_return"

    effort: Mapped[dict[str, int]] = mapped_column(JSON)  # of each module, 0 to 3
    actions: Mapped[dict[str, str]] = mapped_column(JSON)  # by the letter of paragraph 43
    signer_name: Mapped[str] = mapped_column(String(120), default="")
    signer_title: Mapped[str] = mapped_column(String(120), default="")
    signed_by: Mapped[str] = mapped_column(String(254), default="")  # the account
    signed_on: Mapped[date | None]


class PostingKind(enum.StrEnum):
    """Which way help goes."""

    OFFER = "offer"
    ASK = "ask"


class PostingMade(OfEntityMixin, Base):
    """An offer to other entities at one factor, or an ask; at most three of each."""

    __tablename__ = "posting"

    kind: Mapped[PostingKind] = mapped_column(_text_of(PostingKind), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # 1 to 3
    factor_id: Mapped[str] = mapped_column(String(48))
    title: Mapped[str] = mapped_column(String(80))
    text: Mapped[str] = mapped_column(String(400))
    contact: Mapped[str] = mapped_column(String(120))  # a function, never a name; may be empty


class DecisionTaken(OfEntityMixin, Base):
    """What an entity's executive decided on a factor that its results propose."""

    __tablename__ = "decision"

    factor_id: Mapped[str] = mapped_column(String(48), primary_key=True)
    tool_id: Mapped[str] = mapped_column(String(48))
    is_accepted: Mapped[bool]  # else "not now"
    owner: Mapped[str] = mapped_column(String(120))  # a function, never a name
    first_step_on: Mapped[date | None]


class FollowUpWritten(OfEntityMixin, Base):
    """What followed from the results ("You said, we did"), for everybody who was invited."""

    __tablename__ = "follow_up"

    lines: Mapped[list[dict[str, str]]] = mapped_column(JSON)  # said, done, owner; at most five


class NamingAgreed(OfEntityMixin, Base):
    """In which modules an entity agrees to be named to its peers: as it is now."""

    __tablename__ = "naming"

    modules: Mapped[list[str]] = mapped_column(JSON)


class Edition(Base):
    """How a version came about: who wrote it, why, and who read it before it was published."""

    __tablename__ = "edition"
    __table_args__ = (
        ForeignKeyConstraint(
            ["kind", "id", "version"],
            ["content.kind", "content.id", "content.version"],
            ondelete="CASCADE",
        ),
    )

    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    id: Mapped[str] = mapped_column(String(48), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    authors: Mapped[str] = mapped_column(Text)  # who changed its text, an address a line
    note: Mapped[str] = mapped_column(String(300), default="")  # what changed, and why
    is_wording_only: Mapped[bool] = mapped_column(default=False)
    reviewer: Mapped[str] = mapped_column(String(254), default="")  # published it, or sent it back
    objection: Mapped[str] = mapped_column(Text, default="")  # why it was sent back
    second_reader: Mapped[str] = mapped_column(String(254), default="")  # of a change of wording
    saved: Mapped[datetime] = mapped_column(UtcTime)
    revision: Mapped[int] = mapped_column(default=1)  # grows with every change of any kind


class Upkeep(Base):
    """What holds for a tool or questionnaire beyond one version: its release, its next review."""

    __tablename__ = "upkeep"

    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    id: Mapped[str] = mapped_column(String(48), primary_key=True)
    # The text of the newest release that was taken over, or knowingly left; 0 without a release.
    base_version: Mapped[int] = mapped_column(default=0)
    base_text: Mapped[str] = mapped_column(Text, default="")
    # The text of a newer release that waits for a decision, since the text was changed here too.
    offered_version: Mapped[int] = mapped_column(default=0)
    offered_text: Mapped[str] = mapped_column(Text, default="")
    review_by: Mapped[date | None]


class PracticeCase(Base):
    """What somebody on the staff tells of a tool in use: a note for curators, never published."""

    __tablename__ = "practice_case"

    id: Mapped[int] = mapped_column(primary_key=True)
    tool: Mapped[str] = mapped_column(String(48))
    sender: Mapped[str] = mapped_column(String(254))
    sent: Mapped[datetime] = mapped_column(UtcTime)
    done: Mapped[str] = mapped_column(Text)  # what was done
    result: Mapped[str] = mapped_column(Text)  # what came of it
    hard: Mapped[str] = mapped_column(Text)  # what was hard
    contact: Mapped[str] = mapped_column(String(254))  # whom a curator may ask
    link: Mapped[str] = mapped_column(String(500))  # a public page; empty where there is none
    settled_by: Mapped[str] = mapped_column(String(254), default="")  # a curator
