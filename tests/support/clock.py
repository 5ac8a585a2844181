"""A clock that stands still where the application asks what time it is."""

from datetime import datetime, tzinfo
from types import ModuleType

import pytest


def stop(monkeypatch: pytest.MonkeyPatch, moment: datetime, *modules: ModuleType) -> None:
    """Let these modules take a moment for now, until the test ends."""

    class Stopped(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override] # no other class
            return moment.astimezone(tz)

    for module in modules:
        monkeypatch.setattr(module, "datetime", Stopped)
