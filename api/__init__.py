"""The doors: the command line, which computes nothing itself."""
