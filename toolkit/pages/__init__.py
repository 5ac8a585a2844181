"""Pages that belong to nobody in particular: home, about, privacy, method, accessibility."""
