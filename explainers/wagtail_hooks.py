from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.ui.tables import Column
from wagtail.models import Page
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from accounts.requests import Request
from explainers.models import CaptionedMedia
from explainers.models.review import NobodyPublishesAlone, is_own_change


@hooks.register("after_edit_page")
def changed_on_the_way(request: Request, page: Page) -> HttpResponse | None:
    """Whoever changes a page of two people while approving it has made it an own change: say what happens now."""
    approving = request.POST.get("workflow-action-name") == "approve"
    by_two = isinstance(page.permissions_for_user(request.user), NobodyPublishesAlone)
    if not (approving and by_two and page.workflow_in_progress and is_own_change(page, request.user)):
        return None
    messages.warning(request, _("Vous avez modifié cette page : vos changements sont gardés, une autre personne doit les approuver."))
    return redirect("wagtailadmin_pages:edit", page.pk)


class CaptionedMediaViewSet(SnippetViewSet):
    model = CaptionedMedia
    icon = "media"
    menu_label = gettext_lazy("Médias sous-titrés")
    menu_order = 350
    add_to_admin_menu = True
    list_display = ["title", Column("kind", label=gettext_lazy("Genre")), Column("length", label=gettext_lazy("Durée")), "changed_at"]
    search_fields = ["title", "captions"]


register_snippet(CaptionedMediaViewSet)
