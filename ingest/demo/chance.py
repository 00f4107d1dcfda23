"""Chance that is a function of the seed: the only source of randomness of the fictional firm.

Every consumer names its own stream, so that adding a tie or a client leaves all other draws as they were.
"""

import hashlib
from random import Random


def stream(seed: int, *names: str) -> Random:
    """Returns the stream of draws that belongs to these names under this seed."""
    return Random("|".join((str(seed), *names)))


def digits(*names: str, size: int = 8) -> str:
    """Returns hexadecimal digits that stand for the names, `size` bytes of BLAKE2b."""
    return hashlib.blake2b("|".join(names).encode(), digest_size=size).hexdigest()
