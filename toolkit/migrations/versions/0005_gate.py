"""comparison groups, and the audit record of a publication"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Publications of the first form cannot be read any more, and were never attacked.
    with op.batch_alter_table("publication") as table:
        for name in ("k", "listed", "shown"):
            table.add_column(sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
    op.create_table(
        "publication_audit",
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["wave_id"],
            ["publication.wave_id"],
            name=op.f("fk_publication_audit_wave_id_publication"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("wave_id", name=op.f("pk_publication_audit")),
    )
    op.create_table(
        "membership",
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("comparison_group", sa.String(length=120), nullable=False),
        sa.Column("entity", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(
            ["wave_id"], ["wave.id"], name=op.f("fk_membership_wave_id_wave"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint(
            "wave_id", "comparison_group", "entity", name=op.f("pk_membership")
        ),
    )
