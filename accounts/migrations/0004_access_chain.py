"""Chains the access log: entries that were there are numbered and marked in their order, then the database refuses changes."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from accounts import access_marks, access_triggers


def chain(apps, schema_editor):
    entries, heads = apps.get_model("accounts", "AccessEntry"), apps.get_model("accounts", "AccessHead")
    head = heads(pk=1)
    for entry in entries.objects.order_by("at", "pk").iterator():
        entry.sequence = head.sequence + 1
        entry.mark = access_marks.of_entry(head.mark, entry)
        entries.objects.filter(pk=entry.pk).update(sequence=entry.sequence, mark=entry.mark)
        head.sequence, head.mark, head.at = entry.sequence, entry.mark, entry.at
    head.proof = access_marks.of_head(head.sequence, head.mark, 0, 0)
    head.save()


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_accessentry")]

    operations = [
        migrations.CreateModel(
            name="AccessCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("sequence", models.PositiveBigIntegerField()),
                ("finding", models.CharField(blank=True, max_length=200)),
            ],
            options={"verbose_name": "vérification du journal des consultations", "ordering": ["-at", "-pk"]},
        ),
        migrations.CreateModel(
            name="AccessHead",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sequence", models.PositiveBigIntegerField(default=0)),
                ("mark", models.CharField(blank=True, max_length=64)),
                ("at", models.DateTimeField(null=True)),
                ("seals", models.PositiveIntegerField(default=0)),
                ("pruned_to", models.PositiveBigIntegerField(default=0)),
                ("proof", models.CharField(blank=True, max_length=64)),
            ],
            options={
                "verbose_name": "fin du journal des consultations",
                "constraints": [models.CheckConstraint(condition=models.Q(("pk", 1)), name="access_head_alone")],
            },
        ),
        migrations.CreateModel(
            name="AccessSeal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(unique=True)),
                ("month", models.DateField(unique=True)),
                ("first", models.PositiveBigIntegerField()),
                ("last", models.PositiveBigIntegerField()),
                ("last_mark", models.CharField(max_length=64)),
                ("mark", models.CharField(max_length=64)),
                ("sealed_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={"verbose_name": "scellé du journal des consultations", "ordering": ["number"]},
        ),
        migrations.AlterField(
            model_name="accessentry",
            name="organisation",
            field=models.ForeignKey(
                db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name="accesses", to="accounts.organisation"
            ),
        ),
        migrations.AlterField(
            model_name="accessentry",
            name="who",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="accesses",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(model_name="accessentry", name="at", field=models.DateTimeField()),
        migrations.AddField(model_name="accessentry", name="sequence", field=models.PositiveBigIntegerField(null=True)),
        migrations.AddField(
            model_name="accessentry", name="mark", field=models.CharField(default="", max_length=64), preserve_default=False
        ),
        migrations.RunPython(chain, migrations.RunPython.noop, elidable=False),
        migrations.AlterField(model_name="accessentry", name="sequence", field=models.PositiveBigIntegerField(unique=True)),
        migrations.RunPython(
            lambda apps, schema_editor: access_triggers.install(schema_editor.connection),
            lambda apps, schema_editor: access_triggers.remove(schema_editor.connection),
        ),
    ]
