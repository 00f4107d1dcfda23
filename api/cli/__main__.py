"""`python -m api.cli`: the command line where the program is not on the path."""

from api.cli import main

main()
