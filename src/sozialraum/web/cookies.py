"""The cookie in which Streamlit keeps who has signed in, read outside of a page.

Streamlit reads it when a page connects; own routes read it here, with Streamlit's own functions.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

_NOT_OF_THE_PROVIDER = frozenset({"is_logged_in", "origin", "tokens"})
"""Keys that Streamlit adds, and not to every copy."""


def user_cookie() -> str:
    """Name of the cookie; parts of a long one have ``_1``, ``_2`` … after it."""
    from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

    return USER_COOKIE_NAME


def claims_of(cookies: Mapping[str, str], origin: str) -> dict[str, Any] | None:
    """What the identity provider said, from a cookie signed by this server for ``origin``.

    None where there is no cookie, where it is forged, altered or older than Streamlit's limit.
    """
    from streamlit.auth_util import get_cookie_with_chunks
    from streamlit.web.server.server_util import get_cookie_secret
    from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value

    def decoded(name: str) -> bytes | None:
        value = cookies.get(name)
        if value is None:
            return None
        return decode_signed_value(get_cookie_secret(), name, value.encode("latin-1", "replace"))

    content = get_cookie_with_chunks(decoded, user_cookie())
    try:
        claims = json.loads(content) if content else None
    except ValueError:
        return None
    return claims if isinstance(claims, dict) and claims.get("origin") == origin else None


def key_of(claims: Mapping[str, Any]) -> str:
    """SHA-256 over what the provider said, with the random number of this very sign-in.

    It names the sign-in on this server. The cookie cannot be made from it.
    """
    said = {key: claims[key] for key in claims if key not in _NOT_OF_THE_PROVIDER}
    return hashlib.sha256(json.dumps(said, sort_keys=True, default=str).encode()).hexdigest()
