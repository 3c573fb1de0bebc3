"""A real store that speaks S3, for tests: over HTTP, in a thread of this process."""

from collections.abc import Iterator
from contextlib import contextmanager
from secrets import token_hex

from boto3 import client
from moto.server import ThreadedMotoServer

KEY, SECRET = "invented-key", "invented-secret"


@contextmanager
def server() -> Iterator[str]:
    """Its address, without a bucket."""
    running = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    try:
        host, port = running.get_host_and_port()
        yield f"http://{host}:{port}"
    finally:
        running.stop()


def new(address: str) -> str:
    """The address of a new bucket, as the setting has it."""
    keys = {"aws_access_key_id": KEY, "aws_secret_access_key": SECRET, "region_name": "us-east-1"}
    name = f"documents-{token_hex(4)}"
    client("s3", endpoint_url=address, **keys).create_bucket(Bucket=name)
    return f"{address.replace('://', f'://{KEY}:{SECRET}@')}/{name}"
