#!/bin/sh
# Makes certificates for TLS between nodes, to try it: an authority, once, and a key and a certificate for a node.
# For production let your own authority issue them; what they must be like stands in cluster.conf.
#
#   make-test-ca.sh DIRECTORY [HOST...]
#
# writes ca.crt, ca.key (keep it to yourself), tls.crt and tls.key into DIRECTORY; an authority that is there already is
# used again. HOST are names and addresses at which the node is reached; needed only for hostname-verification.
# Then, on every node:
#
#   OPENMNS_CLUSTER_TLS_ENABLED=true
#   OPENMNS_CLUSTER_TLS_KEY_FILE=DIRECTORY/tls.key
#   OPENMNS_CLUSTER_TLS_CERTIFICATE_FILE=DIRECTORY/tls.crt
#   OPENMNS_CLUSTER_TLS_AUTHORITY_FILE=DIRECTORY/ca.crt
set -eu

if [ $# -lt 1 ] || [ "$1" = --help ] || [ "$1" = -h ]; then
  sed -n '2,/^set /s/^# \{0,1\}//p' "$0"
  exit 2
fi
directory=$1
shift
days=365

# All certificates of a cluster have this name in common; who has another one is refused.
names=DNS:openmns
for host in "$@"; do
  case $host in
    *:* | *[!0-9.]*)
      case $host in
        *:*) names=$names,IP:$host ;;
        *) names=$names,DNS:$host ;;
      esac ;;
    *) names=$names,IP:$host ;;
  esac
done

# Keys are for their owner only.
umask 077
mkdir -p "$directory"
cd "$directory"

if [ ! -f ca.key ]; then
  openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:3072 -out ca.key 2>/dev/null
  openssl req -x509 -new -key ca.key -days "$days" -subj "/CN=OpenMNS test authority" \
    -addext "basicConstraints=critical,CA:TRUE" -addext "keyUsage=critical,keyCertSign,cRLSign" -out ca.crt
fi

openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:3072 -out tls.key 2>/dev/null
openssl req -new -key tls.key -subj "/CN=openmns" -out tls.csr
cat >tls.ext <<EXTENSIONS
basicConstraints=critical,CA:FALSE
keyUsage=critical,digitalSignature,keyEncipherment
extendedKeyUsage=serverAuth,clientAuth
subjectAltName=$names
EXTENSIONS
openssl x509 -req -in tls.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days "$days" -extfile tls.ext -out tls.crt 2>/dev/null
rm -f tls.csr tls.ext
echo "$directory: ca.crt tls.crt tls.key ($names)"
