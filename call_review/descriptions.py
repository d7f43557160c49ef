"""What a machine says of a call, in the fields of docs/intake.md, becomes what a coach declares in the browser. Nothing else is read."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.forms.utils import from_current_timezone

from accounts.models import Post
from call_review import uploads
from call_review.errors import DepositRefused
from call_review.models import Recording
from topics.models import Topic

if TYPE_CHECKING:
    from accounts.models import User
    from call_review.models import Campaign

FIELDS = ("agent", "moment", "voies", "motif", "usager_prevenu", "usager_refuse")
CHANNELS = {
    "agent_usager": Recording.Channels.AGENT_CALLER,
    "usager_agent": Recording.Channels.CALLER_AGENT,
    "mono": Recording.Channels.MONO,
}
YES, NO = ("oui", "true", "vrai", "1"), ("non", "false", "faux", "0", "")
LONGEST = 200


def declaration(said: Mapping[str, Any], user: User, campaign: Campaign, channels: str) -> uploads.Declaration:
    """Raises DepositRefused: first of all where the caller was not told, or refused (law C7)."""
    refuses = _word(said.get("usager_refuse"))
    if refuses in YES:
        raise DepositRefused("caller_objected")
    if refuses not in NO:
        raise DepositRefused("objection_unclear")
    if _word(said.get("usager_prevenu")) not in YES:
        raise DepositRefused("caller_not_informed")
    return uploads.Declaration(
        campaign=campaign,
        agent=_agent(_word(said.get("agent")), user, campaign),
        recorded_at=_moment(_word(said.get("moment"))),
        channels=_channels(_word(said.get("voies")), channels),
        topic=_topic(_word(said.get("motif"))),
        caller_informed=True,
    )


def ignored(said: Mapping[str, Any]) -> int:
    """How many fields were not read (law C4): their names may say something too."""
    return len(set(said) - {*FIELDS, "fichier"})


def _word(value: Any) -> str:
    """Of JSON or of a table, in small letters. What is no word is a word that nothing knows."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    word = str(value).strip() if isinstance(value, str) or (isinstance(value, int) and abs(value) < 10**40) else "?"
    return word.lower() if len(word) <= LONGEST and word.isprintable() else "?"


def _agent(word: str, user: User, campaign: Campaign) -> User:
    """By address, or by the staff number that the roster gives."""
    agents = {agent.pk: agent for agent in uploads.agents_for(user, campaign)}
    posts = Post.objects.current().filter(organisation=campaign.organisation, staff_number__iexact=word, user__in=agents)
    found = [agent for agent in agents.values() if agent.email == word] or [agents[post.user_id] for post in posts if word]
    if len(found) != 1:
        raise DepositRefused("agent_unknown")
    return found[0]


def _moment(word: str) -> datetime.datetime:
    try:
        moment = datetime.datetime.fromisoformat(word.upper() if len(word) > len("2027-02-28") else "")  # a day alone is no moment
        return moment if moment.tzinfo else from_current_timezone(moment)
    except (ValueError, OverflowError, forms.ValidationError) as error:
        raise DepositRefused("moment_unreadable") from error


def _channels(word: str, otherwise: str) -> str:
    if not word:
        return otherwise
    if word not in CHANNELS:
        raise DepositRefused("channels_unknown")
    return CHANNELS[word]


def _topic(word: str) -> Topic | None:
    if not word:
        return None
    topic = Topic.objects.open().reasons().filter(code__iexact=word).first()
    if topic is None:
        raise DepositRefused("topic_unknown")
    return topic
