"""jobs that are about the installation and no wave"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("job") as table:
        table.alter_column("wave_id", existing_type=sa.Integer(), nullable=True)
