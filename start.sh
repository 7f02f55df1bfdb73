#!/bin/sh
# What a server runs: becomes gunicorn, so that signals reach it; gunicorn.conf.py migrates, then makes workers.
set -eu
cd "$(dirname "$0")"
# A set-up by `make` lives in .venv; on Heroku and in a container python is the one with the packages.
if [ -d .venv/bin ]; then PATH="$PWD/.venv/bin:$PATH"; fi
# Hundreds of threads take their memory from a few heaps: with one for every thread a call keeps a sixth more.
export MALLOC_ARENA_MAX="${MALLOC_ARENA_MAX:-2}"
exec gunicorn -c gunicorn.conf.py 'app:create_app()'
