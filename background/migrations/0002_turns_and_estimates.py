from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("background", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="job",
            name="expected_at",
            field=models.DateTimeField(blank=True, help_text="the end, as the worker told it last", null=True),
        ),
        migrations.AddField(
            model_name="job",
            name="group",
            field=models.CharField(blank=True, help_text="whose turn it is: groups take turns", max_length=40),
        ),
        migrations.AddField(
            model_name="job",
            name="size",
            field=models.PositiveIntegerField(blank=True, help_text="how much work, in a unit of its kind", null=True),
        ),
        migrations.AddIndex(
            model_name="job",
            index=models.Index(models.F("queue"), models.F("group"), models.F("started_at"), name="job_turn"),
        ),
    ]
