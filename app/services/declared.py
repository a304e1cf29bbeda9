"""What do modules declare for others to find: bulk actions, kinds of work and of content, duties of the clock?"""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from app import services


@cache
def load() -> None:
    """Import every module of services, so that what they declare is known; before anything is shown or run."""
    for module in iter_modules(services.__path__):
        import_module(f"{services.__name__}.{module.name}")
