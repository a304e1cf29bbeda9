"""What is at each address: one module, one route, listed here."""

from app.pages import (
    bye,
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
    people,
    person_cancel,
    person_job,
    person_jobs,
    platform_journal,
    platform_sign_in,
    reset,
    sign_in,
    statistics,
    zones,
)  # fmt: skip

PAGES = (
    sign_in, platform_sign_in, forgot, reset, bye, not_found,
    home, people, person_cancel, person_jobs, person_job, journal,
    establishments, establishment_new, establishment, directory_import, zones, statistics, mails, jobs, job,
    platform_journal,
)  # fmt: skip
