"""second steps, passkeys, backup codes, links to accounts, and an organisation's own sign-in"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("user_account") as table:
        table.add_column(sa.Column("totp", sa.LargeBinary(), nullable=True))
        table.add_column(
            sa.Column("totp_used", sa.String(length=64), nullable=False, server_default="")
        )
    _create(
        "claimed_role",
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("entity", sa.String(length=120), nullable=False),
        key=("user_id", "role", "entity"),
    )
    _create(
        "identity",
        sa.Column("issuer", sa.String(length=255), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        key=("issuer", "subject"),
    )
    _create(
        "passkey",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("counter", sa.BigInteger(), nullable=False),
        key=("id",),
    )
    _create(
        "backup_code", sa.Column("digest", sa.String(length=64), nullable=False), key=("digest",)
    )
    _create(
        "account_link",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("is_invitation", sa.Boolean(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        key=("digest",),
    )


def _create(name: str, *columns: "sa.Column[object]", key: tuple[str, ...]) -> None:
    """A table of what belongs to a user, and goes with the user."""
    op.create_table(
        name,
        sa.Column("user_id", sa.Integer(), nullable=False),
        *columns,
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user_account.id"],
            name=op.f(f"fk_{name}_user_id_user_account"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(*key, name=op.f(f"pk_{name}")),
    )
    if "user_id" not in key:
        op.create_index(op.f(f"ix_{name}_user_id"), name, ["user_id"])
