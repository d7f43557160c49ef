from accounts.models.access_chain import AccessCheck, AccessHead, AccessSeal
from accounts.models.access_entry import AccessEntry
from accounts.models.notification import Delivery, Notification
from accounts.models.organisation import Organisation, Team
from accounts.models.post import Leave, Post
from accounts.models.role import Role, RoleHeld
from accounts.models.roster_import import RosterImport, RosterLine
from accounts.models.security_event import SecurityEvent
from accounts.models.user import User

__all__ = [
    "AccessCheck",
    "AccessEntry",
    "AccessHead",
    "AccessSeal",
    "Delivery",
    "Leave",
    "Notification",
    "Organisation",
    "Post",
    "Role",
    "RoleHeld",
    "RosterImport",
    "RosterLine",
    "SecurityEvent",
    "Team",
    "User",
]
