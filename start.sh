#!/bin/sh
# What a server runs: migrate, then become gunicorn, so that signals reach it.
set -eu
cd "$(dirname "$0")"
# A set-up by `make` lives in .venv; on Heroku and in a container python is the one with the packages.
if [ -d .venv/bin ]; then PATH="$PWD/.venv/bin:$PATH"; fi
flask --app app db upgrade
exec gunicorn -c gunicorn.conf.py 'app:create_app()'
