"""What many say together, and nothing about one: pure functions on counts and arrays."""
