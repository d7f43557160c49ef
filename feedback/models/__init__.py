from feedback.models.concern import Concern, ConcernEvent

__all__ = ["Concern", "ConcernEvent"]
