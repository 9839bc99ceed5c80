# All images by one build: `just build`, or `just build api explore` for some. What they share is built once.
# Defaults of build arguments are the Dockerfile's: a variable that is empty here is not passed.

# Names of images, as the compose file asks for them.
variable "IMAGE_REGISTRY" {
  default = "discogsography"
}
variable "IMAGE_TAG" {
  default = "latest"
}
variable "PYTHON_VERSION" {
  default = ""
}
variable "PYTHON_IMAGE" {
  default = ""
}
variable "NODE_IMAGE" {
  default = ""
}
variable "UID" {
  default = ""
}
variable "GID" {
  default = ""
}
variable "SOURCE_URL" {
  default = ""
}
variable "BUILD_DATE" {
  default = ""
}
variable "BUILD_VERSION" {
  default = ""
}
variable "VCS_REF" {
  default = ""
}

# Files of the building machine that steps see and no layer keeps; deploy/images/build.sh finds them.
variable "CA_CERTIFICATES" {
  default = ""
}
variable "PIP_CONF" {
  default = ""
}
variable "UV_TOML" {
  default = ""
}
variable "NPMRC" {
  default = ""
}
variable "APT_CONF" {
  default = ""
}

group "default" {
  targets = ["service"]
}

target "service" {
  name = service
  matrix = {
    service = [
      "api",
      "brainzgraphinator",
      "brainztableinator",
      "dashboard",
      "explore",
      "extractor",
      "graphinator",
      "insights",
      "mcp-server",
      "schema-init",
      "tableinator",
      "utilities",
    ]
  }
  context    = "."
  dockerfile = "Dockerfile"
  args = {
    SERVICE        = service
    PYTHON_VERSION = notequal("", PYTHON_VERSION) ? PYTHON_VERSION : null
    PYTHON_IMAGE   = notequal("", PYTHON_IMAGE) ? PYTHON_IMAGE : null
    NODE_IMAGE     = notequal("", NODE_IMAGE) ? NODE_IMAGE : null
    UID            = notequal("", UID) ? UID : null
    GID            = notequal("", GID) ? GID : null
    SOURCE_URL     = notequal("", SOURCE_URL) ? SOURCE_URL : null
    BUILD_DATE     = notequal("", BUILD_DATE) ? BUILD_DATE : null
    BUILD_VERSION  = notequal("", BUILD_VERSION) ? BUILD_VERSION : null
    VCS_REF        = notequal("", VCS_REF) ? VCS_REF : null
  }
  secret = compact([
    notequal("", CA_CERTIFICATES) ? "id=ca_certificates,src=${CA_CERTIFICATES}" : "",
    notequal("", PIP_CONF) ? "id=pip_conf,src=${PIP_CONF}" : "",
    notequal("", UV_TOML) ? "id=uv_toml,src=${UV_TOML}" : "",
    notequal("", NPMRC) ? "id=npmrc,src=${NPMRC}" : "",
    notequal("", APT_CONF) ? "id=apt_conf,src=${APT_CONF}" : "",
  ])
  tags = ["${IMAGE_REGISTRY}/${service}:${IMAGE_TAG}"]
}

# By name only: `just build perftest`.
target "perftest" {
  context  = "tests/perftest"
  contexts = { extractor = "target:extractor" }
  tags     = ["${IMAGE_REGISTRY}/perftest:${IMAGE_TAG}"]
}
