#!/bin/sh
# Node NODE_NUMBER: its settings, its key and files where there are none, and then the node, which gets the signals.
set -eu
umask 077
settings=/etc/mesh-node/mesh-node.yaml
sed "s/@N@/$NODE_NUMBER/g" /etc/mesh-node/node.yaml.in >"$settings"
node /opt/mesh-node/current/mesh-node.mjs init --config "$settings"
# A network to announce, as if hosts were behind the node.
ip addr replace "10.10$NODE_NUMBER.0.1/16" dev lo
exec node /opt/mesh-node/current/mesh-node.mjs run --config "$settings"
