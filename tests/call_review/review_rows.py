"""Who may go where: the page of one call, its sound, notes and grid."""

from tests.access_rows import Arguments, Case

MATRIX: dict[str, list[Case]] = {}
ARGUMENTS: dict[str, Arguments] = {}
