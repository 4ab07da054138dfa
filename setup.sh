#!/bin/sh
# Make .venv from requirements.lock: by uv when it can be had, by pip otherwise. Called by make, each time.
# .venv/ready holds the checksum of the lock that .venv was made from; the times of files count for nothing.
set -eu

ready() {
    [ "$(cat .venv/ready 2>/dev/null)" = "$(cksum < requirements.lock)" ]
}
if ready; then exit 0; fi

for python in python3 python3.13 python3.12 python3.11 none; do
    if "$python" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; then break; fi
done
if [ "$python" = none ]; then
    if command -v uv >/dev/null 2>&1; then
        python=">=3.11,<3.14" # uv fetches one
    else
        echo "error: Claim Atlas needs Python 3.11, 3.12 or 3.13 and found none. Install one and run make again." >&2
        exit 1
    fi
fi

# One set-up at a time. The lock is this shell's and that of all it starts, and ends with them, however they end.
# Where there is no python3, or a disk without locks, it is as without us.
exec 9<setup.sh
lock() {
    python3 -c "
import contextlib, fcntl, sys
with contextlib.suppress(OSError):
    try:
        fcntl.flock(9, fcntl.LOCK_EX | $1)
    except BlockingIOError:
        sys.exit(75)" 2>/dev/null || [ $? != 75 ]
}
if ! lock fcntl.LOCK_NB; then
    echo "another set-up is at work here: waiting for it (Ctrl-C gives up)" >&2
    lock 0
    if ready; then exit 0; fi
fi
# As a set-up of an earlier version left it: by its time.
if [ -f .venv/ready ] && [ ! -s .venv/ready ] && [ ! requirements.lock -nt .venv/ready ]; then
    cksum < requirements.lock > .venv/ready
    exit 0
fi

# What the installer complains of goes into a log; the user gets a sentence and its last lines. What was there before
# comes back if nothing better is to be had: it still serves the version that it was made for.
log=build/.set-up.log before=build/.venv-before
fail() {
    { tail -n 3 "$log" || true; echo "$1"; } >&2
    rm -rf .venv
    if [ -e "$before" ]; then mv "$before" .venv; fi
    exit 1
}
offline="error: the packages could not be installed. The first set-up needs a network and about 1 GB of disk; once it is through, nothing does. Then run make again."
if ! { mkdir -p build && : > "$log"; }; then
    echo "error: nothing can be written here. Make room, or work in a copy of your own, and run make again." >&2
    exit 1
fi
if [ -s .venv/ready ]; then
    rm -rf "$before"
    mv .venv "$before"
fi
rm -rf .venv
if command -v uv >/dev/null 2>&1; then
    echo "setting up .venv with uv"
    uv venv --quiet --python "$python" .venv 2>"$log" || fail "$offline"
    uv=uv
else
    echo "setting up .venv"
    "$python" -m venv .venv >"$log" 2>&1 || fail "error: $python cannot make a virtual environment. On Debian and Ubuntu: apt install python3-venv. Or install uv. If the disk is full, make room."
    # uv is in the lock like everything else; installing it first makes the rest ten times faster.
    awk '/^[^ ]/ { wanted = /^uv==/ } wanted' requirements.lock > .venv/uv.lock || fail "$offline"
    if .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r .venv/uv.lock 2>"$log"; then
        uv=.venv/bin/uv
    else
        uv=
    fi
fi

if [ -n "$uv" ]; then
    VIRTUAL_ENV="$PWD/.venv" "$uv" pip install --quiet --no-deps --require-hashes --compile-bytecode -r requirements.lock 2>"$log" || fail "$offline"
else
    echo "uv is not to be had: installing with pip, which takes a minute"
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock 2>"$log" || fail "$offline"
fi
# The package runs from the checkout: notebooks opened outside make find it too.
.venv/bin/python -c 'import pathlib, sysconfig; pathlib.Path(sysconfig.get_path("purelib"), "claimatlas.pth").write_text(str(pathlib.Path("src").resolve()))' || fail "$offline"
cksum < requirements.lock > .venv/ready || fail "$offline"
rm -rf "$before" "$log"
