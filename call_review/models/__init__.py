from call_review.models.campaign import Acknowledgement, Campaign, Notice
from call_review.models.trial import Trial

__all__ = ["Acknowledgement", "Campaign", "Notice", "Trial"]
