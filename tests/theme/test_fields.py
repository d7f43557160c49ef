"""Every field is labelled; its help and its error are tied to it; what was typed stays."""

import pytest
from django import forms

CHOICES = [("y", "Oui"), ("n", "Non")]


class CallForm(forms.Form):
    email = forms.EmailField(label="Adresse", help_text="Professionnelle.")
    password = forms.CharField(label="Mot de passe", widget=forms.PasswordInput)
    kind = forms.ChoiceField(label="Nature", choices=CHOICES)
    text = forms.CharField(label="Deux lignes", widget=forms.Textarea, required=False)
    agreed = forms.BooleanField(label="J’ai lu", help_text="La consigne.")
    answer = forms.ChoiceField(label="Réponse", choices=CHOICES, widget=forms.RadioSelect)
    teams = forms.MultipleChoiceField(label="Équipes", choices=CHOICES, widget=forms.CheckboxSelectMultiple, help_text="Une ou plusieurs.")
    sheet = forms.FileField(label="Fichier", required=False)
    day = forms.DateField(label="Jour", required=False)
    origin = forms.CharField(widget=forms.HiddenInput, initial="x")

    def clean(self) -> None:
        raise forms.ValidationError("Rien ne va ensemble.")


SIMPLE = ["email", "password", "kind", "text", "agreed", "sheet", "day"]


@pytest.mark.parametrize("name", SIMPLE)
def test_each_control_has_its_label(draw, name):
    form = CallForm()
    page = draw("{% field bound %}", bound=form[name])
    assert page.named(page.one("label")["for"]).tag in {"input", "select", "textarea"}
    assert page.one("label").text.startswith(form[name].label)


def test_help_and_error_describe_the_control(draw):
    page = draw("{% field bound %}", bound=CallForm({"email": "alice@"})["email"])
    control = page.one("input")
    assert control["aria-invalid"] == "true"
    assert control["value"] == "alice@", "what was typed stays"
    helped, wrong = (page.named(part).text for part in control["aria-describedby"].split())
    assert helped == "Professionnelle." and wrong.strip()


def test_a_field_that_is_right_claims_nothing(draw):
    control = draw("{% field bound %}", bound=CallForm()["text"]).one("textarea")
    assert control["aria-invalid"] is None and control["aria-describedby"] is None


def test_what_is_not_required_says_so(draw):
    assert "(facultatif)" in draw("{% field bound %}", bound=CallForm()["text"]).one("label").text
    assert "(facultatif)" not in draw("{% field bound %}", bound=CallForm()["email"]).one("label").text


def test_a_checkbox_tells_its_help(draw):
    page = draw("{% field bound %}", bound=CallForm()["agreed"])
    assert page.named(page.one("input", type="checkbox")["aria-describedby"]).text == "La consigne."


@pytest.mark.parametrize("name", ["answer", "teams"])
@pytest.mark.parametrize("kind", ["", "choice_cards", "segmented"])
def test_choices_are_a_group_named_by_its_legend(draw, name, kind):
    page = draw("{% field bound kind %}", bound=CallForm({})[name], kind=kind)
    group = page.one("fieldset")
    assert page.one("legend").text == CallForm()[name].label
    assert len(page.all("label")) == len(page.all("input")) == 2
    assert {label["for"] for label in page.all("label")} == {control["id"] for control in page.all("input")}
    assert all(page.named(part).text.strip() for part in group["aria-describedby"].split())


def test_an_unknown_kind_of_field_is_refused(draw):
    with pytest.raises(KeyError):
        draw("{% field bound 'cards' %}", bound=CallForm()["answer"])


def test_a_password_can_be_shown_where_there_is_script(draw):
    page = draw("{% field bound %}", bound=CallForm({"password": "secret"})["password"])
    button = page.one("button")
    assert button["type"] == "button" and "hidden" in button.attrs
    assert button["aria-controls"] == button["data-reveal"] == page.one("input")["id"]
    assert page.one("input")["value"] is None, "a password is never sent back"


def test_a_hidden_field_is_only_itself(draw):
    page = draw("{% field bound %}", bound=CallForm()["origin"])
    assert [element.tag for element in page.elements] == ["input"]


def test_the_summary_leads_to_every_field_in_error(draw):
    form = CallForm({})
    page = draw("{% form_errors form %}{% for bound in form %}{% field bound %}{% endfor %}", form=form)
    summary = page.one("div", role="alert")
    assert summary["tabindex"] == "-1" and "data-focus-me" in summary.attrs
    assert "Rien ne va ensemble." in summary.text
    targets = [link["href"].removeprefix("#") for link in page.all("a")]
    assert len(targets) == len(set(form.errors) - {"__all__", "origin"}) == 6
    assert all(page.named(target).tag in {"input", "select", "textarea"} for target in targets), "what takes the focus"
    assert "Origin" in summary.text, "a hidden field in error is told too, though nothing leads to it"


def test_a_form_that_is_right_has_no_summary(draw):
    assert draw("{% form_errors form %}", form=CallForm()).html == ""
