"""What the tests in this folder share: running Clew, making cases, counting checks.

A test is a script tests/NAME.test that is called with the build folder, prints a line for each check and ends
with 0 when all held. One that cannot run at all prints `SKIPPED: why` and ends with 0 too. Everything random
comes from a seed that is printed, so that a failure can be had again: CLEW_TEST_SEED=… tests/NAME.test build
"""
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BUILD = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else os.path.join(ROOT, "build"))
SEED = int(os.environ.get("CLEW_TEST_SEED", "20250224"))
CLEW = os.path.join(BUILD, "clew")
CLEW_GEN = os.path.join(BUILD, "clew-gen")

# What a command of a test may see of the world around it.
ENVIRONMENT = {
    "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
    "HOME": "/nonexistent",
    "LC_ALL": "C.UTF-8",
    "TZ": "UTC",
    "CLEW_USER": "tester",
}


def skip(why):
    print("SKIPPED: " + why)
    sys.exit(0)


for program in (CLEW, CLEW_GEN):
    if not os.access(program, os.X_OK):
        skip(program + " is not built")


class Checks:
    """Counts; `done()` ends the test."""

    def __init__(self):
        self.failed = 0
        self.passed = 0
        self.started = time.monotonic()

    def that(self, holds, what, details=""):
        if holds:
            self.passed += 1
            print("ok      " + what, flush=True)
        else:
            self.failed += 1
            print("FAILED  " + what, flush=True)
            if details:
                print("        " + str(details)[:3000].replace("\n", "\n        "), flush=True)
        return holds

    def left_out(self, what):
        print("left out: " + what, flush=True)

    def done(self):
        print("%d held, %d failed, %.0f s" % (self.passed, self.failed, time.monotonic() - self.started))
        sys.exit(1 if self.failed else 0)


class Result:
    def __init__(self, code, out, err):
        self.code, self.out, self.err = code, out, err

    @property
    def text(self):
        return self.out.decode("utf-8", "replace")

    @property
    def messages(self):
        return self.err.decode("utf-8", "replace")

    @property
    def json(self):
        return json.loads(self.out.decode("utf-8"))

    def __str__(self):
        return "exit %d\n%s\n%s" % (self.code, self.text[-1200:], self.messages[-1200:])


def clew(*arguments, environment=None, timeout=300, stdin=b"", program=None):
    """Runs a command to its end. Bytes in, bytes out."""
    env = dict(ENVIRONMENT)
    env.update(environment or {})
    done = subprocess.run([program or CLEW, *[os.fspath(a) for a in arguments]], input=stdin, env=env, timeout=timeout,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    return Result(done.returncode, done.stdout, done.stderr)


def start(*arguments, environment=None):
    """Starts a command in a session of its own, to be killed with all it started."""
    env = dict(ENVIRONMENT)
    env.update(environment or {})
    return subprocess.Popen([CLEW, *[os.fspath(a) for a in arguments]], env=env, stdin=subprocess.DEVNULL,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)


def new_case(path, reference="OP-1"):
    made = clew("new", path, "--ref", reference, "--authority", "test authority", "--purpose", "test",
                "--review-date", "2030-01-01")
    if made.code != 0:
        raise RuntimeError("cannot make a case: %s" % made)
    return path


def digest(case):
    result = clew("digest", case, "-q")
    if result.code != 0:
        raise RuntimeError("no digest: %s" % result)
    return result.text.strip()


def generate(folder, *options):
    result = clew("--out", folder, *options, program=CLEW_GEN)
    if result.code != 0:
        raise RuntimeError("clew-gen: %s" % result)
    return folder


def database_faults(case):
    """SQLite's own opinion, asked past Clew."""
    db = sqlite3.connect(os.path.join(case, "case.db"), timeout=30)
    try:
        return [row[0] for row in db.execute("PRAGMA integrity_check") if row[0] != "ok"]
    finally:
        db.close()


def query(case, sql, *values):
    db = sqlite3.connect("file:%s?mode=ro" % os.path.join(case, "case.db"), uri=True, timeout=30)
    db.text_factory = lambda b: b.decode("utf-8", "surrogateescape")
    try:
        return db.execute(sql, values).fetchall()
    finally:
        db.close()


def has_apertium():
    return shutil.which("apertium") is not None and any(
        os.path.exists("/usr/share/apertium/modes/%s.mode" % pair) for pair in ("spa-eng", "es-ro", "ro-es"))


class Workplace:
    """A folder that goes away, unless CLEW_TEST_KEEP is set."""

    def __enter__(self):
        self.path = tempfile.mkdtemp(prefix="clew-test-")
        return self.path

    def __exit__(self, *_):
        if os.environ.get("CLEW_TEST_KEEP"):
            print("kept: " + self.path)
        else:
            shutil.rmtree(self.path, ignore_errors=True)
