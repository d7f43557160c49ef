from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

VECTOR = "vector"
"""Column that a migration adds on PostgreSQL, where it is generated from `stems` and indexed."""


def written(stems: Sequence[str]) -> str:
    """Two blanks between: each stem stands between two of its own, whoever its neighbours are."""
    return f" {'  '.join(stems)} "


class StemsField(models.TextField):
    """Lookup `holds`: every stem of a sequence. Stems are letters and digits of ASCII: nothing in them needs escaping."""


@StemsField.register_lookup
class Holds(models.Lookup):
    """On PostgreSQL the index answers; elsewhere the stems are read."""

    lookup_name = "holds"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, parameters = self.process_lhs(compiler, connection)
        asked = [f"%{written([stem])}%" for stem in self.rhs]
        return " AND ".join([f"{column} LIKE %s"] * len(asked)), tuple(part for one in asked for part in (*parameters, one))

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        column, parameters = self.process_lhs(compiler, connection)
        return f"{_vector(column)} @@ %s::tsquery", [*parameters, _query(self.rhs)]


class Closeness(models.Func):
    """PostgreSQL only: how often the stems stand in a call, and how near to one another (`ts_rank_cd`)."""

    output_field = models.FloatField()

    def __init__(self, stems: Sequence[str]) -> None:
        super().__init__(models.F("stems"))
        self.asked = tuple(stems)

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        column, parameters = compiler.compile(self.source_expressions[0])
        return f"ts_rank_cd({_vector(column)}, %s::tsquery)", [*parameters, _query(self.asked)]


def _vector(column: str) -> str:
    """The neighbour of the column of stems, whatever its table is called in the query."""
    return column.removesuffix('"stems"') + f'"{VECTOR}"'


def _query(stems: Sequence[str]) -> str:
    return " & ".join(f"'{stem}'" for stem in stems)


class CallWords(models.Model):
    """What is said in a call, as it is searched: the stems of its words, turn after turn, without what is masked.

    Written by `indexing.py`; goes with the turns it is drawn from.
    """

    recording = models.OneToOneField("call_review.Recording", primary_key=True, on_delete=models.CASCADE, related_name="call_words")
    stems = StemsField()

    class Meta:
        verbose_name = _("mots d’un appel")

    def __str__(self) -> str:
        return str(self.pk)
