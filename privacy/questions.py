"""What one person asks the other to give: « Quelle est votre date de naissance ? »"""

from __future__ import annotations

import re

from privacy.kinds import Kind

NUMBER_OF = r"(?:le |votre |son |un )?(?:numero|num|n°)"
ABOUT = {
    Kind.NIR: rf"securite sociale|numero (?:de )?secu\b|carte vitale|numero d'assure|\bnir\b|{NUMBER_OF} social",
    Kind.IBAN: r"\biban\b|\brib\b|coordonnees bancaires|compte bancaire|numero de compte",
    Kind.CARD: r"carte (?:bancaire|bleue|de (?:credit|paiement))|numero de carte",
    Kind.PLATE: r"immatricul|\bplaque\b",
    Kind.EMAIL: r"adresse (?:e-?mail|mail|electronique|courriel|internet)|"
    r"(?:votre|un|une|son|l'|d') ?(?:e-?mail|mail|courriel|adresse mail)\b",
    Kind.PHONE: r"telephone|numero de (?:tel|portable|mobile|fixe)|votre (?:portable|mobile|numero\b(?! (?:de|d'|fiscal|etranger)))|"
    r"vous (?:joindre|rappeler|recontacter|contacter)|"
    r"ligne (?:directe|fixe)|numero ou|quel numero|a ce numero|coordonnees",
    Kind.BIRTH_DATE: r"date (?:et (?:le )?lieu )?de naissance|\bnee? (?:le |la |en )?(?:quand|quel)|"
    r"(?:quand|quel jour|quelle annee) .{0,20}\bnee?\b|"
    r"anniversaire|jour de naissance|annee de naissance|etes[ -]vous nee?",
    Kind.ADDRESS: r"(?:votre|quelle|son|l'|vos|une) ?adresses?(?! (?:e-?mail|mail|electronique|courriel|internet))|"
    r"ou (?:est-ce que vous )?(?:habitez|vivez|residez|demeurez)|"
    r"vous (?:habitez|residez|demeurez|vivez) (?:ou|a quel|dans quel)|(?:quelle|votre) (?:commune|ville|rue)|code postal|"
    r"domicilie|votre domicile|coordonnees|vous .{0,15}(?:em|en|de)menag",
    Kind.NAME: r"(?:votre|vos|son|ses|leur|leurs|quel|le|les|l') ?(?:noms?|prenoms?|identite)\b(?! (?:du|de la|des|de l'|d'utilis))|"
    r"(?<!mon )nom (?:de famille|de naissance|de jeune fille|d'usage|et prenom|prenom|complet)|noms? et (?:votre |vos |le |les )?prenoms?|"
    r"vous vous appelez|comment .{0,20}appel(?:ez|le)|a quel nom|au nom de qui|de la part de qui|qui est a l'appareil|qui ai-je|"
    r"vous etes (?:madame|monsieur) ?\?|epel(?:er|ez|le)|coordonnees",
    Kind.NUMBER: r"\bnumero|reference|identifiant|matricule|allocataire|numero fiscal|\bcode\b(?! postal)|dossier",
}
PATTERNS = {kind: re.compile(pattern) for kind, pattern in ABOUT.items()}
REQUEST = re.compile(
    r"\?|\b(?:quel|quels|quelle|quelles|comment|donne[rz]|indique[rz]|communique[rz]|precise[rz]|rappele[rz]|confirme[rz]|epele[rz]|dites|redonne[rz]|repete[rz]|"
    r"il me (?:faut|faudrait)|il nous (?:faut|faudrait)|j'(?:ai|aurais) besoin|je vous (?:donne|dicte|lis|epelle)|"
    r"puis-je|pourrais-je|pouvez|pourriez|je peux avoir|auriez|avez-vous|"
    r"vous avez|besoin de|demander|verifier|identifier|noter|je (?:vais )?prendr?[es]+|allez-y|je vous ecoute|me donnez|s'il vous plait)\b"
)
BRIEF = 8
"""Words of a last clause that asks without a verb and, in a transcript, often without its mark: « Et votre date de naissance »."""
AGAIN = re.compile(r"\b(?:repete[rz]|redire|redites|pardon|la suite|et apres|ensuite|encore une fois|plus lentement|compris)\b")

OFFER = re.compile(r"\bje (?:vais )?vous (?:donne|donner|dicte|dicter|lis|lire|epelle|epeler)\b")


def asked_for(sentence: str) -> set[Kind]:
    """The kinds of data that the folded sentence asks for. Empty when it asks for none."""
    asking = sentence if REQUEST.search(sentence) else re.split(r"[,;:]", sentence.rstrip(" ,.;:"))[-1]
    if asking is not sentence and len(asking.split()) > BRIEF:
        return set()
    return {kind for kind, pattern in PATTERNS.items() if pattern.search(asking)}


def asks_again(sentence: str) -> bool:
    return bool(AGAIN.search(sentence))


def offers(sentence: str) -> bool:
    """Who says « je vous donne mon IBAN » goes on with it."""
    return bool(OFFER.search(sentence))
