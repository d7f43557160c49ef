"""The information pages every portal starts with. Editors rewrite them in Wagtail; here is only the first version."""

from __future__ import annotations

from wagtail.models import Page, Site

from home.models import DATA, HELP, LEGAL, InformationPage

WAGTAILS_WELCOME = "Welcome to your new Wagtail site!"

FIRST_VERSIONS = {
    HELP: (
        "Aide",
        "Se connecter, se repérer, demander.",
        """<h2>Se connecter</h2><p>Votre adresse professionnelle est votre identifiant. Votre organisation crée le compte et vous recevez un
 lien pour choisir un mot de passe. Le lien a expiré, ou le mot de passe est perdu : « Mot de passe oublié », sur la page de connexion, en envoie un autre.</p>
<p>Un second facteur protège mieux le compte : « Mon compte », puis « Second facteur et codes de secours ».</p>
<h2>Se repérer</h2><p>Le jaune dit où vous êtes. Le bleu pétrole dit ce que vous pouvez faire. Rien d’autre n’est jaune.</p>
<p>L’en-tête change le thème, clair ou sombre, et la langue. Tout se fait au clavier : la touche Tab avance, Entrée ouvre, Échap ferme.</p>
<h2>Demander</h2><p>L’annuaire montre vos collègues et les personnes qui vous aident : ressources humaines, protection des données, administration du portail.
 Une erreur sur votre poste se corrige aux ressources humaines.</p>""",
    ),
    DATA: (
        "Données personnelles",
        "Ce que le portail sait de vous, pourquoi, et qui le lit.",
        """<h2>Ce qui est gardé</h2><ul><li>Votre nom, votre adresse professionnelle, vos rôles, votre équipe, votre métier, vos heures et vos absences, sans motif.</li>
<li>Vos notifications, et si l’e-mail correspondant est parti.</li><li>Votre mot de passe, sous une forme qui ne permet pas de le retrouver.</li>
<li>Les rapports d’import de l’annuaire, jusqu’à ce que les ressources humaines les effacent.</li>
<li>Le réseau d’où vient une connexion manquée, cinq minutes, pour arrêter qui essaierait des mots de passe.</li></ul>
<h2>Qui le lit</h2><ul><li>Vos collègues d’équipe : votre nom, votre adresse, vos rôles, votre métier, et jusqu’à quand vous êtes en absence.</li>
<li>Les ressources humaines et l’administration de votre organisation : aussi vos heures, votre matricule et vos absences.</li>
<li>Personne d’une autre organisation.</li></ul>
<h2>Cookies</h2><p>Tous sont nécessaires, et propres à ce portail :</p><ul><li>la session, et la protection des formulaires ;</li>
<li>la langue et le thème que vous avez choisis ;</li><li>la réponse à votre dernière action, le temps de l’afficher ;</li>
<li>l’appareil où vous vous êtes déjà connecté, avec votre adresse, un an : ainsi personne ne peut vous bloquer en se trompant exprès de mot de passe.</li></ul>
<p>Aucun traceur, aucune mesure d’audience, aucune requête vers un autre site.</p>
<h2>Vos droits</h2><p>« Mon compte » montre ce que le portail sait. Pour corriger ou effacer, écrivez à la personne chargée de la protection des données
 de votre organisation : l’annuaire la nomme. Vous pouvez aussi saisir la CNIL.</p>""",
    ),
    LEGAL: (
        "Mentions légales",
        "Qui édite ce portail.",
        """<p>Ce portail est édité par l’organisme nommé ci-dessous, qui l’ouvre à ses agents.</p>
<h2>Logiciel</h2><p>Vigie est un logiciel libre, sous licence MIT. Les polices et les bibliothèques qu’il contient gardent leurs licences.</p>""",
    ),
}


def ensure_pages() -> list[InformationPage]:
    """Creates those that are missing, under the root of the site. Answers those created."""
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    root = site.root_page if site else Page.get_first_root_node()
    if root.title == WAGTAILS_WELCOME:
        root.title = root.draft_title = "Pages du portail"
        root.save(update_fields=["title", "draft_title"])
    created = []
    for slug, (title, lede, body) in FIRST_VERSIONS.items():
        if not InformationPage.objects.filter(slug=slug).exists():
            page = InformationPage(title=title, slug=slug, lede=lede, body=" ".join(body.split("\n")))
            root.add_child(instance=page)
            page.save_revision().publish()
            created.append(page)
    return created
