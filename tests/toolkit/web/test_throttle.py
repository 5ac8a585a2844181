"""The brake on guessing, with a clock that tests turn."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.web.throttle import Throttle, TooManyFailuresError


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def waits(check: Callable[[], None]) -> bool:
    try:
        check()
    except TooManyFailuresError:
        return True
    return False


def test_the_limit_is_the_number_of_failures_that_one_may_have(clock: Clock) -> None:
    throttle = Throttle(limit=3, clock=clock)
    for _failure in range(3):
        throttle.check("a")
        throttle.failed("a")
    with pytest.raises(TooManyFailuresError):
        throttle.check("a")


def test_addresses_do_not_wait_for_each_other(clock: Clock) -> None:
    throttle = Throttle(limit=1, clock=clock)
    throttle.failed("a")
    throttle.check("b")
    with pytest.raises(TooManyFailuresError):
        throttle.check("a")


def test_failures_are_forgotten_one_by_one(clock: Clock) -> None:
    throttle = Throttle(limit=2, window=60, clock=clock)
    throttle.failed("a")
    clock.now += 30
    throttle.failed("a")
    clock.now += 29.9
    assert waits(lambda: throttle.check("a"))
    clock.now += 0.1
    throttle.check("a")
    throttle.failed("a")
    assert waits(lambda: throttle.check("a"))
    clock.now += 30
    throttle.check("a")


def test_checking_is_no_failure(clock: Clock) -> None:
    throttle = Throttle(limit=1, clock=clock)
    for _check in range(100):
        throttle.check("a")


def test_waiting_does_not_prolong_itself(clock: Clock) -> None:
    throttle = Throttle(limit=1, window=60, clock=clock)
    throttle.failed("a")
    for _second in range(59):
        clock.now += 1
        assert waits(lambda: throttle.check("a"))
    clock.now += 1
    throttle.check("a")


def test_the_address_that_failed_longest_ago_is_forgotten_first(clock: Clock) -> None:
    throttle = Throttle(limit=1, addresses=2, clock=clock)
    throttle.failed("a")
    throttle.failed("b")
    throttle.failed("a")
    throttle.failed("c")
    assert [waits(lambda x=x: throttle.check(x)) for x in "abc"] == [True, False, True]  # type: ignore[misc] # mypy does not infer lambdas with defaults


@given(st.lists(st.tuples(st.sampled_from("abc"), st.floats(0, 50)), max_size=60))
def test_it_agrees_with_counting_by_hand(events: list[tuple[str, float]]) -> None:
    clock = Clock()
    throttle = Throttle(limit=3, window=100, clock=clock)
    failures: list[tuple[str, float]] = []
    for address, pause in events:
        clock.now += pause
        recent = sum(who == address and when > clock.now - 100 for who, when in failures)
        assert waits(lambda: throttle.check(address)) == (recent >= 3)  # noqa: B023 - called at once
        throttle.failed(address)
        failures.append((address, clock.now))
