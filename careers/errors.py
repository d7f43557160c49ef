"""Why a certification or a certificate cannot be changed. All are permanent."""


class CareersError(Exception):
    """`code` is for machines; the sentence is made by the view."""

    code = ""
    temporary = False


class AlreadyHeld(CareersError):
    """Somebody holds the certification, or held it: what it attests stays as it is."""

    code = "careers.already_held"


class NoLongerOpen(CareersError):
    code = "careers.no_longer_open"


class NameTaken(CareersError):
    """Another open certification of the organisation has this name."""

    code = "careers.name_taken"
