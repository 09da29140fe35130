#!/bin/sh
# tincd, once the node has made its files.
set -eu
until [ -x /etc/tinc/mesh/tinc-up ]; do sleep 0.2; done
exec tincd -n mesh -D --pidfile=/run/tinc-mesh/tinc.pid
