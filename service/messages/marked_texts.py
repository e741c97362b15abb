"""What a file that goes back to its author says: its list of corrections, what could not be kept."""

from __future__ import annotations

from importers import markup
from importers.received.contract import Guess
from optimizer.diagnostics import Diagnostic
from service import messages
from service.i18n import N_, Texts
from service.messages import import_words
from service.messages.values import Names

LIST = {
    "marked.list": N_("À corriger"),
    "marked.title": N_("À corriger dans ce fichier"),
    "marked.how": N_(
        "Corrigez les cellules marquées, chacune dans sa feuille : un clic sur son nom y mène, et "
        "son commentaire dit ce qui ne va pas. Renvoyez ensuite ce fichier ; cette feuille n'est "
        "pas lue."
    ),
    "marked.lost": N_("Ce qui n'est plus dans cette copie (votre propre fichier n'a pas changé) :"),
    "marked.file": N_("(tout le fichier)"),
    "marked.hidden": N_("(masquée)"),
    "marked.header.severity": N_("Gravité"),
    "marked.header.sheet": N_("Où"),
    "marked.header.cell": N_("Cellule"),
    "marked.header.read": N_("Ce qui est écrit"),
    "marked.header.expected": N_("Ce qui est attendu"),
    "marked.header.suggestion": N_("Proposition"),
    "marked.header.said": N_("Ce qui ne va pas"),
    "marked.severity.error": N_("à corriger"),
    "marked.severity.guess": N_("à confirmer"),
    "marked.severity.warning": N_("à vérifier"),
    "marked.severity.note": N_("à savoir"),
}
KEPT = {
    "marked.copy_of_values": N_(
        "Votre fichier n'est pas un classeur Excel récent : cette copie en .xlsx reprend ses "
        "valeurs, sans ses couleurs, formules, images ni graphiques."
    ),
    "marked.rebuilt": N_(
        "Le classeur n'a pas pu être modifié tel quel : cette copie reprend ses valeurs, sans ses "
        "couleurs, formules, images ni graphiques."
    ),
    "marked.only_list": N_(
        "Le fichier n'a pas pu être ouvert : cette copie ne contient que la liste des corrections."
    ),
    "marked.capped": N_("La liste s'arrête à {n} lignes : corrigez-les, puis renvoyez le fichier."),
    "marked.lost_images": N_("des images"),
    "marked.lost_charts": N_("des graphiques"),
    "marked.lost_new_charts": N_("des graphiques récents (cascade, entonnoir, carte…)"),
    "marked.lost_pivot_tables": N_("des tableaux croisés dynamiques"),
    "marked.lost_external_links": N_("des liens vers d'autres classeurs"),
    "marked.lost_controls": N_("des boutons, cases à cocher ou listes de formulaire"),
    "marked.lost_conversations": N_("des conversations (leur texte reste en commentaire)"),
    "marked.lost_slicers": N_("des segments ou chronologies de filtre"),
    "marked.lost_diagrams": N_("des diagrammes SmartArt"),
    "marked.lost_objects": N_("des objets incorporés"),
    "marked.lost_queries": N_("des requêtes et connexions de données"),
    "marked.lost_macros": N_("des macros"),
    "marked.lost_signature": N_("la signature électronique"),
    "marked.lost_tables": N_("des tableaux mis en forme"),
    "marked.lost_shapes": N_("des formes et zones de texte"),
    "marked.lost_conditional_formats": N_(
        "des mises en forme conditionnelles récentes (barres, icônes, autre feuille)"
    ),
    "marked.lost_validations": N_("des listes déroulantes qui prennent leurs choix ailleurs"),
    "marked.lost_sparklines": N_("des graphiques dans les cellules (sparklines)"),
    "marked.lost_scenarios": N_("des scénarios"),
    "marked.charts_redrawn": N_("une partie de la mise en forme des graphiques"),
}
TEXTS = {**LIST, **KEPT}

_UNDERSTOOD = N_("{topic} « {read} » : compris comme « {understood} ». Si c'est faux, corrigez.")
_NOT_UNDERSTOOD = N_("{topic} « {read} » : ce n'est pas compris. Écrivez-le autrement.")
# What is expected is the name of another command, of no use to the author of the file.
_NOT_FOR_AUTHORS = ("import.other_kind",)


def marked_texts(texts: Texts) -> dict[str, str]:
    """Every text of a marked file, by the keys of :data:`importers.markup.TEXT_KEYS`."""
    return {
        key: texts.gettext(said, n="{n}") if "{n}" in said else texts.gettext(said)
        for key, said in TEXTS.items()
    }


def said(about: Diagnostic | Guess, texts: Texts, names: Names) -> markup.Said:
    """A finding or a guess for the author of the file."""
    if isinstance(about, Guess):
        return _guess(about, texts, names)
    params = about.params
    expected = "" if about.code in _NOT_FOR_AUTHORS else params.get("expected", "")
    kept = params.get("kept", "")
    return markup.Said(
        sentence=messages.sentence(about, texts),
        read=params.get("read", ""),
        expected=messages.shown(expected, texts),
        suggestion=params.get("suggestion", "") or messages.shown(kept, texts),
    )


def _guess(guess: Guess, texts: Texts, names: Names) -> markup.Said:
    topic = import_words.topic(guess, texts)
    topic = topic[:1].upper() + topic[1:]
    choices = [c for c in guess.choices if c]
    shown = [import_words.understood(guess, c, texts, names) for c in choices]
    if guess.understood:
        understood = import_words.understood(guess, guess.understood, texts, names)
        sentence = texts.gettext(_UNDERSTOOD, topic=topic, read=guess.read, understood=understood)
    else:
        sentence = texts.gettext(_NOT_UNDERSTOOD, topic=topic, read=guess.read)
    return markup.Said(sentence=sentence, read=guess.read, suggestion=" / ".join(shown[:4]))
