"""The curated tools, and which of them a maturity profile calls for: pure values and functions."""
