"""What is kept under a recovery code, on both databases."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from toolkit.models import Blob
from toolkit.sealing import blobs
from toolkit.sealing.blobs import STEP, BlobError
from toolkit.sealing.codes import new_code
from toolkit.storage.database import Engines

IN_ONE_TRANSACTION = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30
)
OVERHEAD = 12 + 16 + 4  # nonce, tag, length


@pytest.fixture
def session(engines: Engines) -> Iterator[Session]:
    """A writing session whose changes are not kept."""
    with Session(engines.writing) as session:
        yield session


@pytest.fixture
def code() -> bytes:
    return new_code()


def body_of(session: Session) -> bytes:
    return session.scalars(select(Blob.body)).one()


def damage(session: Session, body: bytes) -> None:
    session.execute(update(Blob).values(body=body))
    session.expire_all()


@IN_ONE_TRANSACTION
@given(st.binary(max_size=3 * STEP), st.integers(0, 50))
def test_what_is_written_is_read(
    session: Session, code: bytes, payload: bytes, wave_id: int
) -> None:
    blobs.write(session, code, wave_id, payload, newest_wave=wave_id)
    assert blobs.read(session, code, wave_id) == payload


@pytest.mark.parametrize(
    ("length", "steps"), [(0, 1), (1, 1), (STEP - 4, 1), (STEP - 3, 2), (2 * STEP - 4, 2)]
)
def test_a_length_tells_only_how_many_steps_it_fills(
    session: Session, code: bytes, length: int, steps: int
) -> None:
    blobs.write(session, code, 0, b"x" * length, newest_wave=0)
    session.flush()
    assert len(body_of(session)) == steps * STEP + OVERHEAD - 4


def test_writing_again_replaces_and_looks_different(session: Session, code: bytes) -> None:
    blobs.write(session, code, 0, b"answers", newest_wave=0)
    session.flush()
    first = body_of(session)
    blobs.write(session, code, 0, b"answers", newest_wave=0)
    session.flush()
    assert body_of(session) != first


def test_another_code_and_another_wave_hold_nothing(session: Session, code: bytes) -> None:
    blobs.write(session, code, 3, b"answers", newest_wave=3)
    assert blobs.read(session, new_code(), 3) is None
    assert blobs.read(session, code, 4) is None
    assert blobs.read(session, code, 0) is None


def test_nothing_readable_is_stored(session: Session, code: bytes) -> None:
    blobs.write(session, code, 3, b"answers" * 10, newest_wave=3)
    session.flush()
    row = session.scalars(select(Blob)).one()
    assert b"answers" not in row.body
    assert code not in row.id + row.body
    assert row.wave_id == 3


@IN_ONE_TRANSACTION
@given(data=st.data())
def test_a_changed_blob_does_not_open(session: Session, code: bytes, data: st.DataObject) -> None:
    blobs.write(session, code, 0, b"answers", newest_wave=0)
    session.flush()
    body = bytearray(body_of(session))
    body[data.draw(st.integers(0, len(body) - 1))] ^= data.draw(st.integers(1, 255))
    damage(session, bytes(body))
    with pytest.raises(BlobError):
        blobs.read(session, code, 0)


@pytest.mark.parametrize("length", [0, 1, 11, 12, 27, 28, STEP])
def test_a_truncated_blob_does_not_open(session: Session, code: bytes, length: int) -> None:
    blobs.write(session, code, 0, b"answers", newest_wave=0)
    session.flush()
    damage(session, body_of(session)[:length])
    with pytest.raises(BlobError):
        blobs.read(session, code, 0)


def test_a_blob_put_in_the_place_of_another_does_not_open(session: Session, code: bytes) -> None:
    blobs.write(session, code, 1, b"first", newest_wave=1)
    session.flush()
    first = body_of(session)
    session.execute(update(Blob).values(id=b"0" * 16))
    session.expire_all()
    blobs.write(session, code, 2, b"second", newest_wave=2)
    session.flush()
    session.execute(update(Blob).where(Blob.wave_id == 2).values(body=first))
    session.expire_all()
    with pytest.raises(BlobError):
        blobs.read(session, code, 2)


def test_what_is_removed_is_gone_and_nothing_else_is(session: Session, code: bytes) -> None:
    for wave_id in (0, 1):
        blobs.write(session, code, wave_id, b"answers", newest_wave=wave_id)
    blobs.remove(session, code, 1)
    blobs.remove(session, new_code(), 0)
    session.expire_all()
    assert blobs.read(session, code, 1) is None
    assert blobs.read(session, code, 0) == b"answers"
