"""Run inside the namespace: the kernel's end of a TCP connection.

    stream.py connect ADDRESS PORT SIZE     sends SIZE bytes, closes its half, prints what came back
    stream.py listen PORT                   sends back what comes, until the far end has closed its half
Both print "OK <bytes>" or what went wrong.
"""

from __future__ import annotations

import socket
import sys
import threading
from random import Random


def connect(address: str, port: int, size: int) -> str:
    data = Random(1).randbytes(size)
    with socket.create_connection((address, port), timeout=60) as conn:
        conn.settimeout(100)

        def send() -> None:
            conn.sendall(data)
            conn.shutdown(socket.SHUT_WR)

        sender = threading.Thread(target=send)
        sender.start()
        got = bytearray()
        while chunk := conn.recv(65536):
            got += chunk
        sender.join()
    return f"OK {len(got)}" if got == data else f"differs: {len(got)} of {size}"


def listen(port: int) -> str:
    with socket.create_server(("", port)) as server:
        server.settimeout(60)
        conn, _ = server.accept()
        conn.settimeout(100)
        count = 0
        with conn:
            while chunk := conn.recv(65536):
                conn.sendall(chunk)
                count += len(chunk)
    return f"OK {count}"


if __name__ == "__main__":
    mode, *rest = sys.argv[1:]
    print(connect(rest[0], int(rest[1]), int(rest[2])) if mode == "connect" else listen(int(rest[0])), flush=True)
