"""The Flask application, its command line and its persistence; composes the three pure packages."""
