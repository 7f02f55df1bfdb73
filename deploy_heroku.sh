#!/usr/bin/env bash
# Deploys this app to Heroku, makes sure that it is well there, and then points the Twilio number at it. Each step
# looks first and writes only what differs. Needs bash 3.2, git, curl, Heroku's CLI and the app's Python.
{ set +x; } 2>/dev/null # A trace would print the config.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

usage() {
  cat <<'END'
Usage: ./deploy_heroku.sh [APP] [options]

APP is the app's name on Heroku, by default $HEROKU_APP; it is created when there is none. Settings come from the
environment and from .env, as for the app, and become the app's config; nothing secret is printed. A second run
writes nothing.

  --region us|eu      where a new app runs (us)
  --public-url URL    your own domain; by default what the app has already, else its address on Heroku
  --no-redis          without the Key-Value Store (about $3 a month), which only several web dynos need
  --no-twilio         leave the Twilio number as it is
  --create-fallback   passed on to ./configure_twilio.sh
  --wait SECONDS      how long a new version may take to be well before it is rolled back (180)
  --dry-run           only read, and print what would be done
  --help              this text

Exit status: 0 done; 1 a step failed, which its message explains; 2 unknown option, or a setting is missing or wrong;
3 the new version was not well: rolled back where there was a former one, the Twilio number untouched.
END
}

say() { printf '%s\n' "$*"; }
warn() { printf '%s\n' "$*" >&2; }
die() { warn "$2"; exit "$1"; }

app=${HEROKU_APP:-} region=us public_option='' redis=1 twilio=1 wait_s=180 dry_run='' fallback=''
while (($#)); do
  case $1 in
    --region) region=${2:-} && shift ;;
    --public-url) public_option=${2:-} && shift ;;
    --wait) wait_s=${2:-} && shift ;;
    --no-redis) redis='' ;;
    --no-twilio) twilio='' ;;
    --create-fallback) fallback=1 ;;
    --dry-run) dry_run=1 ;;
    --help | -h) usage; exit 0 ;;
    -*) die 2 "unknown option $1: see ./deploy_heroku.sh --help" ;;
    *) app=$1 ;;
  esac
  shift || die 2 "the last option needs a value: see ./deploy_heroku.sh --help"
done
[[ $app =~ ^[a-z][a-z0-9-]{2,29}$ ]] ||
  die 2 "name the app: ./deploy_heroku.sh APP (3 to 30 small letters, digits and dashes, a letter first)"
[[ $wait_s =~ ^[0-9]+$ ]] || die 2 "--wait needs whole seconds"

python=python3
if [[ -x .venv/bin/python ]]; then python=.venv/bin/python; fi
for program in heroku git curl; do
  command -v "$program" >/dev/null || die 1 "$program is not installed (Heroku's CLI: https://devcenter.heroku.com/articles/heroku-cli)"
done
"$python" -c 'import importlib.util as i, tomllib; exit(not all(map(i.find_spec, ("dotenv", "phonenumbers"))))' 2>/dev/null ||
  die 1 "the app's packages are not installed: run 'make .venv/.stamp-run' first (Python 3.11 or newer)"

# --- helpers --------------------------------------------------------------------------------------------------------

within() { "$python" -S -m deploy.within "$@"; } # -S: a quick start, without the packages
read_json() { "$python" -S -m deploy.heroku "$@"; }
try() { within 60 heroku "$@" </dev/null; }
ask() { # a question to Heroku, its answer on standard output
  try "$@" || die 1 "'heroku $1' failed, what it said is above: see https://status.heroku.com, and run this again"
}

# change SECONDS WHAT REMEDY COMMAND…: does a step unless this is a dry run; what it prints could be a secret.
change() {
  local seconds=$1 what=$2 remedy=$3
  shift 3
  if [[ $dry_run ]]; then
    say "would $what"
    return
  fi
  say "$what"
  within "$seconds" "$@" </dev/null >/dev/null || die 1 "could not $what: $remedy"
}

# until_ok COMMAND…: tries until it succeeds; fails after wait_s seconds.
until_ok() {
  local end=$((SECONDS + wait_s)) pause=3
  if ((wait_s < 30)); then pause=1; fi
  until "$@"; do
    ((SECONDS < end)) || return 1
    sleep "$pause"
  done
}

# Asks Heroku's Platform API what the arguments say, lines of curl's configuration. The CLI takes config only as its
# arguments, which every user of this machine can read; curl takes it on standard input.
platform() {
  printf '%s\n' "url = \"$api/apps/$app/config-vars\"" "header = \"Authorization: Bearer $token\"" \
    'header = "Accept: application/vnd.heroku+json; version=3"' 'header = "Content-Type: application/json"' "$@" |
    curl -q --silent --fail --config - --connect-timeout 10 --max-time 60 2>/dev/null
}

# --- look, before anything is written -------------------------------------------------------------------------------

git rev-parse --verify --quiet HEAD >/dev/null || die 1 "there is no commit to deploy: run git init, git add and git commit first"
tracked=$(git ls-tree --name-only HEAD)
for name in .env .venv venv; do
  if grep -Fqx -- "$name" < <(printf '%s\n' "$tracked"); then
    die 1 "$name is in git, where it must not be: git rm -r --cached $name, commit, and change keys that were in it"
  fi
done
managers=$(grep -cxE 'requirements\.txt|Pipfile|poetry\.lock|uv\.lock' < <(printf '%s\n' "$tracked") || true)
((managers == 1)) || die 1 "Heroku builds from exactly one of requirements.txt, Pipfile, poetry.lock and uv.lock; there are $managers in git"
[[ -z $(git status --porcelain) ]] || warn "note: what is not committed is not deployed"

try auth:whoami >/dev/null || die 1 "not logged in to Heroku: run 'heroku login', or set HEROKU_API_KEY"
token=${HEROKU_API_KEY:-$(try auth:token 2>/dev/null)}
host=${HEROKU_HOST:-heroku.com}
api=https://api.$host
if [[ $host == http* ]]; then api=$host; fi

# --- the app, its add-ons, its config -------------------------------------------------------------------------------

compare_config() { # -> public_url, the names that differ, what curl has to send for them
  local difference
  difference=$(printf '%s' "$config" |
    "$python" -m deploy.heroku_config "$web_url" ${redis:+--redis} "--public-url=$public_option")
  public_url='' names='' sent=''
  { IFS= read -r public_url && IFS= read -r names && IFS= read -r sent; } < <(printf '%s\n' "$difference") || true
}

web_url="https://$app.herokuapp.com" git_url='' stack=heroku-26 addons='' config='{}' before=''
errors=$(mktemp)
trap 'rm -f "$errors"' EXIT
look() {
  {
    IFS= read -r web_url
    IFS= read -r git_url
    IFS= read -r stack
    IFS= read -r addons
  } < <(printf '%s' "$info" | read_json app)
  config=$(platform) || die 1 "could not read the config of $app: see that this account may manage the app, and try again"
}

if info=$(try apps:info --app "$app" --json 2>"$errors"); then
  say "app $app: there already"
  look
  before=$(ask releases --app "$app" --num 30 --json | read_json running)
elif ! grep -q "Couldn't find that app" "$errors"; then
  die 1 "Heroku does not tell about the app $app: $(tail -n 1 "$errors")"
fi
compare_config # Before the first write: nothing is made for an app that could not start.
if [[ -z $info ]]; then
  change 120 "create the app $app in $region" "choose another name if it is taken, and see that the account can pay" \
    heroku apps:create "$app" --stack heroku-26 --region "$region" --json --no-remote
  if [[ -z $dry_run ]]; then
    info=$(ask apps:info --app "$app" --json)
    look
    compare_config
  fi
fi

if [[ $stack != heroku-26 ]]; then
  change 60 "set the stack to heroku-26 (it is $stack)" "see https://devcenter.heroku.com/articles/stack" \
    heroku apps:stacks:set heroku-26 --app "$app"
fi
has() { [[ " $addons " == *" $1 "* || $config == *"\"$2\""* ]]; }
if ! has heroku-postgresql DATABASE_URL; then
  change 900 "add Postgres (heroku-postgresql:essential-0)" "see 'heroku addons --app $app', and that the account can pay" \
    heroku addons:create heroku-postgresql:essential-0 --app "$app" --wait
fi
if [[ $redis ]] && ! has heroku-redis REDIS_URL; then
  change 900 "add the Key-Value Store (heroku-redis:mini)" "see 'heroku addons --app $app', or run this with --no-redis" \
    heroku addons:create heroku-redis:mini --app "$app" --wait
fi
if [[ -z $names ]]; then
  say 'config: nothing to change'
elif [[ $dry_run ]]; then
  say "would set $names"
else
  say "set $names"
  platform 'request = "PATCH"' "$sent" >/dev/null ||
    die 1 "could not set the config of $app: see that this account may manage the app, and try again"
fi

# --- the code -------------------------------------------------------------------------------------------------------

at_heroku() { # git with the CLI's own login, and nobody else's
  local seconds=$1
  shift
  GIT_TERMINAL_PROMPT=0 within "$seconds" git -c credential.helper= -c 'credential.helper=!heroku git:credentials' "$@" </dev/null
}

commit=$(git rev-parse HEAD) pushed='' built=${before#* }
if [[ $git_url ]]; then
  pushed=$(at_heroku 60 ls-remote "$git_url" refs/heads/main) || die 1 "git does not reach $git_url: run 'heroku login' and try again"
fi
if [[ $built && ($commit == "$built"* || ($built == '?' && $pushed == "$commit"*)) ]]; then
  say "code: commit ${commit:0:8} runs already"
elif [[ $pushed == "$commit"* ]]; then
  die 1 "Heroku has commit ${commit:0:8}, but does not run it, because its release failed or was rolled back: commit a change, or git commit --allow-empty -m 'Deploy again'"
elif [[ $dry_run ]]; then
  say "would push commit ${commit:0:8} and wait for its release"
else
  say "push commit ${commit:0:8}"
  at_heroku 1800 push "$git_url" "$commit:refs/heads/main" >&2 ||
    die 1 "could not push: what Heroku's build says is above; 'rejected' means that the app has commits which are not here"
fi

# --- the release, the dyno, the health gate -------------------------------------------------------------------------

if [[ $dry_run ]]; then
  say "would see that a web dyno runs (basic at least; eco sleeps) and that $web_url/health answers"
else
  newest=''
  is_released() { newest=$(try releases --app "$app" --num 5 --json | read_json newest) && [[ $newest != *' pending' ]]; }
  unwell() { # ends this run: says what is wrong, and goes back to the version that ran before it
    local logs="'heroku logs --app $app --num 200' tells why; fix it, commit, and run this again. The Twilio number was left alone."
    warn "$1"
    [[ $before ]] || die 3 "this is the first version, so there is nothing to roll back to. $logs"
    [[ ${before%% *} != "${newest%% *}" ]] || die 3 "nothing was deployed in this run, so nothing is rolled back. $logs"
    within 300 heroku releases:rollback "v${before%% *}" --app "$app" </dev/null >/dev/null ||
      die 3 "and the roll-back failed: run 'heroku releases:rollback v${before%% *} --app $app'. $logs"
    if ! until_ok is_released || [[ $newest == *' failed' ]]; then
      die 3 "and the release of the former version failed: fix this version instead. $logs"
    fi
    die 3 "rolled back to v${before%% *}, code and config. $logs"
  }

  until_ok is_released || unwell "the release is not done after $wait_s s"
  if [[ $newest == *' failed' ]]; then
    try releases:output "v${newest%% *}" --app "$app" >&2 || true
    die 1 "the release phase failed (what it said is above), so the former version, if any, goes on: fix it, commit, run this again"
  fi

  formation=$(ask ps:scale --app "$app")
  if [[ ! " $formation" =~ \ web=[1-9][0-9]*:([A-Za-z0-9-]+) || ${BASH_REMATCH[1]} == [Ee]co ]]; then
    change 120 "run one basic web dyno" "see that the account has a payment method" heroku ps:scale web=1:basic --app "$app"
  fi

  state=''
  is_started() { state=$(try ps --app "$app" --json | read_json dyno "${newest%% *}") && [[ $state != starting ]]; }
  until_ok is_started || unwell "no web dyno of the new version is up after $wait_s s"
  [[ $state == up ]] || unwell "the web dyno of the new version crashed"
  is_well() { [[ $(curl -q --silent --output /dev/null --max-time 10 --write-out '%{http_code}' "$web_url/health") == 200 ]]; }
  until_ok is_well || unwell "$web_url/health does not say that calls can be taken, after $wait_s s"
  say "$web_url/health: well"
fi

# --- the number -----------------------------------------------------------------------------------------------------

if [[ $twilio ]]; then
  PUBLIC_URL=$public_url ./configure_twilio.sh --no-check ${fallback:+--create-fallback} ${dry_run:+--dry-run} ||
    die 1 "the app is well, but the Twilio number is not set: do what is said above, then run this again"
fi
if [[ $dry_run ]]; then say 'dry run: nothing was changed'; fi
