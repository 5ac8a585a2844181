"""states of content, how each version came about, and what a release offered"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("content") as table:
        table.add_column(
            sa.Column("state", sa.String(length=12), nullable=False, server_default="published")
        )
    op.create_index("ix_content_shown", "content", ["state", "kind", "id", "version", "sha256"])
    op.create_table(
        "edition",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("id", sa.String(length=48), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("authors", sa.Text(), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("is_wording_only", sa.Boolean(), nullable=False),
        sa.Column("reviewer", sa.String(length=254), nullable=False),
        sa.Column("objection", sa.Text(), nullable=False),
        sa.Column("second_reader", sa.String(length=254), nullable=False),
        sa.Column("saved", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["kind", "id", "version"],
            ["content.kind", "content.id", "content.version"],
            name=op.f("fk_edition_kind_content"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("kind", "id", "version", name=op.f("pk_edition")),
    )
    op.create_table(
        "upkeep",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("id", sa.String(length=48), nullable=False),
        sa.Column("base_version", sa.Integer(), nullable=False),
        sa.Column("base_text", sa.Text(), nullable=False),
        sa.Column("offered_version", sa.Integer(), nullable=False),
        sa.Column("offered_text", sa.Text(), nullable=False),
        sa.Column("review_by", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("kind", "id", name=op.f("pk_upkeep")),
    )
    # All that was there so far came with a release.
    op.execute(
        "INSERT INTO upkeep (kind, id, base_version, base_text, offered_version, offered_text) "
        "SELECT kind, id, version, text, 0, '' FROM content AS newest WHERE version = "
        "(SELECT MAX(version) FROM content WHERE kind = newest.kind AND id = newest.id)"
    )
