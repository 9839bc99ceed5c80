# shellcheck shell=bash disable=SC2154 # `root` comes from who sources this
# Sourced by ./up and ./test: uv, a Python 3.13, and the workspace's environment in .venv. Sets nothing but what it needs.
# Argument: options of `uv sync`.

fail() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}

# uv: one that works on the path, else one of the checkout's own.
find_uv() {
  local candidate
  for candidate in "${UV:-}" "$(command -v uv 2>/dev/null || true)" "$HOME/.local/bin/uv" /usr/local/bin/uv "$root/.stack/tools/uv/bin/uv"; do
    if [[ -n $candidate && -x $candidate ]] && "$candidate" --version >/dev/null 2>&1; then
      printf '%s' "$candidate"
      return 0
    fi
  done
  return 1
}

# Debian's Python refuses to install into the system and may come without venv or pip, so each way is tried in turn.
install_uv() {
  local tools=$root/.stack/tools/uv log=$root/.stack/tools/install.log python
  python=$(command -v python3 || true)
  [[ -n $python ]] || fail "neither uv nor python3 is here. Install uv (https://docs.astral.sh/uv) or python3 and python3-venv, then try again"
  printf '  Installing uv into .stack/tools\n' >&2
  mkdir -p "$root/.stack/tools"
  rm -rf "$tools"
  if "$python" -m venv "$tools" >"$log" 2>&1 && "$tools/bin/python" -m pip install --quiet uv >>"$log" 2>&1; then
    return 0
  fi
  rm -rf "$tools"
  if "$python" -m pip install --quiet --target "$tools" uv >>"$log" 2>&1; then
    return 0
  fi
  rm -rf "$tools"
  if [[ $(id -u) == 0 ]] && command -v apt-get >/dev/null 2>&1; then
    printf '  Installing python3-venv for it\n' >&2
    if { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends python3-venv; } >>"$log" 2>&1 &&
      "$python" -m venv "$tools" >>"$log" 2>&1 && "$tools/bin/python" -m pip install --quiet uv >>"$log" 2>&1; then
      return 0
    fi
  fi
  tail -n 15 "$log" >&2
  fail "uv could not be installed; the lines above are the end of $log. On Debian: sudo apt-get install python3-venv, then try again"
}

# Python 3.13: what uv finds by itself, one of pyenv, the system's; else uv may download one.
find_python() {
  local candidate
  if [[ -n ${UV_PYTHON:-} ]]; then
    printf '%s' "$UV_PYTHON"
    return 0
  fi
  if candidate=$("$uv" python find --no-python-downloads --no-project '>=3.13,<3.14' 2>/dev/null) && works_as_313 "$candidate"; then
    printf '%s' "$candidate"
    return 0
  fi
  for candidate in "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.13*/bin/python3.13 /opt/pyenv/versions/3.13*/bin/python3.13 /usr/local/bin/python3.13 /usr/bin/python3.13; do
    if works_as_313 "$candidate"; then
      printf '%s' "$candidate"
      return 0
    fi
  done
  printf '  Fetching Python 3.13\n' >&2
  if "$uv" python install --quiet 3.13 >&2; then
    "$uv" python find --no-project '>=3.13,<3.14'
    return 0
  fi
  return 1
}

works_as_313() {
  [[ -x $1 ]] && "$1" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 13))' >/dev/null 2>&1
}

bootstrap() {
  local python
  umask 022
  # Images of build machines set it. All processes here import the same modules: compiled once, the API starts in two thirds of the time.
  unset PYTHONDONTWRITEBYTECODE
  if ! uv=$(find_uv); then
    install_uv
    uv=$(find_uv) || fail "uv was installed into .stack/tools, and does not run"
  fi
  # Tests build wheels and read the lock with it. Last, so that nothing else of its folder is found before the system's.
  PATH=$PATH:$(dirname -- "$uv")
  export PATH
  if works_as_313 "$root/.venv/bin/python"; then
    python=$root/.venv/bin/python
  else
    python=$(find_python) || fail "no Python 3.13 is here and none could be fetched. Install one (pyenv install 3.13, or the system's python3.13), or name it: UV_PYTHON=/path/to/python3.13"
  fi
  UV_PYTHON=$python "$uv" sync --project "$root" --frozen --quiet "$@" || fail "the Python packages of uv.lock could not be installed (see above)"
}
