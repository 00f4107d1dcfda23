"""Record ids as Salesforce writes them: 15 characters and a three-character checksum of their case."""

from ingest.demo.chance import digits

_CHECK = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
_BLOCK = 5


def salesforce_id(prefix: str, *names: str) -> str:
    """Returns the 18-character id of the record these names stand for; `prefix` tells its table."""
    body = f"{prefix}Hv{digits(prefix, *names, size=5).upper()}"
    return body + checksum(body)


def checksum(body: str) -> str:
    """Returns the three characters that tell upper from lower case in a 15-character id.

    Reference: `import-columns.md` 5: per block of five, bit k is set where position k is upper-case.
    """
    blocks = (body[start : start + _BLOCK] for start in range(0, len(body), _BLOCK))
    return "".join(_CHECK[sum(1 << k for k, c in enumerate(block) if c.isupper())] for block in blocks)
