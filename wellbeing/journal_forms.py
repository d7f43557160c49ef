from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from accounts import passwords
from accounts.models import User
from wellbeing.journal import TEXT_MOST, Page

PASSPHRASE_MOST = 200
CODE_MOST = 80
FELT = [
    ("1", _("1, très lourde")),
    ("2", _("2, lourde")),
    ("3", _("3, entre les deux")),
    ("4", _("4, légère")),
    ("5", _("5, très légère")),
]


def passphrase_field(label: Any, help_text: Any = "") -> forms.CharField:
    # `off`: a browser that remembers it would put it in the place of the portal's own password.
    widget = forms.PasswordInput(attrs={"autocomplete": "off", "maxlength": PASSPHRASE_MOST})
    return forms.CharField(label=label, help_text=help_text, widget=widget, max_length=PASSPHRASE_MOST, strip=False)


def code_field(label: Any, help_text: Any = "") -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"})
    return forms.CharField(label=label, help_text=help_text, widget=widget, max_length=CODE_MOST)


class PassphraseForm(forms.Form):
    passphrase = passphrase_field(_("Phrase secrète du journal"))


class CodeForm(forms.Form):
    code = code_field(_("Code de récupération"), _("Tapez-le d’après votre copie. Majuscules et tirets ne comptent pas."))


class NewPassphraseForm(forms.Form):
    passphrase = passphrase_field(
        _("Nouvelle phrase secrète"), _("Par exemple quatre mots sans rapport entre eux. Elle ne sert qu’ici : pas celle du portail.")
    )
    again = passphrase_field(_("La même, encore une fois"))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    @sensitive_variables()
    def clean_passphrase(self) -> str:
        passphrase: str = self.cleaned_data["passphrase"]
        if passwords.bits(passphrase, passwords.personal_words(self.user)) < passwords.BITS:
            raise forms.ValidationError(
                _("Cette phrase se devine trop vite. Quatre mots sans rapport entre eux, avec un chiffre, conviennent très bien.")
            )
        if self.user.check_password(passphrase):
            raise forms.ValidationError(_("C’est votre mot de passe du portail. Le journal demande une phrase qui ne sert qu’à lui."))
        return passphrase

    @sensitive_variables()
    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if {"passphrase", "again"} <= data.keys() and data["passphrase"] != data["again"]:
            self.add_error("again", _("Les deux phrases ne sont pas les mêmes."))
        return data


class BeginForm(NewPassphraseForm):
    understood = forms.BooleanField(
        label=_("J’ai compris : si je perds la phrase et le code, personne ne peut rouvrir mon journal"),
        error_messages={"required": _("Cochez cette case : c’est la seule chose que personne ne pourra réparer.")},
    )


class ChangePassphraseForm(NewPassphraseForm):
    current = passphrase_field(_("Phrase secrète d’aujourd’hui"))
    field_order = ["current", "passphrase", "again"]


class RecoverForm(NewPassphraseForm):
    code = code_field(_("Code de récupération"), _("Majuscules et tirets ne comptent pas."))
    field_order = ["code", "passphrase", "again"]


class EraseForm(forms.Form):
    sure = forms.BooleanField(
        label=_("J’efface mon journal et toutes ses pages, pour toujours"),
        error_messages={"required": _("Cochez cette case pour effacer votre journal.")},
    )


class EntryForm(forms.Form):
    """Of a journal that closed while one was writing, it asks for the passphrase too: what was written is not lost."""

    felt = forms.ChoiceField(label=_("Comment était cette journée ?"), choices=FELT, required=False, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("Ce que vous voulez en garder"),
        help_text=_("Pour vous seul. 10 000 caractères au plus."),
        required=False,
        strip=False,
        max_length=TEXT_MOST,
        widget=forms.Textarea(attrs={"rows": 10, "autocomplete": "off"}),
    )
    sent_as = forms.UUIDField(required=False, widget=forms.HiddenInput)
    seen = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)

    def __init__(self, *args: Any, closed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("sent_as", uuid4())
        if closed:
            self.fields["passphrase"] = passphrase_field(_("Phrase secrète du journal"))
            self.fields["passphrase"].error_messages["required"] = _(
                "Le journal s’est refermé entre-temps. Tapez votre phrase secrète : ce texte est gardé."
            )

    @sensitive_variables()
    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["text"] = data.get("text", "").replace("\r\n", "\n")
        if not self.errors and not data["text"].strip() and not data.get("felt"):
            self.add_error("text", _("Écrivez quelques mots, ou dites comment était la journée."))
        return data

    @property
    def page(self) -> Page:
        felt = self.cleaned_data["felt"]
        return Page(self.cleaned_data["text"], int(felt) if felt else None)
