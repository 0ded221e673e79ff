"""The main job on a real, bootable disk image: import, copy, distribute, boot, change, distribute again.

Runs its own server on a free port with a data directory below build/demo, and stops it at the end.
"""

import hashlib
import json
import pathlib
import random
import re
import shutil
import subprocess
import sys
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "test"))

from support.server import REGIONS, Server  # noqa: E402

WORK = ROOT / "build/demo"
INSTALLER = pathlib.Path("/usr/lib/debian-installer/images/12/amd64/text/debian-installer/amd64")
HOME, *ABROAD = REGIONS
GRUB_CONFIGURATION = """
serial --unit=0 --speed=115200
terminal_input serial console
terminal_output serial console
set timeout=1
menuentry "amicast golden image {version}" {{
    linux /boot/linux console=ttyS0 priority=low
    initrd /boot/initrd.gz
}}
"""


def say(text):
    print(f"\n\033[1m▶ {text}\033[0m" if sys.stdout.isatty() else f"\n> {text}", flush=True)


def show_command(*command):
    print("  $ " + " ".join(str(part) if " " not in str(part) else f"'{part}'" for part in command), flush=True)


def mib(count):
    return f"{count / (1 << 20):.1f} MiB" if count >= 1 << 20 else f"{count / 1024:.1f} KiB"


def make_bootable_image(path):
    """A hybrid disk image with GRUB and Debian's network installer, both from Debian packages."""
    tree = WORK / "tree"
    (tree / "boot/grub").mkdir(parents=True)
    shutil.copy(INSTALLER / "linux", tree / "boot/linux")
    shutil.copy(INSTALLER / "initrd.gz", tree / "boot/initrd.gz")
    (tree / "boot/grub/grub.cfg").write_text(GRUB_CONFIGURATION.format(version=1))
    # A payload that the second version changes in place, as an update of a package would.
    (tree / "payload.bin").write_bytes(random.Random(1).randbytes(8 << 20))
    subprocess.run(["grub-mkrescue", "-o", path, tree, "--", "-volid", "GOLDEN"], check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    shutil.rmtree(tree)


def change_one_percent(path):
    """Rewrites one percent of the image inside its payload, in one run; the number of bytes."""
    content = bytearray(path.read_bytes())
    start = content.find(random.Random(1).randbytes(64))
    assert start > 0, "the payload is not in the image"
    count = len(content) // 100
    content[start:start + count] = random.Random(2).randbytes(count)
    path.write_bytes(content)
    return count


def padded_sha256(path, volume_bytes):
    """SHA-256 of the image as a volume: its bytes, then zeroes to the end."""
    digest, left = hashlib.sha256(), volume_bytes
    with open(path, "rb") as file:
        while chunk := file.read(1 << 20):
            digest.update(chunk)
            left -= len(chunk)
    while left > 0:
        digest.update(bytes(min(left, 1 << 20)))
        left -= 1 << 20
    return digest.hexdigest()


def bytes_moved(server):
    """Bytes that copies have fetched from other regions so far, by the server's own count."""
    with urllib.request.urlopen(server.endpoint + "/metrics") as answer:
        text = answer.read().decode()
    return int(sum(float(value) for value in
                   re.findall(r"^amicast_copy_bytes_moved_total\{[^}]*\} (\S+)$", text, re.M)))


def run_live(server, *command):
    """Runs `amicast …` with its progress on this terminal; its JSON answer."""
    from support.server import BINARY
    show_command(*command)
    done = subprocess.run([BINARY, *[str(part) for part in command[1:]], "--output", "json"],
                          env=server.command_environment(), stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout)


def copy_with_aws_cli(server, image_id):
    region = ABROAD[0]
    command = ["aws", "ec2", "copy-image", "--source-image-id", image_id, "--source-region", HOME,
               "--region", region, "--name", "My server"]
    show_command(*command)
    answer = server.run(*command).stdout.strip()
    print("  " + answer.replace("\n", "\n  "))
    copy = json.loads(answer)["ImageId"]
    ec2 = server.client("ec2", region)
    while True:
        image = ec2.describe_images(ImageIds=[copy])["Images"][0]
        if image["State"] != "pending":
            print(f"  {copy} in {region}: {image['State']}")
            return
        time.sleep(0.1)


def prepare_distribution(server):
    """An execution role and a distribution configuration for all three regions, with plain boto3."""
    account = server.client("sts").get_caller_identity()["Account"]
    iam = server.client("iam")
    trust = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",
                                                     "Principal": {"Service": "imagebuilder.amazonaws.com"}}]}
    iam.create_role(RoleName="distribute", AssumeRolePolicyDocument=json.dumps(trust))
    permissions = {"Version": "2012-10-17",
                   "Statement": [{"Effect": "Allow", "Action": "ec2:*", "Resource": "*"}]}
    iam.put_role_policy(RoleName="distribute", PolicyName="ec2", PolicyDocument=json.dumps(permissions))
    configuration = server.client("imagebuilder").create_distribution_configuration(
        name="everywhere", clientToken="demo-configuration",
        distributions=[{"region": region, "amiDistributionConfiguration": {
            "name": "golden {{ imagebuilder:buildDate }}", "amiTags": {"team": "platform"}}}
            for region in REGIONS])
    return configuration["distributionConfigurationArn"], f"arn:aws:iam::{account}:role/distribute"


def distribute(server, image_id, configuration, role):
    """imagebuilder.distribute_image from unmodified boto3, followed to its end; {region: ami}."""
    imagebuilder = server.client("imagebuilder")
    print(f"  imagebuilder.distribute_image(sourceImage='{image_id}', …)")
    arn = imagebuilder.distribute_image(
        sourceImage=image_id, distributionConfigurationArn=configuration, executionRole=role,
        clientToken=f"demo-{image_id}"[:36])["imageBuildVersionArn"]
    shown = None
    while True:
        image = imagebuilder.get_image(imageBuildVersionArn=arn)["image"]
        outputs = {ami["region"]: ami for ami in image["outputResources"]["amis"]}
        line = f"  {image['state']['status']:<13}" + "  ".join(
            f"{region}: {outputs[region]['state']['status'].lower() if region in outputs else '–'}"
            for region in REGIONS)
        if line != shown:
            print(line, flush=True)
            shown = line
        if image["state"]["status"] in ("AVAILABLE", "FAILED", "CANCELLED"):
            assert image["state"]["status"] == "AVAILABLE", image["state"]
            return {region: ami["image"] for region, ami in outputs.items()}
        time.sleep(0.05)


def prove_equal(server, amis, expected):
    """Exports every region's AMI and prints its SHA-256; the path of the last export."""
    print(f"\n  {'region':<16}{'AMI':<24}SHA-256 of the exported volume")
    for region, ami in sorted(amis.items()):
        path = WORK / f"{region}.raw"
        path.unlink(missing_ok=True)
        server.run("amicast", "export", ami, "--region", region, "--format", "raw", path)
        digest = padded_sha256(path, path.stat().st_size)
        print(f"  {region:<16}{ami:<24}{digest}")
        assert digest == expected, f"{region} differs"
    print("  the same bits everywhere: yes")
    return path


def boot(path, wanted=("GNU GRUB", "Linux version"), limit_seconds=240):
    """Boots the volume in QEMU until its boot loader and kernel have spoken on the serial console."""
    command = ["qemu-system-x86_64", "-nographic", "-no-reboot", "-m", "512", "-net", "none",
               "-drive", f"file={path},format=raw,if=ide"]
    show_command(*command)
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                               stderr=subprocess.STDOUT)
    seen, missing, deadline = "", list(wanted), time.monotonic() + limit_seconds
    try:
        while missing and time.monotonic() < deadline:
            chunk = process.stdout.read1(4096)
            if not chunk:
                break
            seen += chunk.decode(errors="replace")
            for text in [text for text in missing if text in seen]:
                if "\n" not in seen[seen.index(text):]:
                    continue
                line = next(line for line in seen.splitlines() if text in line)
                printable = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", line).strip()
                print(f"  serial console: {printable[:100]}", flush=True)
                missing.remove(text)
    finally:
        process.kill()
        process.wait()
    if missing:
        raise SystemExit(f"the image did not boot as far as {missing}:\n{seen[-2000:]}")


def main():
    shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir(parents=True)
    server = Server(WORK / "server")
    try:
        say("A bootable disk image from Debian packages (GRUB and the network installer)")
        golden = WORK / "golden.raw"
        make_bootable_image(golden)
        print(f"  {golden.relative_to(ROOT)}: {mib(golden.stat().st_size)}")

        say(f"A server with three regions: {', '.join(REGIONS)}")
        server.start()
        print(f"  listening at {server.endpoint}")

        say("Import: the image becomes an AMI")
        first = run_live(server, "amicast", "import", golden, "--name", "golden 1", "--region", HOME)["ImageId"]

        say("Copy to another region with the AWS CLI")
        copy_with_aws_cli(server, first)

        say("Distribute to three regions with boto3")
        configuration, role = prepare_distribution(server)
        amis = distribute(server, first, configuration, role)

        say("Every region's copy, exported again")
        exported = prove_equal(server, amis, padded_sha256(golden, 1 << 30))

        say("Boot one exported copy")
        boot(exported)

        say("Change 1% of the image and distribute the new version")
        changed = change_one_percent(golden)
        second = run_live(server, "amicast", "import", golden, "--name", "golden 2", "--region", HOME,
                          "--base", first)["ImageId"]
        before = bytes_moved(server)
        amis = distribute(server, second, configuration, role)
        moved = bytes_moved(server) - before
        prove_equal(server, amis, padded_sha256(golden, 1 << 30))
        print(f"  changed {mib(changed)} of {mib(golden.stat().st_size)}; moved {mib(moved)} in all to "
              f"{len(ABROAD)} other regions")
    finally:
        server.stop()

    say("To start a server for real")
    print("""  build/release/amicast serve --data /var/lib/amicast --listen 127.0.0.1:8080 \\
      --regions us-east-1,eu-west-1,ap-northeast-1
  export AWS_SHARED_CREDENTIALS_FILE=/var/lib/amicast/credentials AWS_ENDPOINT_URL=http://127.0.0.1:8080
  aws ec2 describe-images --owners self --region us-east-1
""")


if __name__ == "__main__":
    main()
