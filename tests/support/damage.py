"""An installation with an open wave, and everything that can be wrong with it."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import delete, select, text, update
from sqlalchemy.orm import Session
from voting import ACTOR, approve, propose
from waves import OpenWave

from questionnaires.model import Questionnaire
from toolkit.models import (
    Ballot,
    Cell,
    Content,
    Job,
    JobName,
    JobState,
    Link,
    Participation,
    Published,
    RosterRow,
    Wave,
)
from toolkit.publish import service
from toolkit.sealing import keyhalves
from toolkit.sealing.ballots import new_key_pair
from toolkit.sealing.keyhalves import Half, read_half, server_half_path, write_half


@dataclass
class Scene:
    """An installation with an open wave, to be damaged."""

    wave: OpenWave
    questionnaire: Questionnaire

    @property
    def keys(self) -> Path:
        return self.wave.settings.keys

    @property
    def half(self) -> Path:
        return server_half_path(self.keys, self.wave.id)

    @contextmanager
    def changed(self) -> Iterator[Session]:
        with self.wave.engines.write() as session:
            yield session

    def close(self) -> None:
        self.wave.close()
        keyhalves.erase_link_key(self.keys, self.wave.id)

    def propose(self) -> None:
        self.close()
        propose(self.wave)

    def publish(self) -> None:
        self.propose()
        approve(self.wave)


def lose_half(scene: Scene) -> None:
    scene.half.unlink()


def lose_half_of_closed(scene: Scene) -> None:
    scene.close()
    scene.half.unlink()


def cut_half(scene: Scene) -> None:
    scene.half.write_bytes(scene.half.read_bytes()[:-9])


def swap_half(scene: Scene) -> None:
    secret = read_half(scene.half).secret
    scene.half.unlink()
    write_half(scene.half, Half(9, "server", secret))


def lose_link_key(scene: Scene) -> None:
    keyhalves.erase_link_key(scene.keys, scene.wave.id)


def keep_link_key(scene: Scene) -> None:
    scene.wave.close()


def unconfirm_an_entity(scene: Scene) -> None:
    with scene.changed() as session:
        one = select(Participation).where(Participation.entity != "").limit(1)
        session.scalars(one).one().confirmed_by = ""


def unconfirm_the_whole(scene: Scene) -> None:
    with scene.changed() as session:
        session.execute(
            update(Participation).where(Participation.entity == "").values(confirmed_by="")
        )


def exchange_a_link(scene: Scene) -> None:
    with scene.changed() as session:
        one = select(Link.id).limit(1).scalar_subquery()
        session.execute(update(Link).where(Link.id == one).values(id=bytes(32)))


def lose_a_person(scene: Scene) -> None:
    with scene.changed() as session:
        session.delete(session.scalars(select(RosterRow).limit(1)).one())


def add_spares(scene: Scene) -> None:
    with scene.changed() as session:
        for row in session.scalars(select(RosterRow).limit(3)):
            row.is_spare = True


def exchange_link_key(scene: Scene) -> None:
    (scene.keys / f"wave-{scene.wave.id}.links").write_bytes(bytes(32))


def break_link_key(scene: Scene) -> None:
    path = scene.keys / f"wave-{scene.wave.id}.links"
    path.unlink()
    path.mkdir(mode=0o700)  # root, who runs tests, may read whatever has a mode


def lose_mark(scene: Scene) -> None:
    (scene.keys / "wave-1.public").unlink()


def lose_terms(scene: Scene) -> None:
    (scene.keys / "wave-1.terms").unlink()


def lower_threshold(scene: Scene) -> None:
    with scene.changed() as session:
        session.get_one(Wave, scene.wave.id).mean_from = 5


def exchange_key(scene: Scene) -> None:
    with scene.changed() as session:
        session.get_one(Wave, scene.wave.id).public_key = new_key_pair().public


def bring_custodians_half(scene: Scene) -> None:
    copy = scene.wave.settings.instance / "notes" / "old.txt"
    copy.parent.mkdir()
    copy.write_bytes(scene.wave.custodian.read_bytes())


def leave_a_strangers_half(scene: Scene) -> None:
    write_half(server_half_path(scene.keys, 7), Half(7, "server", bytes(96)))


def set_half_aside(scene: Scene) -> None:
    write_half(scene.keys / "wave-1.half.unknown-0011", Half(1, "server", bytes(96)))


def open_key_file(scene: Scene) -> None:
    scene.half.chmod(0o640)


def open_key_folder(scene: Scene) -> None:
    scene.keys.chmod(0o701)


def open_secret(scene: Scene) -> None:
    (scene.wave.settings.instance / "secret").chmod(0o604)


def stuff(scene: Scene) -> None:
    with scene.changed() as session:
        cell_id = session.scalars(select(Cell.id)).first()
        session.add(Ballot(id=bytes(16), cell_id=cell_id, body=bytes(1216)))


def stuff_and_close(scene: Scene) -> None:
    stuff(scene)
    scene.close()


def leave_proposal(scene: Scene) -> None:
    scene.propose()


def interrupt_destruction(scene: Scene) -> None:
    scene.propose()
    with scene.changed() as session:
        service.approve(session, scene.wave.id, actor=ACTOR)


def tamper(scene: Scene) -> None:
    scene.publish()
    with scene.changed() as session:
        row = session.get_one(Published, scene.wave.id)
        row.text = row.text.replace('"wave":"1"', '"wave":"9"')


def tamper_with_both(scene: Scene) -> None:
    scene.publish()
    with scene.changed() as session:
        row = session.get_one(Published, scene.wave.id)
        row.text, row.sha256 = (
            "{}",
            "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a",
        )


def job(scene: Scene, state: JobState) -> None:
    now = datetime.now(UTC)
    with scene.changed() as session:
        session.add(
            Job(
                name=JobName.DRAW,
                wave_id=scene.wave.id,
                state=state,
                error="MemoryError",
                asked=now,
                due=now,
                ended=now,
            )
        )


def give_a_job_up(scene: Scene) -> None:
    job(scene, JobState.FAILED)


def forget_content(scene: Scene) -> None:
    with scene.changed() as session:
        session.execute(delete(Content).where(Content.id == "source-ideas"))


def age(scene: Scene) -> None:
    with scene.changed() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '0003'"))


def rejuvenate(scene: Scene) -> None:
    with scene.changed() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))


def forget_schema(scene: Scene) -> None:
    with scene.changed() as session:
        session.execute(text("DROP TABLE alembic_version"))


DAMAGE: Sequence[tuple[Callable[[Scene], None], str]] = (
    (lose_half, "problem  wave 1 lacks the server's half of its key: its ballots can never"),
    (lose_half_of_closed, "problem  wave 1 lacks the server's half of its key: its ballots can"),
    (cut_half, "problem  the server's half of the key of wave 1: "),
    (swap_half, "problem  {keys}/wave-1.half is not the server's half of the key of wave 1"),
    (lose_link_key, "warning  wave 1 is open and lacks the key of its links"),
    (exchange_link_key, "problem  the key of the links of wave 1 is not the one that they were"),
    (break_link_key, "problem  the key of the links of wave 1: {keys}/wave-1.links: Is a dir"),
    (unconfirm_an_entity, "problem  wave 1 is open, and its roster is not confirmed: "),
    (unconfirm_the_whole, "problem  wave 1 is open, and its roster is not confirmed: no admini"),
    (exchange_a_link, "problem  in wave 1, 1 on the roster have no link, and 1 links belong to"),
    (lose_a_person, "problem  in wave 1, 0 on the roster have no link, and 1 links belong to"),
    (add_spares, "problem  wave 1 has more spare links of "),
    (keep_link_key, "warning  wave 1 is closed and the key of its links is not erased"),
    (lose_terms, "problem  wave 1 is not what it was when it opened"),
    (lower_threshold, "problem  wave 1 is not what it was when it opened"),
    (lose_mark, "problem  wave 1 lacks the mark of its public key, so nobody can submit"),
    (exchange_key, "problem  the public key of wave 1 is not the one checked"),
    (bring_custodians_half, "warning  {instance}/notes/old.txt is the custodian's half of the key"),
    (leave_a_strangers_half, "warning  {keys}/wave-7.half belongs to no wave of this database"),
    (set_half_aside, "warning  {keys}/wave-1.half.unknown-0011 belongs to no wave"),
    (open_key_file, "problem  others than the owner may use {keys}/wave-1.half"),
    (open_key_folder, "problem  others than the owner may use {keys}. "),
    (open_secret, "problem  others than the owner may use {instance}/secret"),
    (stuff, "problem  wave 1 has more ballots than used links, so it will not be published"),
    (stuff_and_close, "problem  wave 1 has more ballots than used links, so it will not be"),
    (leave_proposal, "problem  the proposal of wave 1 waits longer than 14 days"),
    (interrupt_destruction, "problem  the destruction of wave 1 is not finished"),
    (tamper, "problem  the publication of wave 1 was changed, and is not shown"),
    (tamper_with_both, "problem  the publication of wave 1 was changed, and is not shown"),
    (give_a_job_up, "problem  job 1 (draw, wave 1) was given up: MemoryError"),
    (forget_content, "problem  the database lacks tool source-ideas 1. Run: toolkit db upgrade"),
    (age, "problem  the database is empty, or of an older program"),
    (rejuvenate, "problem  the database is of a newer program"),
    (forget_schema, "problem  the database is empty, or of an older program"),
)
