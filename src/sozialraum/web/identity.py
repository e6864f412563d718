"""Who is looking. Looked up on the server at every run, never taken from the browser."""

from __future__ import annotations

from ipaddress import ip_address

from sozialraum.domain.access import Role

PUBLIC = frozenset({Role.PUBLIC})


def held_by_server() -> frozenset[Role]:
    """Roles of a local user: every role on the loopback address, else the public one only."""
    from streamlit import config

    return (
        frozenset(Role) if _is_loopback(str(config.get_option("server.address") or "")) else PUBLIC
    )


def _is_loopback(address: str) -> bool:
    if address == "localhost":
        return True
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
