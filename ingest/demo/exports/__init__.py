"""The files of the fictional firm as the systems it runs would export them, one module a system."""
