"""The processes of an installation: web server, job process, and what starts and stops both."""
