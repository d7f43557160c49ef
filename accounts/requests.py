from django.http import HttpRequest

from accounts.models import User


class Request(HttpRequest):
    """A request to a page that only people who signed in reach: all of ours, unless `login_not_required`."""

    user: User
