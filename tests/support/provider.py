"""A real provider of OpenID Connect on this machine; it still uses what Authlib deprecates."""

import warnings

from authlib.deprecate import AuthlibDeprecationWarning

with warnings.catch_warnings():
    warnings.simplefilter("ignore", AuthlibDeprecationWarning)
    from oidc_provider_mock import User, run_server_in_thread
    from oidc_provider_mock._storage import Storage, storage

__all__ = ["Storage", "User", "run_server_in_thread", "storage"]
