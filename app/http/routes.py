"""Which addresses are not pages, and who may ask for them? The whole table; the tests read it too."""

from typing import Final

from app.http import documents, downloads, files, health, reset, sign_in, sign_out, upload, view
from app.http.guard import for_administrators, for_all, for_people
from app.services.permissions import Open, Permission, PlatformPermission

TABLE: Final = (
    for_all("POST", "/auth/sign-in", sign_in.enter),
    for_all("POST", "/auth/platform/sign-in", sign_in.enter_platform),
    for_all("GET", "/auth/establishments", sign_in.establishments),
    for_all("POST", "/auth/sign-out", sign_out.leave),
    for_all("GET", "/auth/bye", sign_out.bye),
    for_all("POST", "/auth/view-end", view.back),
    for_all("POST", "/auth/forgot", reset.forgot),
    for_all("POST", "/auth/reset", reset.choose),
    for_all("POST", "/auth/activate", reset.activate),
    for_all("POST", "/auth/confirm", reset.confirm),
    for_all("GET", "/healthz", health.healthz),
    for_all("GET", "/readyz", health.readyz),
    for_people("PUT", "/files", Permission.LOCKER_DEPOSIT, files.receive),
    for_people("GET", "/documents/{deposit:int}", Open.SIGNED_IN, documents.document),
    for_people("GET", "/documents.zip", Open.SIGNED_IN, documents.several),
    for_people("PUT", "/people/import/file", Permission.PEOPLE_READ, upload.receive_people),
    for_people("GET", "/people/import/{job:int}.csv", Open.SIGNED_IN, downloads.people_csv),
    for_administrators(
        "PUT", "/platform/import/file", PlatformPermission.ESTABLISHMENTS_IMPORT, upload.receive
    ),
    for_administrators(
        "GET", "/platform/statistics.csv", PlatformPermission.ESTABLISHMENTS_COUNT, downloads.statistics_csv
    ),
    for_administrators(
        "GET", "/platform/export/{job:int}.zip", PlatformPermission.ESTABLISHMENTS_EXPORT, downloads.export_zip
    ),
)  # fmt: skip
ROUTES: Final = [declared.route() for declared in TABLE]
