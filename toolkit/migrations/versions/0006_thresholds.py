"""a wave's own thresholds, which may be higher than the least"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

LEAST = {"mean_from": "10", "shares_from": "20", "protected": "10"}


def upgrade() -> None:
    with op.batch_alter_table("wave") as table:
        for name, least in LEAST.items():
            table.add_column(sa.Column(name, sa.Integer(), nullable=False, server_default=least))
