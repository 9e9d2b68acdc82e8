"""machine.py - a small machine whose power can be cut: QEMU in software, Debian's kernel, ext4.

The disk is a QEMU image on top of the one before. What the guest has not flushed is not in it when
QEMU dies: not what waits in the guest's memory, and not the image's own map of what was written.
"""

import glob
import gzip
import os
import re
import shutil
import signal
import subprocess
import threading
import time

from cases import Skipped, check

DISK_SIZE = "192M"
MODULES = ("virtio_pci", "virtio_blk", "ext4", "crc32c_generic")
BOOT_SECONDS = 120
INIT = """#!/bin/busybox sh
/bin/busybox mount -t proc proc /proc
/bin/busybox mount -t devtmpfs dev /dev
for module in {modules}; do /bin/busybox insmod /modules/$module || echo "no module $module"; done
/bin/busybox mount -t ext4 /dev/vda /data || {{ echo "no disk"; /bin/busybox poweroff -f; }}
echo booted
if /bin/busybox grep -q lazy /proc/cmdline; then
    export LD_PRELOAD=/bin/lazy.so BR_WITHOUT_CHECKPOINTS=yes
fi
/bin/vm_writer /data
echo "the writer ended with $?"
/bin/busybox poweroff -f
"""


def command(*words, **options):
    done = subprocess.run(words, capture_output=True, check=False, **options)
    check(done.returncode == 0, f"{' '.join(map(str, words))}: {done.stderr.decode()}")
    return done.stdout


def kernel_folder(folder):
    """Debian's kernel for virtual machines, unpacked and not installed."""
    for program in ("qemu-system-x86_64", "qemu-img", "mkfs.ext4", "busybox"):
        if shutil.which(program) is None:
            raise Skipped(f"there is no {program} here")
    unpacked = os.path.join(folder, "kernel")
    if not os.path.isdir(unpacked):
        depends = command("apt-cache", "depends", "linux-image-cloud-amd64").decode()
        name = re.search(r"Depends: (linux-image-\S+)", depends)
        if name is None:
            raise Skipped("apt knows no linux-image-cloud-amd64")
        os.makedirs(folder, exist_ok=True)
        command("apt-get", "download", name[1], cwd=folder)
        (package,) = glob.glob(os.path.join(folder, "linux-image-*.deb"))
        command("dpkg", "-x", package, unpacked)
        os.unlink(package)
    return unpacked


def modules_in_order(kernel):
    """Files of the modules that the disk needs, each behind those that it needs itself."""
    files = {os.path.basename(path)[:-3].replace("-", "_"): path
             for path in glob.glob(os.path.join(kernel, "lib/modules/**/*.ko"), recursive=True)}
    order = []

    def add(name):
        if name not in files or files[name] in order:
            return  # built in, or there already
        with open(files[name], "rb") as file:
            needs = re.search(rb"\0depends=([^\0]*)\0", file.read())
        for other in filter(None, needs[1].decode().split(",") if needs else ()):
            add(other.replace("-", "_"))
        order.append(files[name])
    for name in MODULES:
        add(name)
    return order


def libraries_of(program):
    said = command("ldd", program).decode()
    return sorted(set(re.findall(r"(/\S+\.so[\S]*)", said)))


def archive(entries):
    """An initramfs, as the kernel reads it: "newc" entries of (name, mode, contents)."""
    out = bytearray()
    for number, (name, mode, data) in enumerate([*entries, ("TRAILER!!!", 0, b"")], 1):
        fields = (number, mode, 0, 0, 1, 0, len(data), 0, 0, 0, 0, len(name) + 1, 0)
        out += b"070701" + b"".join(b"%08x" % value for value in fields) + name.encode() + b"\0"
        out += bytes(-len(out) % 4) + data
        out += bytes(-len(out) % 4)
    return gzip.compress(bytes(out), 1)


def initramfs(kernel, programs):
    modules = modules_in_order(kernel)
    files = {"bin/busybox": shutil.which("busybox"),
             "bin/vm_writer": os.path.join(programs, "vm_writer"),
             "bin/lazy.so": os.path.join(programs, "lazy.so"),
             **{f"modules/{os.path.basename(path)}": path for path in modules}}
    for path in libraries_of(files["bin/vm_writer"]):
        files[path.lstrip("/")] = path
    names = " ".join(os.path.basename(path) for path in modules)
    folders = {"proc", "dev", "data", "tmp"}
    for name in files:
        parts = name.split("/")[:-1]
        folders.update("/".join(parts[:count]) for count in range(1, len(parts) + 1))
    entries = [(name, 0o40755, b"") for name in sorted(folders)]
    entries.append(("init", 0o100755, INIT.format(modules=names).encode()))
    for name, path in files.items():
        with open(path, "rb") as file:
            entries.append((name, 0o100755, file.read()))
    return archive(entries)


class Machine:
    """One disk, booted and cut off again and again."""

    def __init__(self, folder, kernel, image, lazy):
        self.folder = folder
        os.makedirs(folder)
        (self.kernel,) = glob.glob(os.path.join(kernel, "boot/vmlinuz-*"))
        self.image = image
        self.lazy = lazy
        self.base = os.path.join(folder, "disk.qcow2")
        raw = os.path.join(folder, "disk.raw")
        command("truncate", "-s", DISK_SIZE, raw)
        command("mkfs.ext4", "-q", "-F", raw)
        command("qemu-img", "convert", "-O", "qcow2", raw, self.base)
        os.unlink(raw)

    def boot(self):
        """Power on; the log as it was found: (last number, faults)."""
        self.top = os.path.join(self.folder, "top.qcow2")
        command("qemu-img", "create", "-q", "-f", "qcow2", "-F", "qcow2", "-b", self.base, self.top)
        words = ["qemu-system-x86_64", "-accel", "tcg", "-m", "256", "-nodefaults", "-display",
                 "none", "-no-reboot", "-serial", "stdio", "-kernel", self.kernel, "-initrd",
                 self.image, "-append",
                 f"console=ttyS0 quiet panic=-1 {'lazy' if self.lazy else ''}",
                 "-drive", f"file={self.top},if=virtio,format=qcow2,cache=writeback"]
        self.process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                        stderr=subprocess.STDOUT)
        self.lines, self.acked, self.found = [], 0, None
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()
        end = time.monotonic() + BOOT_SECONDS
        while self.found is None and self.process.poll() is None and time.monotonic() < end:
            time.sleep(0.02)
        check(self.found is not None, f"it did not come up: {self.lines[-20:]}")
        return self.found

    def read(self):
        for line in self.process.stdout:
            words = line.decode("utf-8", "replace").split()
            if len(words) == 2 and words[0] == "acked" and words[1].isdigit() and \
                    line.endswith(b"\n"):
                self.acked = int(words[1])
            elif len(words) == 4 and words[0] == "have":
                self.found = (int(words[1]), int(words[3]))
            else:
                self.lines.append(line.decode("utf-8", "replace").strip())

    def cut(self):
        """Power off, now; the last number that was acknowledged."""
        check(self.process.poll() is None, f"it ended by itself: {self.lines[-20:]}")
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.reader.join()
        command("qemu-img", "commit", "-q", self.top)
        os.unlink(self.top)
        return self.acked
