"""When a pass is compiled."""

import subprocess
import sys

from graphsvc.kernels.blocks import low_links
from graphsvc.kernels.compiler import COMPILE_FROM, compiled, fitting


def test_a_small_input_runs_as_it_stands() -> None:
    assert fitting(low_links, COMPILE_FROM - 1) is low_links


def test_a_large_input_runs_compiled_and_is_compiled_once() -> None:
    assert fitting(low_links, COMPILE_FROM) is not low_links
    assert fitting(low_links, COMPILE_FROM) is compiled(low_links)


def test_measures_load_without_the_compiler() -> None:
    modules = "betweenness book brokers coverage cuts exposure loss model threads".split()
    code = "; ".join(f"import graphsvc.measures.{name}" for name in modules)

    done = subprocess.run(
        [sys.executable, "-c", f"{code}; import sys; sys.exit('numba' in sys.modules)"], check=False
    )

    assert done.returncode == 0
