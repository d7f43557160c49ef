"""Who may go where: depositing, listing, withdrawing and purging calls; the data protection officer."""

from tests.access_rows import Arguments, Case

MATRIX: dict[str, list[Case]] = {}
ARGUMENTS: dict[str, Arguments] = {}
