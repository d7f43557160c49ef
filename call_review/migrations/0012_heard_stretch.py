import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("call_review", "0011_index_calls"),
    ]

    operations = [
        migrations.CreateModel(
            name="HeardStretch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=64)),
                ("content", models.TextField()),
                (
                    "recording",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="heard", to="call_review.recording"),
                ),
            ],
            options={
                "verbose_name": "passage déjà entendu",
                "ordering": ["recording", "pk"],
                "constraints": [models.UniqueConstraint(fields=("recording", "key"), name="heard_stretch_once")],
            },
        ),
    ]
