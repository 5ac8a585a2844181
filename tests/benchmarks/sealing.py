"""How long sealing and opening one ballot takes, beside the bare library call."""

import statistics
import time
from collections.abc import Callable, Iterator

from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)

from tests.benchmarks.figures import Figure
from toolkit.sealing.ballots import BALLOT_BYTES, new_key_pair, seal, unseal

_ROUNDS, _REPEATS = 15, 100
UNSEALING_BUDGET = 110  # microseconds


def figures() -> Iterator[Figure]:
    """Microseconds for each of the two."""
    answers, pair = bytes(BALLOT_BYTES), new_key_pair()
    body = seal(pair.public, 1, 1, answers)
    mlkem, x25519 = MLKEM768PrivateKey.generate(), X25519PrivateKey.generate()
    private = MLKEM768X25519PrivateKey(mlkem, x25519)
    public = MLKEM768X25519PublicKey(mlkem.public_key(), x25519.public_key())
    suite = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
    bare_body = suite.encrypt(answers, public, b"")
    yield Figure(
        "Seal a ballot",
        "µs",
        *_paired(
            lambda: seal(pair.public, 1, 1, answers), lambda: suite.encrypt(answers, public, b"")
        ),
    )
    yield Figure(
        "Open a ballot",
        "µs",
        *_paired(
            lambda: unseal(pair.private, 1, 1, body), lambda: suite.decrypt(bare_body, private, b"")
        ),
        budget=UNSEALING_BUDGET,
    )


def _paired(ours: Callable[[], object], bare: Callable[[], object]) -> tuple[float, float]:
    """Medians of rounds taken in turn."""
    rounds = [(_microseconds(ours), _microseconds(bare)) for _round in range(_ROUNDS)]
    return statistics.median(a for a, _ in rounds), statistics.median(b for _, b in rounds)


def _microseconds(call: Callable[[], object]) -> float:
    started = time.process_time()
    for _repeat in range(_REPEATS):
        call()
    return (time.process_time() - started) / _REPEATS * 1e6
