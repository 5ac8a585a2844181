"""What runs behind the pages, for the administrators who keep it running."""
