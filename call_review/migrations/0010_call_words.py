import django.db.models.deletion
from django.db import migrations, models

import call_review.models.call_words

COLUMN = """
ALTER TABLE call_review_callwords
ADD COLUMN vector tsvector GENERATED ALWAYS AS (to_tsvector('pg_catalog.simple'::regconfig, stems)) STORED
"""
"""Stems are made in Python, the same on every database; « simple » takes them as they are, and asks for no extension."""
INDEX = "CREATE INDEX call_words_vector ON call_review_callwords USING gin (vector)"


def add_vector(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(COLUMN)
        schema_editor.execute(INDEX)


class Migration(migrations.Migration):
    dependencies = [("call_review", "0009_keeper")]

    operations = [
        migrations.CreateModel(
            name="CallWords",
            fields=[
                (
                    "recording",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="call_words",
                        serialize=False,
                        to="call_review.recording",
                    ),
                ),
                ("stems", call_review.models.call_words.StemsField()),
            ],
            options={"verbose_name": "mots d’un appel"},
        ),
        migrations.RunPython(add_vector, migrations.RunPython.noop, elidable=False),
    ]
