#!/bin/sh
# Make .venv from requirements.lock: by uv when it can be had, by pip otherwise. Called by make.
set -eu

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

# What the installer complains of goes into a log; the user gets a sentence and its last lines.
log=$(mktemp)
trap 'rm -f "$log"' EXIT
fail() {
    tail -n 3 "$log" >&2
    echo "error: the packages could not be installed. The first set-up needs a network and about 1 GB of disk; once it is through, nothing does. Then run make again." >&2
    exit 1
}

rm -rf .venv
if command -v uv >/dev/null 2>&1; then
    echo "setting up .venv with uv"
    uv venv --quiet --python "$python" .venv 2>"$log" || fail
    uv=uv
else
    echo "setting up .venv"
    if ! "$python" -m venv .venv 2>/dev/null; then
        echo "error: $python cannot make a virtual environment. On Debian and Ubuntu: apt install python3-venv. Or install uv." >&2
        exit 1
    fi
    # uv is in the lock like everything else; installing it first makes the rest ten times faster.
    awk '/^[^ ]/ { wanted = /^uv==/ } wanted' requirements.lock > .venv/uv.lock
    if .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r .venv/uv.lock 2>/dev/null; then
        uv=.venv/bin/uv
    else
        uv=
    fi
fi

if [ -n "$uv" ]; then
    VIRTUAL_ENV="$PWD/.venv" "$uv" pip install --quiet --no-deps --require-hashes --compile-bytecode -r requirements.lock 2>"$log" || fail
else
    echo "uv is not to be had: installing with pip, which takes a minute"
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock 2>"$log" || fail
fi
# The package runs from the checkout: notebooks opened outside make find it too.
.venv/bin/python -c 'import pathlib, sysconfig; pathlib.Path(sysconfig.get_path("purelib"), "claimatlas.pth").write_text(str(pathlib.Path("src").resolve()))'
touch .venv/ready
