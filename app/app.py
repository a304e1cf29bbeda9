"""What is the application made of? The composition root: pages, the guard, the gate, and the work behind them."""

import asyncio
import gc
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from types import ModuleType
from typing import Any

import reflex as rx
from starlette.applications import Starlette

from app.components.head import HEAD
from app.components.overlay import WRAPS
from app.frontend import client_folder, content_security_policy, pages
from app.http import addresses
from app.http.gate import Gate
from app.http.routes import ROUTES
from app.pages import PAGES
from app.services import arrivals, recovery
from app.settings import Settings
from app.state import door, live
from app.state.arrivals import ArrivalState
from app.state.guard import Guard
from app.storage import provisioning
from app.storage.installation import Installation


def portal() -> Gate:
    """What a server serves: Reflex and our routes, behind the gate. Reflex's own CORS layer must be inside it."""
    installation = Installation.open(Settings.load())
    provisioning.prepare_platform(installation.databases)
    recovery.register(installation)
    door.install(installation)
    return Gate(app(), installation, content_security_policy(client_folder()), pages())


@asynccontextmanager
async def work() -> AsyncGenerator[None]:
    """Finish what a dead process left half done, then work off the queue in threads of this process."""
    gc.freeze()  # what is loaded stays: looking through it again takes a tenth of a gesture
    installation = door.installed()
    await asyncio.to_thread(recovery.recover, installation)
    live.serve(app, installation, {arrivals.WHAT: ArrivalState.arrive})
    installation.queue.start()
    yield
    await asyncio.to_thread(installation.queue.stop)


def loads(module: ModuleType) -> list[Any]:
    """What a page asks as it opens; those of people also count what waits in the locker, after their content."""
    is_of_people = not addresses.is_open(module.ROUTE) and not addresses.is_of_platform(module.ROUTE)
    own = module.LOAD if isinstance(module.LOAD, list) else [module.LOAD] if module.LOAD else []
    return [*own, ArrivalState.count] if own and is_of_people else own


app = rx.App(
    html_lang="fr",
    toaster=None,
    stylesheets=["/theme.css"],
    head_components=HEAD,
    app_wraps=WRAPS,
    api_transformer=[Starlette(routes=ROUTES)],
)
app.add_middleware(Guard())
app.register_lifespan_task(work)
for module in PAGES:
    app.add_page(
        module.page, route=module.ROUTE, title=module.TITLE, on_load=loads(module), description="", image="/favicon.svg"
    )
