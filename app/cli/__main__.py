"""What does `python -m app.cli` run? The same as `casier`."""

from app.cli import main

main()
