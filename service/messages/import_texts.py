"""What is said of a file that was read: one French sentence per ``import.*`` code."""

from __future__ import annotations

from service.i18n import N_

TEXTS = {
    # the file
    "import.file_missing": N_(
        "Le fichier « {read} » n'existe pas. Vérifiez son nom et son dossier."
    ),
    "import.file_is_directory": N_("« {read} » est un dossier. Donnez le nom d'un classeur .xlsx."),
    "import.file_unreadable": N_(
        "Le fichier « {read} » ne peut pas être lu. Vérifiez vos droits, ou fermez-le s'il est "
        "ouvert ailleurs."
    ),
    "import.file_empty": N_(
        "Le fichier « {read} » est vide. Enregistrez-le de nouveau depuis le tableur."
    ),
    "import.file_too_large": N_(
        "Le fichier est trop gros : {read:bytes}, pour {expected:bytes} au plus. Supprimez les "
        "images et les feuilles qui ne servent pas."
    ),
    "import.not_a_workbook": N_(
        "« {read} » n'est pas un classeur. Formats acceptés : {expected}. Dans le tableur, « "
        "Enregistrer sous » puis choisissez .xlsx."
    ),
    "import.is_pdf": N_(
        "« {read} » est un PDF : demandez le tableau d'origine (.xlsx, .ods, .csv), ou tapez les "
        "chiffres."
    ),
    "import.is_picture": N_(
        "« {read} » est une image : demandez le tableau d'origine (.xlsx, .ods, .csv), ou tapez les "
        "chiffres."
    ),
    "import.is_text_document": N_(
        "« {read} » est un document Word : copiez son tableau dans un classeur (.xlsx), ou tapez les "
        "chiffres."
    ),
    "import.unsupported_format": N_(
        "Le format {read} n'est pas lu. Formats acceptés : {expected}. Dans le tableur, « "
        "Enregistrer sous » puis choisissez .xlsx."
    ),
    "import.password_protected": N_(
        "« {read} » est protégé par un mot de passe. Retirez la protection, puis recommencez."
    ),
    "import.damaged": N_(
        "Le classeur est abîmé et ne peut pas être ouvert ({read}). Ouvrez-le dans le tableur et "
        "enregistrez-le de nouveau."
    ),
    "import.zip_bomb": N_(
        "Le contenu du classeur est démesuré une fois décompressé ({read:bytes}, pour "
        "{expected:bytes} au plus) : il n'est pas ouvert. Copiez les données utiles dans un "
        "classeur neuf."
    ),
    "import.too_many_cells": N_(
        "Le classeur a trop de cellules : {read:number}, pour {expected:number} au plus. Copiez "
        "les données utiles dans un classeur neuf."
    ),
    "import.too_many_rows": N_(
        "La feuille a trop de lignes : {read:number}, pour {expected:number} au plus. Supprimez "
        "les lignes vides du bas."
    ),
    "import.too_many_columns": N_(
        "La feuille a trop de colonnes : {read:number}, pour {expected:number} au plus. Supprimez "
        "ce qui est écrit loin à droite."
    ),
    "import.web_page": N_(
        "« {read} » est une page web, même si son nom est celui d'un classeur. Ouvrez-la dans le "
        "tableur, « Enregistrer sous » puis choisissez .xlsx. Formats acceptés : {expected}."
    ),
    "import.archive_of_files": N_(
        "C'est une archive qui contient d'autres fichiers ({read}). Extrayez-les, puis donnez-les "
        "un par un."
    ),
    # the file, when it could be read all the same
    "import.extension_differs": N_(
        "Le nom du fichier se termine par {read}, mais son contenu est du {kept} : il est lu ainsi."
    ),
    "import.encoding_guessed": N_(
        "Les caractères de « {read} » sont lus en {kept}. Vérifiez les accents."
    ),
    "import.separator_guessed": N_(
        "Les colonnes de « {read} » sont séparées par « {kept} ». Vérifiez qu'aucune n'est coupée."
    ),
    "import.quotes_unbalanced": N_(
        "Un guillemet ({read}) n'est pas refermé : les guillemets sont lus comme du texte. "
        "Vérifiez les cellules qui en contiennent."
    ),
    "import.macros_ignored": N_("« {read} » contient des macros : elles sont ignorées."),
    "import.external_links_ignored": N_(
        "Le classeur prend des valeurs dans d'autres fichiers ({read:number}) : ils ne sont pas "
        "ouverts, seules les valeurs déjà enregistrées sont lues."
    ),
    "import.mac_calendar": N_(
        "« {read} » compte ses dates depuis 1904, comme d'anciens Mac. Vérifiez une date."
    ),
    "import.hidden_sheet_read": N_("La feuille « {read} » est masquée ; elle est lue aussi."),
    "import.hidden_rows_read": N_(
        "Des lignes sont masquées ou filtrées ({read}) ; elles sont lues aussi."
    ),
    "import.hidden_columns_read": N_(
        "Des colonnes sont masquées ({read}) ; elles sont lues aussi."
    ),
    "import.comments_present": N_(
        "Des cellules ont un commentaire ({read}). Il n'est pas lu comme une valeur : reportez-le "
        "dans la cellule si c'est lui qui dit vrai."
    ),
    # sheets
    "import.no_known_sheet": N_(
        "Aucune feuille n'est reconnue. Feuilles lues : {read}. Feuilles attendues : {expected}. "
        "Partez du modèle."
    ),
    "import.no_known_sheet:costs": N_(
        "Aucune feuille n'est reconnue. Feuilles lues : {read}. Feuilles attendues : {expected}. "
        "Partez du modèle de classeur de coûts : une fiche de l'atelier s'y reprend aussi."
    ),
    "import.sheet_missing": N_(
        "Il manque la feuille « {expected} ». Ajoutez-la, ou partez du modèle."
    ),
    "import.sheet_near": N_(
        "La feuille « {read} » n'est pas lue. Renommez-la « {suggestion} » si c'est ce qu'elle "
        "contient."
    ),
    "import.sheet_unknown": N_("La feuille « {read} » n'est pas lue : son nom n'est pas reconnu."),
    "import.sheet_duplicate": N_(
        "Les feuilles « {first} » et « {read} » disent la même chose. Gardez-en une seule."
    ),
    "import.header_missing": N_(
        "La ligne des titres n'est pas trouvée. Titres attendus : {expected}."
    ),
    "import.column_missing": N_("Il manque la colonne « {expected} ». Ajoutez-la avec ce titre."),
    "import.column_near": N_(
        "La colonne « {read} » n'est pas lue. Titrez-la « {suggestion} » si c'est ce qu'elle "
        "contient."
    ),
    "import.column_unknown": N_(
        "La colonne « {read} » n'est pas lue : son titre n'est pas reconnu."
    ),
    "import.column_duplicate": N_(
        "La colonne « {read} » dit la même chose que celle de {first}. Gardez-en une seule."
    ),
    "import.merged_cells": N_(
        "Des cellules sont fusionnées ({read}) : leur valeur n'est lue que dans la première. "
        "Séparez-les."
    ),
    "import.merged_cells_repeated": N_(
        "Des cellules sont fusionnées ({read}) : « {kept} » est pris pour chacune."
    ),
    "import.total_row_skipped": N_("La ligne « {read} » est un total : elle n'est pas lue."),
    # cells
    "import.required": N_("« {column} » n'est pas rempli."),
    "import.not_text": N_("« {column} » : « {read} » n'est pas un texte."),
    "import.not_a_number": N_("« {column} » : « {read} » n'est pas un nombre."),
    "import.not_an_integer": N_("« {column} » : « {read} » n'est pas un nombre entier."),
    "import.not_a_percent": N_("« {column} » : « {read} » n'est pas un pourcentage."),
    "import.not_money": N_("« {column} » : « {read} » n'est pas un montant."),
    "import.not_hours": N_("« {column} » : « {read} » n'est pas un nombre d'heures."),
    "import.not_minutes": N_("« {column} » : « {read} » n'est pas un nombre de minutes."),
    "import.not_a_date": N_("« {column} » : « {read} » n'est pas une date."),
    "import.not_a_week": N_("« {column} » : « {read} » n'est pas une semaine."),
    "import.not_yes_no": N_("« {column} » : « {read} » n'est ni oui ni non."),
    "import.not_a_choice": N_(
        "« {column} » : « {read} » n'est pas un choix possible. Choix : {expected}."
    ),
    "import.too_small": N_("« {column} » : {read} est trop petit."),
    "import.too_big": N_("« {column} » : {read} est trop grand."),
    "import.formula_without_value": N_(
        "« {column} » : la formule {read} n'a pas de résultat enregistré. Ouvrez le classeur "
        "dans le tableur, enregistrez-le, ou tapez la valeur."
    ),
    "import.error_value": N_(
        "« {column} » : la cellule affiche l'erreur {read}. Corrigez la formule ou tapez la valeur."
    ),
    "import.percent_guessed": N_(
        "« {column} » : « {read} » est compris comme {kept}. Écrivez le signe % pour lever le "
        "doute."
    ),
    "import.date_guessed": N_(
        "« {column} » : « {read} » est compris comme le {kept:value}. Écrivez la date en entier pour "
        "lever le doute."
    ),
    "import.rounded": N_("« {column} » : « {read} » est arrondi à {kept}."),
    "import.doubtful": N_(
        "« {column} » : « {read} » peut se lire {kept:value} ou {other:value} ; {kept:value} est pris. "
        "Écrivez-le "
        "autrement pour lever le doute."
    ),
    "import.approximate": N_(
        "« {column} » : « {read} » est compris comme {kept}. Écrivez la valeur seule pour lever "
        "le doute."
    ),
    "import.range_prudent": N_(
        "« {column} » : « {read} » va de l'un à l'autre ; {kept} est pris plutôt que {other}, par "
        "prudence. Écrivez une seule valeur."
    ),
    "import.value_unknown": N_(
        "« {column} » : « {read} » dit que la valeur n'est pas connue. Demandez-la ou laissez vide."
    ),
    "import.unit_mismatch": N_(
        "« {column} » : « {read} » est dans une autre unité ({expected} attendu). Écrivez la "
        "valeur dans cette unité."
    ),
    "import.tax_included": N_(
        "« {column} » : « {read} » est un prix TTC. Écrivez le prix hors taxes."
    ),
    "import.day_length_unknown": N_(
        "« {column} » : « {read} » est en jours, et la durée d'une journée n'est pas connue. "
        "Écrivez des heures."
    ),
    # rows and what they name
    "import.unknown_reference": N_(
        "« {column} » : « {read} » n'existe pas dans la feuille « {target} ». Ajoutez-le "
        "là-bas ou corrigez le nom ici."
    ),
    "import.ambiguous_reference": N_(
        "« {column} » : « {read} » peut désigner plusieurs lignes de la feuille « {target} "
        "» : {expected}. Écrivez le code."
    ),
    "import.duplicate_id": N_(
        "« {column} » : « {read} » est déjà pris en {first}. Donnez un autre code ou un autre nom."
    ),
    "import.duplicate_row": N_(
        "Cette ligne répète celle de {first} ({read}). Gardez-en une seule."
    ),
    "import.list_lengths": N_(
        "« {column} » : il y a {read} valeurs, alors qu'il en faut {expected}, une par élément."
    ),
    "import.needless_cell": N_("« {column} » : « {read} » ne sert pas ici."),
    "import.reversed": N_("« {column} » : {read} vient avant {expected}. Échangez les deux."),
    "import.no_row": N_("La feuille « {expected} » est vide : remplissez au moins une ligne."),
    # variants to compare
    "import.variant_unknown": N_(
        "« {column} » : « {read} » ({kind:kind}) n'est pas dans la commande. Il y a : {known}."
    ),
    "import.variant_ambiguous": N_(
        "« {column} » : « {read} » peut désigner plusieurs choses ({kind:kind}) : {expected}. "
        "Écrivez le code."
    ),
    # JSON
    "import.json_syntax": N_(
        "Le fichier n'est pas du JSON (ligne {line}, colonne {column}). Reprenez celui qu'a "
        "écrit oeuvre."
    ),
    "import.json_syntax:not_text": N_(
        "« {read} » n'est pas un fichier JSON. Donnez le fichier dossier.json d'un plan."
    ),
    "import.json_too_large": N_("Le fichier est trop gros, pour {largest_bytes:bytes} au plus."),
    "import.json_not_finite": N_(
        "Le fichier contient « {read} », qui n'est pas un nombre. Corrigez-le."
    ),
    "import.json_repeated_field": N_("{place} est écrit deux fois. Gardez-en un."),
    "import.json_unknown_field": N_(
        "{place} : le champ « {read} » n'existe pas. Corrigez ou retirez-le."
    ),
    "import.json_missing_field": N_("{place} : il manque le champ « {expected} ». Ajoutez-le."),
    "import.json_type": N_("{place} : « {read} » lu. Attendu : {expected:json_type}."),
    "import.json_choice": N_(
        "{place} : « {read} » n'est pas un choix possible. Choix : {expected}."
    ),
    "import.json_schema_version": N_(
        "{place} : version {read}, alors que ce logiciel lit la version {expected}. Mettez-le à "
        "jour."
    ),
    "import.json_problem_hash": N_(
        "Les données ont changé depuis que ce plan a été fait. Refaites le plan, ou reprenez le "
        "dossier d'origine."
    ),
    # capacities received
    "import.workshop_twice": N_(
        "« {read} » est déjà décrit en {first}, autrement. Gardez une seule ligne par atelier."
    ),
    # a workshop's own cost sheet
    "import.no_cost_line": N_(
        "Aucune ligne de coût n'est reconnue (feuilles lues : {read}) : un libellé, et le montant à sa "
        "droite. Recopiez les chiffres dans le classeur de coûts."
    ),
    "import.cost_line_unknown": N_(
        "« {column} » : {read} n'est pas repris, ce libellé n'est pas reconnu. S'il compte, écrivez-le "
        "dans le classeur de coûts."
    ),
    "import.cost_line_derived": N_(
        "« {column} » : {read} n'est pas repris. C'est un résultat, ou une donnée de la commande : le "
        "calcul le refait."
    ),
    "import.aid_without_base": N_(
        "« {column} » : {read} par ETP n'est pas repris, car les heures d'un ETP ne sont pas connues. "
        "Donnez-les (par exemple 1 820 payées ou 1 505 travaillées), avec cette aide, dans la feuille "
        "« Aides » du classeur de coûts."
    ),
    "import.cost_line_twice": N_(
        "« {column} » : {read}, mais {first} dit autre chose. Gardez une seule ligne."
    ),
    "import.cost_not_of_period": N_(
        "« {column} » : {read} est un montant par mois. Écrivez celui de toute la période des heures."
    ),
    "import.siret_unreadable": N_(
        "« {column} » : « {read} » n'est pas un numéro de 14 chiffres. Il n'est pas repris ; "
        "écrivez-le comme un texte."
    ),
    "import.siret_key": N_(
        "« {column} » : le numéro {read} a un chiffre faux (sa clé ne tombe pas juste). Recopiez-le de "
        "l'avis de situation de l'INSEE, ou videz la cellule : il ne sert pas au plan."
    ),
    "import.etp_above_headcount": N_(
        "« {column} » : {read:number} ETP pour un effectif de {expected:number} personnes, ce n'est pas "
        "possible à 35 h. L'effectif est retenu ; vérifiez les deux."
    ),
    "import.etp_without_hours": N_(
        "« {column} » : sans les heures par semaine, {read:number} ETP ne peuvent pas devenir un nombre "
        "de personnes. Remplissez les heures ou l'effectif."
    ),
    "import.machines_without_operation": N_(
        "« {column} » : aucune opération de la commande n'est connue pour ces machines ({read:number}) : "
        "elles ne sont pas reprises."
    ),
    "import.closure_unclear": N_(
        "« {column} » : « {read} » ne dit pas de quel jour à quel jour. Écrivez par exemple "
        "« {expected} »."
    ),
    "import.remark_shown": N_("« {column} » dit : « {read} ». Aucun chiffre n'en est tiré."),
    "import.personal_data_left": N_(
        "La colonne « {read} » contient des données personnelles : elle n'est pas gardée."
    ),
    "import.column_not_kept": N_(
        "La colonne « {read} » est comprise, mais ne sert pas au plan : elle n'est pas gardée."
    ),
    "import.pace_by_operation": N_(
        "« {column} » : {read:percent} ne changera rien, car la feuille Capacités a déjà un "
        "rendement pour chaque opération de cet atelier ({expected:percents}). Corrigez-le là."
    ),
    "import.plan_in_closure": N_(
        "Il y a du monde en {read:week}, mais la commande ferme du {first:day} au {last:day} : la "
        "fermeture reste. Si l'atelier travaille, répondez « rouvrir », ou corrigez la feuille "
        "Fermetures."
    ),
    "import.plan_of_nobody": N_(
        "Ce plan de charge ne dit pas de quel atelier il est (« {read} »). Écrivez son nom dans "
        "le titre ou le nom du fichier. Ateliers : {expected}."
    ),
    "import.plan_needs_usual": N_(
        "« {column} » : pour compter {read:number}, il faut l'effectif et les heures par semaine de "
        "« {expected} » dans la commande. Importez d'abord le recensement."
    ),
    "import.plan_word_left": N_(
        "« {column} » : « {read} » n'est ni un nombre ni une semaine de fermeture. La cellule "
        "n'est pas reprise."
    ),
    "import.units_in_plan": N_(
        "« {read} » compte des pièces, pas du temps : c'est proposé comme une capacité par semaine."
    ),
    "import.need_above_planned": N_(
        "Le besoin ({read:number}) dépasse ce qui est planifié ({expected:number}). Le planifié est retenu."
    ),
    "import.week_twice": N_(
        "La semaine {read:week} est dite deux fois, autrement en {first}. Gardez un seul chiffre."
    ),
    "import.weeks_outside": N_(
        "Des semaines sont avant ou après la commande ({first:week} à {last:week}) : elles ne sont "
        "pas reprises."
    ),
    "import.blank_is_unknown": N_(
        "Cases vides parmi les semaines : {read:number}. Elles sont comprises comme « non dit », "
        "pas comme zéro."
    ),
    "import.total_differs": N_(
        "Le total écrit est {read:number}, la somme des lignes lues est {expected:number}. Vérifiez les deux."
    ),
    # files received, and what they are compared with
    "import.no_table": N_(
        "Aucun tableau de ce genre n'est trouvé. Feuilles lues : {read}. Tableaux cherchés : "
        "{expected}. Vérifiez la ligne des titres, ou partez du modèle."
    ),
    "import.other_kind": N_(
        "Le tableau de la feuille « {read} » est d'un autre genre : il n'est pas lu ici. Importez "
        "ce fichier aussi, comme « {expected} »."
    ),
    "import.told_by_one_file": N_(
        "{read} le dit ; {first}, qui donne la même liste, ne le dit pas. C'est gardé : vérifiez."
    ),
    "import.not_yours": N_(
        "Ce fichier parle de « {read} », qui n'est pas à vous : n'y laissez que {expected}, ou donnez "
        "ce fichier à la coordination."
    ),
    "import.order_changed": N_(
        "« {read} » a changé pendant l'import : rien n'est écrit. Fermez-le, puis recommencez."
    ),
    "import.mappings_unreadable": N_(
        "Les réponses gardées dans « {read} » ne peuvent pas être lues. Corrigez ce fichier, ou "
        "retirez-le pour recommencer sans elles."
    ),
    "import.answers_unreadable": N_(
        "Les réponses de « {read} » ne peuvent pas être lues. Écrivez du JSON : pour chaque clé de "
        'question, la valeur, ou "" pour la laisser de côté.'
    ),
    # writing
    "import.unwritable_text": N_(
        "« {column} » : « {read} » ne peut pas être écrit dans un classeur sans changer "
        "({expected:unwritable})."
    ),
}
