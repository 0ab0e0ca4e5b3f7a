"""`python -m bot` is the same as `sincerely`."""

from bot.cli import main

main()
