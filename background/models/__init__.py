from background.models.job import Job

__all__ = ["Job"]
