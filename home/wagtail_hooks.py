"""The writing screens are Wagtail's, in our colours, with what applies here: people and their roles are kept in the portal."""

from __future__ import annotations

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from home.models import HELP

KEPT_IN_THE_PORTAL = {"users", "groups"}
UNUSED = {"forms", "redirects", "workflows", "workflow-tasks"}
ABOUT_WAGTAIL = ("whats-new-in-wagtail", "editor-guide")


@hooks.register("insert_global_admin_css")
def colours() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("css/redaction.css"))


@hooks.register("register_admin_menu_item")
def back_to_the_portal() -> MenuItem:
    # Wagtail lights up the item whose address begins the current one: a bare "/" would always be lit.
    return MenuItem(_("Retour au portail"), f"{reverse('dashboard')}#contenu", name="portal", icon_name="arrow-left", order=1)


@hooks.register("register_help_menu_item")
def our_help() -> MenuItem:
    return MenuItem(_("Aide du portail"), reverse("information", args=[HELP]), name="portal-help", icon_name="help", order=1)


@hooks.register("construct_main_menu")
@hooks.register("construct_settings_menu")
@hooks.register("construct_reports_menu")
@hooks.register("construct_help_menu")
def only_what_applies(request: HttpRequest, items: list[MenuItem]) -> None:
    items[:] = [item for item in items if item.name not in KEPT_IN_THE_PORTAL | UNUSED and not item.name.startswith(ABOUT_WAGTAIL)]
