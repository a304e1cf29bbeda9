"""What is at each address: one module, one route, listed here."""

from app.pages import (
    account,
    activate,
    access,
    bye,
    confirm,
    directory_import,
    establishment,
    establishment_new,
    establishments,
    forgot,
    home,
    job,
    jobs,
    journal,
    mails,
    not_found,
    person,
    person_new,
    platform_journal,
    platform_sign_in,
    reset,
    sign_in,
    statistics,
    zones,
)  # fmt: skip

PAGES = (
    sign_in, platform_sign_in, forgot, reset, activate, confirm, bye, not_found,
    home, journal, account,
    sign_in, platform_sign_in, forgot, reset, bye, not_found,
    home, journal,
    person_new, person, access,
    establishments, establishment_new, establishment, directory_import, zones, statistics, mails, jobs, job,
    platform_journal,
)  # fmt: skip
