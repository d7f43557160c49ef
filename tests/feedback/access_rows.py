"""Who may go where: concerns."""

from tests.access_rows import Arguments, Case

MATRIX: dict[str, list[Case]] = {}
ARGUMENTS: dict[str, Arguments] = {}
