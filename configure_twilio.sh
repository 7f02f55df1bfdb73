#!/usr/bin/env bash
# Points a Twilio number at this app and shows every setting before and after. What differs is decided in deploy/;
# this script asks and tells. Needs bash 3.2, curl and the app's Python.
{ set +x; } 2>/dev/null # A trace would print the credentials.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

usage() {
  cat <<'END'
Usage: ./configure_twilio.sh [--create-fallback] [--dry-run] [--no-check]

Sets on TWILIO_PHONE_NUMBER, at Twilio: voice, fallback, call status and text addresses of the app at PUBLIC_URL.
Reads TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, TWILIO_PHONE_NUMBER, PUBLIC_URL and FALLBACK_URL from the environment
and from .env, as the app does. A second run finds nothing to change.

  --create-fallback  make (or bring up to date) a Studio flow at Twilio that keeps callers while this machine is down:
                     it says the business's name, rings the owner, else takes a voicemail; used as FALLBACK_URL
  --dry-run          only read, and print what would change
  --no-check         do not ask PUBLIC_URL/health first
  --help             this text

Exit status: 0 done; 1 a setting is missing or wrong; 2 unknown option; 3 Twilio refused, or the number will not do;
4 Twilio cannot be reached or cannot answer now: run it again later.
END
}

say() { printf '%s\n' "$*"; }
warn() { printf '%s\n' "$*" >&2; }
die() { warn "$2"; exit "$1"; }

dry_run='' create_fallback='' check=1
for argument in "$@"; do
  case $argument in
    --dry-run) dry_run=1 ;;
    --create-fallback) create_fallback=1 ;;
    --no-check) check='' ;;
    --help | -h) usage; exit 0 ;;
    *) die 2 "unknown option $argument: see ./configure_twilio.sh --help" ;;
  esac
done

python=python3 # with -S it starts quicker, without the packages
if [[ -x .venv/bin/python ]]; then python=.venv/bin/python; fi
command -v curl >/dev/null || die 1 "curl is not installed: install it with the system's package manager"
"$python" -c 'import importlib.util as i, tomllib; exit(not all(map(i.find_spec, ("dotenv", "phonenumbers"))))' 2>/dev/null ||
  die 1 "the app's packages are not installed: run 'make .venv/.stamp-run' first (Python 3.11 or newer)"

# Asks Twilio what the arguments say, lines of curl's configuration, and prints its JSON. Everything goes through
# standard input, because every user of this machine can read the arguments of a process.
ask() {
  local answer
  answer=$(printf '%s\n' "$user" "$@" |
    curl -q --silent --config - --connect-timeout 5 --max-time 30 --write-out '\n%{http_code}\n' 2>/dev/null |
    LC_ALL=C tr -d '\0') ||
    die 4 "Twilio does not answer at ${account_url%%/2010-*} (curl error $?): check the network, and TWILIO_API_URL if it is set"
  printf '%s\n' "$answer" | "$python" -S -m deploy.twilio
}

# Makes the flow, or changes it, or leaves it; then fallback_url is its address.
keep_fallback() {
  local form flows sid flow='' changed what=made
  form=$("$python" -m deploy.fallback_flow)
  flows=$(ask "url = \"$studio_url/Flows?PageSize=1000\"")
  sid=$(printf '%s\n' "$form" "$flows" | "$python" -S -m deploy.studio sid)
  if [[ $sid ]]; then
    what=changed
    flow=$(ask "url = \"$studio_url/Flows/$sid\"")
  fi
  changed=$(printf '%s\n' "$form" "$flow" | "$python" -S -m deploy.studio form)
  if [[ -z $changed ]]; then
    say "Studio flow $sid: nothing to change"
  elif [[ $dry_run ]]; then
    say "Studio flow: would be $what"
  else
    flow=$(ask "url = \"$studio_url/Flows${sid:+/$sid}\"" "$changed")
    say "Studio flow: $what"
  fi
  if [[ -z $flow ]]; then
    fallback_url='(the address of the flow)'
    return
  fi
  fallback_url=$(printf '%s\n' "$form" "$flow" | "$python" -S -m deploy.studio address)
  if [[ $fallback_url != "$kept_url" ]]; then
    say "keep it: put FALLBACK_URL=$fallback_url into .env, or the next run without --create-fallback takes it off again"
  fi
}

plan() { # report or form; $2 is Twilio's answer about the number
  printf '%s\n' "$account_url" "$public_url" "$fallback_url" "$number" "$2" | "$python" -S -m deploy.number "$1"
}

settings=$("$python" -m deploy.settings)
{
  IFS= read -r user
  IFS= read -r account_url
  IFS= read -r studio_url
  IFS= read -r fallback_url
  IFS= read -r public_url
  IFS= read -r number
  IFS= read -r masked
} < <(printf '%s\n' "$settings")
kept_url=$fallback_url

if [[ $check ]]; then
  health=$(curl -q --silent --output /dev/null --max-time 10 --write-out '%{http_code}' "$public_url/health" || true)
  if [[ $health != 200 ]]; then
    warn "warning: $public_url/health does not answer as it should (HTTP $health): callers reach the fallback until it does"
  fi
fi

found=$(ask "url = \"$account_url/IncomingPhoneNumbers.json?PhoneNumber=%2B${number#+}\"")
if [[ $create_fallback ]]; then
  plan form "$found" >/dev/null # A number that will not do ends the run before a flow is made for it.
  keep_fallback
fi

say "$masked at Twilio:"
plan report "$found"
form=$(plan form "$found")
if [[ -z $form ]]; then
  say 'nothing to change'
elif [[ $dry_run ]]; then
  say 'dry run: nothing was changed'
else
  found=$(ask "$form")
  [[ -z $(plan form "$found") ]] || die 3 "Twilio did not keep every setting: look at the number in its console"
  say 'changed, and Twilio confirms it'
fi
