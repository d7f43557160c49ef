"""Rows that are written once: what proves something must not be retouched, not even by our own code."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db import models

Row = TypeVar("Row", bound=models.Model)


class AppendOnlyError(TypeError):
    """A mistake of the programmer, not of a person: nothing catches it."""

    code = "append_only"
    temporary = False


class AppendOnlyQuerySet(models.QuerySet[Row]):
    """Adds and reads. The one function that may erase (and what the database cascades) goes by `_base_manager`."""

    def update(self, **changes: Any) -> int:
        raise AppendOnlyError(f"{self.model.__name__}: a row that is written is not changed")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise AppendOnlyError(f"{self.model.__name__}: a row that is written is not erased by hand")

    def bulk_create(self, objs: Any, *args: Any, update_conflicts: bool = False, **options: Any) -> list[Row]:
        if update_conflicts:
            raise AppendOnlyError(f"{self.model.__name__}: a row that is written is not changed")
        return super().bulk_create(objs, *args, **options)


class AppendOnlyModel(models.Model):
    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnlyError(f"{type(self).__name__}: a row that is written is not changed")
        # Without it, a key given by hand would overwrite the row that has it.
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise AppendOnlyError(f"{type(self).__name__}: a row that is written is not erased by hand")
