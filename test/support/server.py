"""A real amicast server process on a data directory of its own."""

import configparser
import os
import pathlib
import re
import signal
import subprocess
import time
import urllib.request

import boto3
import botocore.config

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = pathlib.Path(os.environ.get("AMICAST_BINARY", ROOT / "build/release/amicast"))
REGIONS = ("us-east-1", "eu-west-1", "ap-northeast-1")


class Server:
    """Starts, stops and kills one server. The data directory outlives restarts."""

    def __init__(self, directory, regions=REGIONS, arguments=(), environment=None):
        self.directory = pathlib.Path(directory)
        self.regions = tuple(regions)
        self.arguments = list(arguments)
        self.environment = dict(os.environ, **(environment or {}))
        self.process = None

    def start(self, timeout=60.0):
        self.directory.mkdir(parents=True, exist_ok=True)
        self.log = open(self.directory / "server.log", "ab")
        (self.data / "endpoint").unlink(missing_ok=True)
        self.process = subprocess.Popen(
            [BINARY, "serve", "--data", self.directory / "data", "--listen", "127.0.0.1:0",
             "--regions", ",".join(self.regions), *self.arguments],
            stdout=self.log, stderr=self.log, env=self.environment)
        deadline = time.monotonic() + timeout
        path = self.data / "endpoint"
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise RuntimeError(f"the server ended with {self.process.returncode}:\n{self.tail()}")
            if path.exists() and self._is_ready(path.read_text().strip()):
                self.endpoint = path.read_text().strip()
                return self
            time.sleep(0.01)
        raise RuntimeError(f"the server was not ready after {timeout} s:\n{self.tail()}")

    @staticmethod
    def _is_ready(url):
        try:
            with urllib.request.urlopen(url + "/readyz", timeout=2) as answer:
                return answer.status == 200
        except OSError:
            return False

    def tail(self, lines=40):
        text = (self.directory / "server.log").read_text(errors="replace")
        return "\n".join(text.splitlines()[-lines:])

    def stop(self, timeout=60.0):
        """SIGTERM; the exit status."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(timeout)
        return self.process.returncode if self.process else None

    def kill(self):
        """SIGKILL: nothing gets a chance to tidy up."""
        self.process.kill()
        self.process.wait()

    @property
    def data(self):
        return self.directory / "data"

    @property
    def credentials(self):
        parser = configparser.ConfigParser()
        parser.read(self.data / "credentials")
        section = parser["default"]
        return Credentials(section["aws_access_key_id"], section["aws_secret_access_key"])

    def metric(self, name, **labels):
        """What /metrics says now: the sum over the series of that name that have these labels; 0 when there is none."""
        with urllib.request.urlopen(self.endpoint + "/metrics", timeout=10) as answer:
            lines = answer.read().decode().splitlines()
        wanted = {f'{label}="{value}"' for label, value in labels.items()}
        series = (re.fullmatch(rf"{name}(?:\{{(.*)\}})? (\S+)", line) for line in lines)
        return sum(float(found[2]) for found in series if found and wanted <= set((found[1] or "").split(",")))

    def client(self, service, region=None, credentials=None, **config):
        """A boto3 client that sends bad input as it is and does not hide errors behind retries."""
        credentials = credentials or self.credentials
        settings = dict(retries={"max_attempts": 0}, parameter_validation=False,
                        connect_timeout=5, read_timeout=60)
        settings.update(config)
        return boto3.client(
            service, region_name=region or self.regions[0], endpoint_url=self.endpoint,
            aws_access_key_id=credentials.access_key_id,
            aws_secret_access_key=credentials.secret_access_key,
            aws_session_token=credentials.session_token,
            config=botocore.config.Config(**settings))

    def command_environment(self, region=None, credentials=None):
        """Environment for the AWS CLI and for `amicast` itself."""
        credentials = credentials or self.credentials
        environment = dict(
            os.environ, AWS_ACCESS_KEY_ID=credentials.access_key_id,
            AWS_SECRET_ACCESS_KEY=credentials.secret_access_key,
            AWS_DEFAULT_REGION=region or self.regions[0], AWS_REGION=region or self.regions[0],
            AWS_ENDPOINT_URL=self.endpoint, AWS_CONFIG_FILE="/dev/null", AWS_PAGER="",
            AWS_SHARED_CREDENTIALS_FILE="/dev/null", AWS_EC2_METADATA_DISABLED="true")
        if credentials.session_token:
            environment["AWS_SESSION_TOKEN"] = credentials.session_token
        return environment

    def run(self, *command, region=None, credentials=None, check=True, **options):
        """Runs a command against this server; `amicast` and `aws` are the right ones."""
        command = [str(part) for part in command]
        if command[0] == "amicast":
            command[0] = str(BINARY)
        elif command[0] == "aws":
            command[0] = str(ROOT / "build/venv/bin/aws")
        done = subprocess.run(command, env=self.command_environment(region, credentials),
                              capture_output=True, text=True, timeout=300, **options)
        if check and done.returncode != 0:
            raise AssertionError(f"{' '.join(command)} ended with {done.returncode}\n"
                                 f"{done.stdout}\n{done.stderr}\nserver log:\n{self.tail(10)}")
        return done


class Credentials:
    def __init__(self, access_key_id, secret_access_key, session_token=None):
        self.access_key_id = access_key_id
        self.secret_access_key = secret_access_key
        self.session_token = session_token

    @staticmethod
    def of(credentials):
        """From the Credentials structure of an STS answer."""
        return Credentials(credentials["AccessKeyId"], credentials["SecretAccessKey"],
                           credentials["SessionToken"])
