"""Which headings name what of a school? The ministry's of every year, people's own, French and English."""

from typing import Final

from app.locales import msg
from app.services.csv_columns import keys
from app.services.csv_reading import Sort

MAX_BYTES: Final = 100 * 1024 * 1024
# Of the headings that a file has, the first in the list counts. Case, accents and signs are ignored.
SYNONYMS: Final = {
    "uai": """
        Identifiant de l'établissement, Numéro UAI, Code UAI, UAI, N° UAI, Identifiant UAI, UAI code, UAI number,
        Code établissement, Numéro établissement, Numéro de l'école, Numéro école, Code RNE, Numéro RNE, RNE,
        UAI (ex-RNE), School code, Establishment code""",
    "name": """
        Nom établissement, Nom de l'établissement, Nom de l'école, Nom école, Appellation officielle,
        Dénomination principale, Dénomination, Libellé établissement, Établissement, School name, Establishment name,
        Name, Nom, School, Establishment""",
    "postcode": """
        Code postal, Code postal UAI, Code postal établissement, CP, Postcode, Postal code, Zip code, Zip""",
    "town": """
        Nom commune, Nom de la commune, Localité acheminement UAI, Localité d'acheminement, Localité acheminement,
        Libellé commune, Commune, Localité, Ville, Town, City, Locality""",
    "zone": """
        Libellé académie, Nom académie, Académie, Zone, Education authority, Academy""",
    "email": """
        Mail, E-mail, Courriel, Adresse mail, Adresse e-mail, Adresse courriel, Adresse électronique,
        Mail établissement, E-mail address, Mail address""",
}
REQUIRED: Final = {"uai": msg("UAI"), "name": msg("name"), "postcode": msg("postcode"), "town": msg("town")}
DIRECTORY: Final = Sort(
    keys(SYNONYMS),
    MAX_BYTES,
    msg("The file is not a CSV. Download the directory in CSV form and try again."),
    REQUIRED,
)
