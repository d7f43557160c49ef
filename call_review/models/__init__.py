from call_review.models.trial import Trial

__all__ = ["Trial"]
