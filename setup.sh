#!/bin/sh
# Make .venv from requirements.lock, which has what a report needs; `setup.sh test` adds requirements-test.lock, the
# tools of tests and maintainers. By uv when it can be had, by pip otherwise. Called by make, each time.
# .venv/ready and .venv/ready-test hold the checksums of the locks; the times of files count for nothing.
set -eu

test=${1:+-test}
made() {
    [ "$(cat ".venv/ready$1" 2>/dev/null)" = "$(cksum < "requirements$1.lock")" ]
}
ready() {
    made "" && { [ -z "$test" ] || made "$test"; }
}
if ready; then exit 0; fi

for python in python3 python3.14 python3.13 python3.12 python3.11 none; do
    if "$python" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' 2>/dev/null; then break; fi
done
if [ "$python" = none ]; then
    if command -v uv >/dev/null 2>&1; then
        python=">=3.11,<3.15" # uv fetches one
    else
        echo "error: Claim Atlas needs Python 3.11, 3.12, 3.13 or 3.14 and found none. Install one and run make again." >&2
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
    if ready; then exit 0; fi
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
offline="error: the packages could not be installed. The first set-up needs a network and about 1.6 GB of disk; once it is through, nothing does. Then run make again."
if ! { mkdir -p build && : > "$log"; }; then
    echo "error: nothing can be written here. Make room, or work in a copy of your own, and run make again." >&2
    exit 1
fi

uv=$(command -v uv || true)
if [ -z "$uv" ] && [ -x .venv/bin/uv ]; then uv=.venv/bin/uv; fi

# Install a lock into .venv.
install() {
    if [ -n "$uv" ]; then
        VIRTUAL_ENV="$PWD/.venv" "$uv" pip install --quiet --no-deps --require-hashes --compile-bytecode -r "$1" 2>"$log"
    else
        .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r "$1" 2>"$log"
    fi
}

if ! made ""; then
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
        # uv is locked like everything else; installing it first makes the rest ten times faster.
        awk '/^[^ ]/ { wanted = /^uv==/ } wanted' requirements-test.lock > .venv/uv.lock || fail "$offline"
        if .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r .venv/uv.lock 2>"$log"; then
            uv=.venv/bin/uv
        else
            uv=
        fi
    fi
    if [ -z "$uv" ]; then echo "uv is not to be had: installing with pip, which takes a minute"; fi
    install requirements.lock || fail "$offline"
    # The package runs from the checkout: notebooks opened outside make find it too.
    .venv/bin/python -c 'import pathlib, sysconfig; pathlib.Path(sysconfig.get_path("purelib"), "claimatlas.pth").write_text(str(pathlib.Path("src").resolve()))' || fail "$offline"
    cksum < requirements.lock > .venv/ready || fail "$offline"
    rm -rf "$before"
fi
if [ -n "$test" ] && ! made "$test"; then
    echo "adding the test tools to .venv"
    if ! install requirements-test.lock; then
        { tail -n 3 "$log" || true; echo "error: the test tools could not be installed: they need a network once. What make report needs is there."; } >&2
        exit 1
    fi
    cksum < requirements-test.lock > .venv/ready-test
fi
rm -f "$log"
