#!/bin/sh
# What a server runs: becomes gunicorn, so that signals reach it; gunicorn.conf.py migrates, then makes workers.
set -eu
cd "$(dirname "$0")"
# A set-up by `make` lives in .venv; on Heroku and in a container python is the one with the packages.
if [ -d .venv/bin ]; then PATH="$PWD/.venv/bin:$PATH"; fi
# Hundreds of threads take their memory from a few heaps, and keep none of it to themselves: two threads a call that
# each cache what they freed hold as much again as the call (docs/performance.md).
export MALLOC_ARENA_MAX="${MALLOC_ARENA_MAX:-2}"
export GLIBC_TUNABLES="${GLIBC_TUNABLES:-glibc.malloc.tcache_count=0}"
exec gunicorn -c gunicorn.conf.py 'app:create_app()'
