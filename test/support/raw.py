"""Requests that no SDK would send, signed or not."""

import http.client
import socket
import urllib.parse

import botocore.auth
import botocore.awsrequest
import botocore.credentials


def signed_headers(server, service, method, path, body=b"", headers=None, region=None):
    request = botocore.awsrequest.AWSRequest(method, server.endpoint + path, headers=dict(headers or {}), data=body)
    key = server.credentials
    botocore.auth.SigV4Auth(botocore.credentials.Credentials(key.access_key_id, key.secret_access_key), service,
                            region or server.regions[0]).add_auth(request)
    return dict(request.headers)


def send(server, service, method, path, body=b"", headers=None, sign=True, region=None):
    """(status, lower-case headers, body) of one request; `body` goes out as it is."""
    headers = dict(headers or {})
    if sign:
        headers = signed_headers(server, service, method, path, body, headers, region)
    connection = http.client.HTTPConnection(urllib.parse.urlsplit(server.endpoint).netloc, timeout=30)
    try:
        connection.request(method, path, body=body, headers=headers)
        answer = connection.getresponse()
        return answer.status, {key.lower(): value for key, value in answer.getheaders()}, answer.read()
    finally:
        connection.close()


def send_bytes(server, data, limit=65536):
    """What comes back on a bare socket; the write side is closed after `data`."""
    address = urllib.parse.urlsplit(server.endpoint)
    with socket.create_connection((address.hostname, address.port), timeout=30) as connection:
        connection.sendall(data)
        connection.shutdown(socket.SHUT_WR)
        received = b""
        while len(received) < limit:
            try:
                chunk = connection.recv(4096)
            except ConnectionResetError:
                break
            if not chunk:
                break
            received += chunk
        return received
