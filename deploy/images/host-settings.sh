# shellcheck shell=sh
# Sourced by steps of the Dockerfile that fetch something: settings of the building machine that were passed as build secrets.
# A secret is a file that the step sees and no layer keeps. All are optional; deploy/images/secrets.sh finds those of this machine.
#
#   ca_certificates  bundle of trusted certificates, where a proxy in between shows its own
#   pip_conf         pip's configuration (index, proxy): only uv itself is fetched with it
#   uv_toml          uv's configuration
#   npmrc            npm's configuration (registry, tokens)
#   apt_conf         apt's configuration (proxy)

passed() {
  [ -s "/run/secrets/$1" ]
}

if passed ca_certificates; then
  export SSL_CERT_FILE=/run/secrets/ca_certificates
  export PIP_CERT=$SSL_CERT_FILE NODE_EXTRA_CA_CERTS=$SSL_CERT_FILE NPM_CONFIG_CAFILE=$SSL_CERT_FILE
fi
if passed pip_conf; then export PIP_CONFIG_FILE=/run/secrets/pip_conf; fi
if passed uv_toml; then export UV_CONFIG_FILE=/run/secrets/uv_toml; fi
if passed npmrc; then export NPM_CONFIG_USERCONFIG=/run/secrets/npmrc; fi
if passed apt_conf; then export APT_CONFIG=/run/secrets/apt_conf; fi
