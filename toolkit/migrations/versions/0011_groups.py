"""groups of entities, and what curators call them"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "entity_groups",
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("drawn_from", sa.String(length=129), nullable=False),
        sa.Column("anew", sa.Boolean(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["wave_id"],
            ["publication.wave_id"],
            name=op.f("fk_entity_groups_wave_id_publication"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("wave_id", name=op.f("pk_entity_groups")),
    )
    op.create_table(
        "group_name",
        sa.Column("model", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("model", "number", name=op.f("pk_group_name")),
    )
