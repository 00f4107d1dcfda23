"""Coverage and graph mathematics: pure functions on plain arrays and NetworkX graphs.

`book` holds the arrays that coverage measures read; every other module stands alone.
"""
