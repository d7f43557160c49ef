from topics.models.topic import LifeEvent, Topic

__all__ = ["LifeEvent", "Topic"]
