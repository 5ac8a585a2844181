"""reports as files, and what in a wave a job is about"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("job") as table:
        table.add_column(
            sa.Column("subject", sa.String(length=200), nullable=False, server_default="")
        )
    op.create_table(
        "report",
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("node_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("says", sa.String(length=64), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["wave_id"],
            ["publication.wave_id"],
            name=op.f("fk_report_wave_id_publication"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("wave_id", "node_id", "kind", "language", name=op.f("pk_report")),
    )
