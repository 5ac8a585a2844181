"""The brake on passwords: by address and account, and by address alone."""

import pytest

from toolkit.accounts.brake import SignInBrake
from toolkit.web.throttle import TooManyFailuresError


def fail(brake: SignInBrake, times: int, address: str, account: str) -> None:
    for _time in range(times):
        brake.check(address, account)
        brake.failed(address, account)


def test_ten_wrong_passwords_for_one_account() -> None:
    brake = SignInBrake()
    fail(brake, 10, "192.0.2.1", "a@example.org")
    with pytest.raises(TooManyFailuresError):
        brake.check("192.0.2.1", "a@example.org")
    brake.check("192.0.2.1", "b@example.org")
    brake.check("192.0.2.2", "a@example.org")


def test_a_hundred_from_one_address_for_any_account() -> None:
    brake = SignInBrake()
    for number in range(50):
        fail(brake, 2, "192.0.2.1", f"{number}@example.org")
    with pytest.raises(TooManyFailuresError):
        brake.check("192.0.2.1", "new@example.org")
    brake.check("192.0.2.2", "new@example.org")


def test_another_address_of_the_same_holder_is_the_same_place() -> None:
    brake = SignInBrake()
    fail(brake, 10, "2001:db8:1:2::1", "a@example.org")
    with pytest.raises(TooManyFailuresError):
        brake.check("2001:db8:1:2:ffff::9", "a@example.org")
    brake.check("2001:db8:1:3::1", "a@example.org")


def test_who_comes_from_no_address_is_in_one_place() -> None:
    brake = SignInBrake()
    fail(brake, 10, "", "a@example.org")
    with pytest.raises(TooManyFailuresError):
        brake.check("unknown", "a@example.org")
