"""What the Python tests share: a running server and clients for it."""
