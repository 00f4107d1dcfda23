"""A real Neo4j for tests, ``make real`` and ``make bench``: assembled with Maven, started with Java, no Docker."""
