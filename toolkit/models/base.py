"""What every table stands on: the metadata, texts of enumerations, and moments in UTC."""

import enum
from datetime import UTC, datetime

from sqlalchemy import (
    DateTime,
    Dialect,
    Enum,
    MetaData,
    TypeDecorator,
)
from sqlalchemy.orm import DeclarativeBase


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


def text_of(names: type[enum.StrEnum], length: int = 12) -> Enum:
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
