"""who is eligible in a wave, samples, zones of days, opening by itself, weekly response rates"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("wave") as table:
        for name, length in (("eligible", 12), ("opens_for", 254)):
            column = sa.Column(name, sa.String(length=length), nullable=False, server_default="")
            table.add_column(column)
        table.add_column(sa.Column("opened_on", sa.Date(), nullable=True))
    with op.batch_alter_table("participation") as table:
        table.add_column(
            sa.Column("zone", sa.String(length=64), nullable=False, server_default="UTC")
        )
    op.create_table(
        "response_rate",
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("entity", sa.String(length=120), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("counted_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["wave_id"], ["wave.id"], name=op.f("fk_response_rate_wave_id_wave"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("wave_id", "entity", name=op.f("pk_response_rate")),
    )
    op.create_table(
        "sampled",
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("entity", sa.String(length=120), nullable=False),
        sa.Column("value", sa.String(length=120), nullable=False),
        sa.Column("eligible", sa.Integer(), nullable=False),
        sa.Column("drawn", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["wave_id"], ["wave.id"], name=op.f("fk_sampled_wave_id_wave"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("wave_id", "entity", "value", name=op.f("pk_sampled")),
    )
