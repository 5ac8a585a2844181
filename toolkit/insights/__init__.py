"""What a wave's publication shows: to executives, and to everybody who was invited."""
