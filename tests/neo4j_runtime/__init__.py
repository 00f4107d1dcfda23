"""A real Neo4j for tests, ``make real`` and ``make bench``: jars by Maven, a Java process, no Docker."""
