"""Who may go where: courses."""

from tests.access_rows import Arguments, Case

MATRIX: dict[str, list[Case]] = {}
ARGUMENTS: dict[str, Arguments] = {}
