"""What is settled for a wave before it opens, and the step that comes next for it."""
