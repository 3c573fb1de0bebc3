from tests.routes.conftest import client, inside, signed_in

__all__ = ["client", "inside", "signed_in"]
