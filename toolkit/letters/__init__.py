"""The letters of a wave: what is asked for, to whom, what they say, and how far they are."""
