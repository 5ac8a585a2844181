"""a wave's days, its checklist, and the step that an administrator asks for"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

DAYS = ("first_day", "last_day", "extended_to", "closed_on")


def upgrade() -> None:
    with op.batch_alter_table("wave") as table:
        for name in DAYS:
            table.add_column(sa.Column(name, sa.Date(), nullable=True))
    # What closed before its day was kept did so before its figures were made.
    op.execute(
        "UPDATE wave SET closed_on = coalesce((SELECT proposed_on FROM publication "
        "WHERE publication.wave_id = wave.id), results_by) "
        "WHERE state NOT IN ('planned', 'open')"
    )
    op.create_table(
        "assured",
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("assurance", sa.String(length=20), nullable=False),
        sa.Column("assured_by", sa.String(length=254), nullable=False),
        sa.Column("assured_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["wave_id"], ["wave.id"], name=op.f("fk_assured_wave_id_wave"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("wave_id", "assurance", name=op.f("pk_assured")),
    )
    op.create_table(
        "wave_step",
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=12), nullable=False),
        sa.Column("asked_by", sa.String(length=254), nullable=False),
        sa.Column("seen", sa.String(length=64), nullable=False),
        sa.Column("refused", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["wave_id"], ["wave.id"], name=op.f("fk_wave_step_wave_id_wave"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("wave_id", name=op.f("pk_wave_step")),
    )
