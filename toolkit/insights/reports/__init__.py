"""A group's results as files to take along: the page's own figures in four other forms."""
