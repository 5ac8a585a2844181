"""Accounts of staff: signing in and out, and what each role may do."""
