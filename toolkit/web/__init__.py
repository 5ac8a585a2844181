"""What every page stands on: the running application, its readers and who they are, its forms."""
