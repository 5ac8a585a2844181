"""Findings and reasons in the reader's language: the one place where data become sentences."""
