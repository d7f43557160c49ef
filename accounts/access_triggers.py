"""The database itself refuses that the access log be changed, whoever asks: triggers, for SQLite and for PostgreSQL.

An entry goes only once the head says that its month may (`pruned_to`), which a trigger allows only for a sealed month six months old.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

ENTRY, SEAL, HEAD = "accounts_accessentry", "accounts_accessseal", "accounts_accesshead"
REFUSED = "access log: written once"

NOT_PRUNED = "OLD.sequence > COALESCE((SELECT pruned_to FROM accounts_accesshead WHERE id = 1), 0)"
GOES_BACK = (
    "NEW.id <> OLD.id OR NEW.sequence < OLD.sequence OR NEW.seals < OLD.seals OR (NEW.pruned_to <> OLD.pruned_to AND (NEW.pruned_to < "
    "OLD.pruned_to OR NOT EXISTS (SELECT 1 FROM accounts_accessseal s WHERE s.last = NEW.pruned_to AND s.month < {six_months_ago})))"
)

RULES = [
    ("entry_update", ENTRY, "UPDATE", ""),
    ("entry_delete", ENTRY, "DELETE", NOT_PRUNED),
    ("seal_update", SEAL, "UPDATE", ""),
    ("seal_delete", SEAL, "DELETE", ""),
    ("head_update", HEAD, "UPDATE", GOES_BACK),
    ("head_delete", HEAD, "DELETE", ""),
]
"""Name, table, act, and when it is refused (always, if empty)."""


def install(connection: BaseDatabaseWrapper) -> None:
    remove(connection)
    with connection.cursor() as cursor:
        for statement in _sqlite() if connection.vendor == "sqlite" else _postgresql():
            cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for name, *_rest in RULES:
                cursor.execute(f"DROP TRIGGER IF EXISTS access_{name}")
            return
        for name, table, *_rest in RULES:
            cursor.execute(f"DROP TRIGGER IF EXISTS access_{name} ON {table}")
            cursor.execute(f"DROP FUNCTION IF EXISTS access_{name}()")
        for table in (ENTRY, SEAL, HEAD):
            cursor.execute(f"DROP TRIGGER IF EXISTS access_truncate ON {table}")
        cursor.execute("DROP FUNCTION IF EXISTS access_truncate()")


def absent(connection: BaseDatabaseWrapper) -> list[str]:
    """Names of those that are not there, or were put to sleep."""
    expected = {(f"access_{name}", table) for name, table, *_rest in RULES}
    if connection.vendor == "sqlite":
        query = "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'"
    else:
        expected |= {("access_truncate", table) for table in (ENTRY, SEAL, HEAD)}
        query = "SELECT tgname, relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE tgenabled IN ('O', 'A')"
    with connection.cursor() as cursor:
        cursor.execute(query)
        return sorted({name for name, _table in expected - set(cursor.fetchall())})


def _sqlite() -> list[str]:
    ago = "date('now', '-6 months')"
    return [
        f"CREATE TRIGGER access_{name} BEFORE {act} ON {table} "
        f"WHEN {(condition or '1').format(six_months_ago=ago)} "
        f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
        for name, table, act, condition in RULES
    ]


def _postgresql() -> list[str]:
    statements = []
    for name, table, act, condition in RULES:
        when = (condition or "TRUE").format(six_months_ago="(CURRENT_DATE - INTERVAL '6 months')")
        statements += [
            f"CREATE FUNCTION access_{name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF {when} THEN RAISE EXCEPTION '{REFUSED}' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
            f"RETURN {'OLD' if act == 'DELETE' else 'NEW'}; END $$",
            f"CREATE TRIGGER access_{name} BEFORE {act} ON {table} FOR EACH ROW EXECUTE FUNCTION access_{name}()",
        ]
    statements.append(
        "CREATE FUNCTION access_truncate() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"RAISE EXCEPTION '{REFUSED}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    statements += [
        f"CREATE TRIGGER access_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION access_truncate()"
        for table in (ENTRY, SEAL, HEAD)
    ]
    return statements
