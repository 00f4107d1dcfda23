"""Passes over plain arrays that pay to be compiled: the only room that knows the compiler.

Each pass is an ordinary function. Below `compiler.COMPILE_FROM` it runs as it stands, so a small
firm never waits for a compiler; above, the same function runs compiled.
"""
