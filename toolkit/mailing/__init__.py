"""Letters of a wave, to all of it or of one entity, and trying out the mail server."""
