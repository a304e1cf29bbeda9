"""Which headings name what of a person (F1)? Those of Pronote, of an ENT, of a spreadsheet; French and English."""

from typing import Final

from app.locales import Message, msg
from app.services.csv_columns import keys
from app.services.csv_reading import Sort

MAX_BYTES: Final = 20 * 1024 * 1024
# Of the headings that a file has, the first in the list counts. Case, accents and signs are ignored.
SYNONYMS: Final = {
    "last_name": """
        Nom de famille, Nom d'usage, Nom usuel, Nom, Nom de naissance, Last name, Surname, Family name""",
    "first_name": """
        Prénom, Prénom usuel, Prénom d'usage, Premier prénom, Prénoms, First name, Given name, Forename""",
    "email": """
        Courriel, E-mail, Adresse e-mail, Adresse courriel, Mail, Adresse mail, Adresse électronique,
        Adresse de messagerie, Messagerie, E-mail professionnel, Courriel professionnel, Mail professionnel,
        E-mail address, Mail address""",
    "username": """
        Identifiant, Identifiant de connexion, Nom d'utilisateur, Login, Identifiant ENT, Compte, Username, User name,
        User ID, Account""",
    "role": """
        Fonction principale, Rôle principal, Fonction, Rôle, Profil, Profil d'autorisation, Primary role, Main role,
        Role, Profile, Institution role""",
    "roles": """
        Autres fonctions, Autres rôles, Fonctions secondaires, Rôles secondaires, Fonctions, Rôles, Other roles,
        Further roles, Secondary roles, Roles""",
    "services": """
        Services, Service, Départements, Département, Departments, Department""",
    "language": """
        Langue, Langue de l'interface, Language, Lang, Locale""",
}
LABELS: Final[dict[str, Message]] = {
    "last_name": msg("Last name"),
    "first_name": msg("First name"),
    "email": msg("E-mail"),
    "username": msg("Username"),
    "role": msg("Primary role"),
    "roles": msg("Other roles"),
    "services": msg("Services"),
    "language": msg("Language"),
}
# Without one of these nobody is recognised.
RECOGNISED: Final = ("username", "email", "last_name")
PEOPLE: Final = Sort(
    keys(SYNONYMS),
    MAX_BYTES,
    msg("The file is not a CSV. Export the list of people as CSV and try again."),
)
