"""``python -m bench [NAMES] [--size S|M|L]``: prints one table of ratios, and the notes to read with it."""

import os

for _name in ("OMP", "OPENBLAS", "MKL", "NUMBA", "NUMEXPR"):
    os.environ[f"{_name}_NUM_THREADS"] = "1"

from bench.program import main  # noqa: E402 - libraries read the number of threads when they are imported

if __name__ == "__main__":
    main()
