"""an entity's own questions, and which of them a wave asks"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("wave") as table:
        table.add_column(
            sa.Column("own_questions", sa.String(64), nullable=False, server_default="")
        )
    op.create_table(
        "own_questions",
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("entity", sa.String(length=120), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("authors", sa.Text(), nullable=False),
        sa.Column("reviewer", sa.String(length=254), nullable=False),
        sa.Column("objection", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["wave_id"],
            ["wave.id"],
            name=op.f("fk_own_questions_wave_id_wave"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("wave_id", "entity", name=op.f("pk_own_questions")),
    )
