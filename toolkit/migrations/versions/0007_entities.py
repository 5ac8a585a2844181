"""what an entity says of itself: ambition, return, offers and asks, decisions, follow-up, naming"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create("ambition", sa.Column("modules", sa.JSON(), nullable=False))
    _create(
        "entity_return",
        sa.Column("effort", sa.JSON(), nullable=False),
        sa.Column("actions", sa.JSON(), nullable=False),
        sa.Column("signer_name", sa.String(length=120), nullable=False),
        sa.Column("signer_title", sa.String(length=120), nullable=False),
        sa.Column("signed_by", sa.String(length=254), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=True),
    )
    _create(
        "posting",
        sa.Column("kind", sa.Enum("offer", "ask", native_enum=False, length=12), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("factor_id", sa.String(length=48), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("text", sa.String(length=400), nullable=False),
        sa.Column("contact", sa.String(length=120), nullable=False),
        also_key=("kind", "number"),
    )
    _create(
        "decision",
        sa.Column("factor_id", sa.String(length=48), nullable=False),
        sa.Column("tool_id", sa.String(length=48), nullable=False),
        sa.Column("is_accepted", sa.Boolean(), nullable=False),
        sa.Column("owner", sa.String(length=120), nullable=False),
        sa.Column("first_step_on", sa.Date(), nullable=True),
        also_key=("factor_id",),
    )
    _create("follow_up", sa.Column("lines", sa.JSON(), nullable=False))
    _create("naming", sa.Column("modules", sa.JSON(), nullable=False))


def _create(name: str, *columns: sa.Column[Any], also_key: tuple[str, ...] = ()) -> None:
    op.create_table(
        name,
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("entity", sa.String(length=120), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        *columns,
        sa.ForeignKeyConstraint(
            ["wave_id"], ["wave.id"], name=op.f(f"fk_{name}_wave_id_wave"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("wave_id", "entity", *also_key, name=op.f(f"pk_{name}")),
    )
