from careers.models.award import Award
from careers.models.certification import Certification

__all__ = ["Award", "Certification"]
