"""Which code puts a role beside those it belongs with (R5)? `CAMPUS_EST`, not `EST_CAMPUS`."""

from collections.abc import Iterable, Sequence


def category(code: str, others: Iterable[Sequence[object]]) -> str:
    """The code that begins with what it ends with now, if others of `(code, is_builtin)` share that; else empty.

    Others share it when they begin with it, or, those of the school's own, when they end with it just as badly.
    """
    *rest, last = code.upper().split("_")
    if not rest or not all(rest) or not last or last.isdecimal():
        return ""
    split = [(str(other).upper().split("_"), is_builtin) for other, is_builtin in others if str(other) != code]
    if any(len(parts) > 1 and parts[0] == rest[0] for parts, _ in split):
        return ""  # it is beside others already
    shares = any(
        len(parts) > 1 and (parts[0] == last or (parts[-1] == last and not is_builtin)) for parts, is_builtin in split
    )
    return "_".join([last, *rest]) if shares else ""
