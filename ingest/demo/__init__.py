"""The fictional firm Harbour & Vale, written as export files of real systems.

It shows every answer on files like anybody's and carries trouble worth finding, listed in `trouble.py`.
"""

from ingest.demo.plan import DemoPlan
from ingest.demo.trouble import PLANTED, Kind, Trouble
from ingest.demo.write import SEED, write_demo

__all__ = ["PLANTED", "SEED", "DemoPlan", "Kind", "Trouble", "write_demo"]
