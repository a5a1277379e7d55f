#!/bin/sh
# Makes deploy/secrets for docker-compose.yml, once: secrets that are there stay.
set -eu
folder="$(dirname "$0")/secrets"
mkdir -p "$folder"
# Others cannot enter the folder; inside a container each file is readable for the user that runs there.
chmod 700 "$folder"
umask 022

random() { od -An -N32 -tx1 /dev/urandom | tr -d ' \n'; }
make() { [ -e "$folder/$1" ] || printf '%s\n' "$2" > "$folder/$1"; }

make postgres_password "$(random)"
make app_password "$(random)"
make jwt_secret "$(random)"
make admin_url "postgres://postgres:$(cat "$folder/postgres_password")@postgres:5432/awareness"
make app_url "postgres://awareness_app:$(cat "$folder/app_password")@postgres:5432/awareness"
