"""Charts of published values: values in, a matplotlib figure out; only jobs import this."""
