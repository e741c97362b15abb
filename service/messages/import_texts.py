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
    # sheets
    "import.no_known_sheet": N_(
        "Aucune feuille n'est reconnue. Feuilles lues : {read}. Feuilles attendues : {expected}. "
        "Partez du modèle : oeuvre template -o modele.xlsx."
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
        "« {column} » : « {read} » est compris comme le {kept}. Écrivez la date en entier pour "
        "lever le doute."
    ),
    "import.rounded": N_("« {column} » : « {read} » est arrondi à {kept}."),
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
    # JSON
    "import.json_syntax": N_(
        "Le fichier n'est pas du JSON (ligne {line}, colonne {column}). Reprenez celui qu'a "
        "écrit oeuvre."
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
        "Le plan n'a pas été fait pour ces données ({place}) : elles ont changé depuis. Refaites "
        "le plan."
    ),
    # writing
    "import.unwritable_text": N_(
        "« {column} » : « {read} » ne peut pas être écrit dans un classeur sans changer "
        "({expected:unwritable})."
    ),
}
