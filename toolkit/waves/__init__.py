"""Waves: who is invited, with which links and keys, and when answering opens and closes."""
