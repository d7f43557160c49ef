from collections import defaultdict

from django.db import migrations, transaction

BATCH = 100
"""Calls written in one transaction. Cut short, the migration is run again and goes on with those that have no row yet."""


def index_calls(apps, schema_editor):
    calls = apps.get_model("call_review", "Recording").objects.filter(turns__isnull=False, call_words=None).order_by("pk").distinct()
    done = 0
    while True:
        with transaction.atomic():
            keys = list(calls.filter(pk__gt=done).values_list("pk", flat=True)[:BATCH])
            if not keys:
                return
            _index(apps, keys)
        done = keys[-1]


def _index(apps, keys):
    """Rows are read as they are in this migration, whatever later ones add, and lent to the models only for their rules."""
    from call_review.indexing import stems_of_call
    from call_review.models import Masking, Turn

    # Nobody decides of a masking meanwhile.
    list(apps.get_model("call_review", "Recording").objects.select_for_update().filter(pk__in=keys).values_list("pk"))
    turns, maskings = defaultdict(list), defaultdict(list)
    read = apps.get_model("call_review", "Turn").objects.filter(recording__in=keys).order_by("recording", "position")
    for row in read.values("recording_id", "speaker", "start", "end", "text", "words"):
        turns[row["recording_id"]].append(Turn(**row))
    decided = apps.get_model("call_review", "Masking").objects.filter(recording__in=keys, decision="masked")
    for row in decided.values("recording_id", "start", "end", "channel", "kind"):
        maskings[row["recording_id"]].append(Masking(**row))
    words = apps.get_model("call_review", "CallWords")
    words.objects.bulk_create([words(recording_id=key, stems=stems_of_call(turns[key], maskings[key])) for key in keys if turns[key]])


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("call_review", "0010_call_words")]

    operations = [migrations.RunPython(index_calls, migrations.RunPython.noop, elidable=True)]
