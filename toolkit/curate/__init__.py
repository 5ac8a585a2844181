"""The curator's desk: drafts, review, differences, releases, and what is known of the tools."""
