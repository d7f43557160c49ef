"""Who may go where: certifications and certificates."""

from tests.access_rows import Arguments, Case

MATRIX: dict[str, list[Case]] = {}
ARGUMENTS: dict[str, Arguments] = {}
