"""A campaign of a journey’s own, so that the calls of others do not fill its weeks: Sophie leads it, all its agents read its notice."""

from __future__ import annotations

from tests.e2e.portal import Portal

OPEN = """
import datetime as dt
from accounts.models import Team, User
from call_review.models import Acknowledgement
from tests.call_review.people import open_campaign
team = Team.objects.get(name="Retraite 2")
campaign = open_campaign(team.organisation, team, User.objects.get(email__startswith="sophie.lambert@"), name="NAME", weekly_cap=10)
notice = campaign.notices.get()
read = notice.published_at + dt.timedelta(days=1)
Acknowledgement.objects.bulk_create(Acknowledgement(notice=notice, agent=agent, acknowledged_at=read) for agent in campaign.population())
"""


def open_campaign(portal: Portal, name: str, then: str = "") -> str:
    """Open for five weeks; answers what `then` prints, which finds it as `campaign`."""
    return portal.manage("shell", "-c", OPEN.replace("NAME", name) + then).stdout
