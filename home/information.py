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
<h2>Chercher</h2><p>La touche « / » ouvre la recherche depuis n’importe quelle page. Écrivez les mots de l’usager : les réponses arrivent pendant que vous écrivez.</p>
<h2>Apprendre</h2><p>« Cours » montre ce qui vous est demandé, avec sa date, et tout le reste. Vous pouvez vous arrêter à tout moment : la reprise se fait au même endroit,
 sur un autre poste aussi. Vos réponses sont gardées dès que vous les donnez. Vos erreurs ne sont vues que par vous.</p>
<h2>Vos appels</h2><p>Un appel n’est enregistré que dans une campagne annoncée, après votre lecture de sa notice. « Mes appels » vous les fait réentendre, avec les notes de votre coach,
 auxquelles vous répondez. « Chercher dans les appels » retrouve les vôtres par les mots qui y sont dits.
 Pendant 48 heures, vous retirez un appel sans donner de raison.</p>
<h2>Signaler</h2><p>Une règle floue, une fiche fausse ? « Signaler », deux lignes, et le bureau concerné répond. Sur une fiche, la touche S ouvre le signalement.</p>
<h2>Vos certificats</h2><p>Un cours terminé peut donner un certificat, en PDF, qu’un autre organisme vérifie par l’adresse ou le code qu’il porte.</p>
<h2>Demander</h2><p>L’annuaire montre vos collègues et les personnes qui vous aident : ressources humaines, protection des données, administration du portail.
 Une erreur sur votre poste se corrige aux ressources humaines.</p>""",
    ),
    DATA: (
        "Données personnelles",
        "Ce que le portail sait de vous, pourquoi, et qui le lit.",
        """<h2>Ce qui est gardé</h2><ul><li>Votre nom, votre adresse professionnelle, vos rôles, votre équipe, votre métier, vos heures et vos absences, sans motif.</li>
<li>Vos notifications, et si l’e-mail correspondant est parti.</li><li>Votre mot de passe, sous une forme qui ne permet pas de le retrouver.</li>
<li>Les cours que vous suivez, où vous en êtes, vos réponses et vos cours terminés.</li>
<li>Vos certificats, avec ce qui les fonde.</li>
<li>Vos signalements et leurs réponses.</li>
<li>Dans une campagne annoncée seulement : vos appels enregistrés et leur transcription automatique, six mois au plus ; les notes et les grilles de débrief, un an au plus.</li>
<li>Qui a déposé, ouvert ou écouté un appel, ou cherché dans les appels, et quand, douze mois. Un retrait ne laisse aucun nom.</li>
<li>Vos connexions et ce qui touche à la sécurité de votre compte, douze mois. Vos connexions ne sont montrées qu’à vous.</li>
<li>Les rapports d’import de l’annuaire, jusqu’à ce que les ressources humaines les effacent.</li>
<li>Le réseau d’où vient une connexion manquée, cinq minutes, pour arrêter qui essaierait des mots de passe.</li></ul>
<h2>Qui le lit</h2><ul><li>Vos collègues d’équipe : votre nom, votre adresse, vos rôles, votre métier, et jusqu’à quand vous êtes en absence.</li>
<li>Les ressources humaines et l’administration de votre organisation : aussi vos heures, votre matricule et vos absences.</li>
<li>Vos appels : vous, et les coachs nommés dans la campagne. Ni votre responsable, ni les ressources humaines, ni l’administration.</li>
<li>Vos réponses aux cours : vous. Les ressources humaines voient vos certificats, et rien de vos appels.</li>
<li>Vos signalements : le bureau les lit sans votre nom.</li>
<li>Vos rôles donnés et retirés, votre second facteur retiré, une clé d’accès qui semble copiée, votre identité ProConnect liée et déliée, votre compte fermé et rouvert :
 l’administration et la protection des données de l’organisation où vous étiez alors. Jamais vos connexions.</li>
<li>La personne chargée de la protection des données : qui a consulté quoi, et ce qui reste à effacer. Elle n’entend aucun appel.</li>
<li>Personne d’une autre organisation.</li></ul>
<h2>Ce que la machine ne fait pas</h2><p>Elle transcrit, et rien d’autre : aucune note sur une personne, aucune émotion, aucune humeur lue dans une voix. Une grille est toujours remplie par une personne nommée.</p>
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
