from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from background.periodic import periodic
from background.registry import job
from background.run import Run
from careers import awarding


@periodic("careers.award", every=timedelta(minutes=1))
@job("careers.award", label=_("Délivrance des certificats"))
def award(run: Run) -> None:
    awarding.award_all_due(run)
