"""the pages that tools lead to, and whether they are still there"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "web_link",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("fault", sa.String(length=12), nullable=True),
        sa.Column("moved_to", sa.Text(), nullable=False),
        sa.Column("checked", sa.Date(), nullable=True),
        sa.Column("failing_since", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_web_link")),
    )
    op.create_table(
        "link_place",
        sa.Column("tool_id", sa.String(length=48), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["sha256"],
            ["web_link.sha256"],
            name=op.f("fk_link_place_sha256_web_link"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tool_id", "sha256", name=op.f("pk_link_place")),
    )
    op.create_table(
        "link_round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("began", sa.Date(), nullable=True),
        sa.Column("tried", sa.Date(), nullable=False),
        sa.Column("found_web", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link_round")),
    )
