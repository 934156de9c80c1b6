#!/usr/bin/env bash
# The same upgrade as scenarios/kind-1.33-to-1.34.yaml by hand: kind, kubeadm, kubectl, and nothing of the
# harness. Prints one `name seconds` line per part. bench/compare-with-plain.ts compares it with a rehearsal.
#   bench/plain-upgrade.sh FROM TO CONTROL_PLANE_INTERVAL_SECONDS NODES_INTERVAL_SECONDS
set -euo pipefail
from=$1 to=$2 control_plane_interval=$3 nodes_interval=$4
name=plain-$$
work=$(mktemp -d)
export KUBECONFIG=$work/kubeconfig
trap 'kind delete cluster --name "$name" >/dev/null 2>&1 || true; docker rm -f -v "$name-release" >/dev/null 2>&1 || true; rm -rf "$work"' EXIT

began=$(date +%s%N)
part() { local now; now=$(date +%s%N); awk -v n="$1" -v ns=$((now - began)) 'BEGIN { printf "%s %.1f\n", n, ns / 1e9 }'; began=$now; }
quiet() { "$@" >>"$work/log" 2>&1 || { tail -20 "$work/log" >&2; return 1; }; }

cat >"$work/kind.yaml" <<YAML
kind: Cluster
apiVersion: kind.x-k8s.io/v1alpha4
nodes: [{ role: control-plane }, { role: worker }, { role: worker }]
YAML
quiet kind create cluster --name "$name" --image "kindest/node:v$from" --config "$work/kind.yaml" --kubeconfig "$KUBECONFIG"
quiet kubectl wait --for=condition=Ready nodes --all --timeout=180s
part create

nodes=("$name-control-plane" "$name-worker" "$name-worker2")
quiet docker run -d --name "$name-release" --network none --entrypoint containerd "kindest/node:v$to"
docker cp -q -L "$name-release:/usr/bin/kubelet" "$work/kubernetes"
images=$(docker exec "$name-release" kubeadm config images list --kubernetes-version "v$to")
case $(docker exec "$name-release" uname -m) in
  x86_64) platform=linux/amd64 ;;
  aarch64) platform=linux/arm64 ;;
  *) echo "no node image for this machine's architecture" >&2; exit 1 ;;
esac
# shellcheck disable=SC2086 # one argument an image
docker exec "$name-release" ctr -n k8s.io images export --platform "$platform" - $images >"$work/images.tar"
for node in "${nodes[@]}"; do
  docker exec "$node" mkdir -p /opt/next
  for program in kubeadm kubelet; do docker cp -q "$work/kubernetes" "$node:/opt/next/$program"; done
  docker exec -i "$node" ctr -n k8s.io images import --snapshotter "$(docker exec "$node" sh -c 'grep -oP "snapshotter = \"\K[^\"]+" /etc/containerd/config.toml | head -1')" - <"$work/images.tar" >>"$work/log" 2>&1
done
part stage

steady() { # every node Ready and every system workload rolled out, now
  local set
  {
    kubectl wait --for=condition=Ready nodes --all --timeout=5s || return 1
    for set in $(kubectl -n kube-system get daemonsets,deployments -o name || echo unreachable); do
      kubectl -n kube-system rollout status "$set" --timeout=5s || return 1
    done
  } >>"$work/log" 2>&1
}
gate() { # as the scenario's: two validations in a row, 5 s apart, within 5 minutes
  local held=0 deadline=$((SECONDS + 300))
  while [ "$SECONDS" -lt "$deadline" ]; do
    if steady; then held=$((held + 1)); else held=0; fi
    if [ "$held" -eq 2 ]; then return; fi
    sleep 5
  done
  echo "not steady within 5 minutes" >&2
  return 1
}
access() { # the restarted API server must have loaded its RBAC: testbed's access race
  local held=0
  for _ in $(seq 180); do
    if docker exec "$1" kubectl --kubeconfig /etc/kubernetes/kubelet.conf -n kube-system get configmap kubeadm-config >/dev/null 2>&1; then held=$((held + 1)); else held=0; fi
    [ "$held" -ge 5 ] && return
    sleep 1
  done
  return 1
}
for node in "${nodes[@]}"; do
  if [ "$node" = "${nodes[0]}" ]; then
    interval=$control_plane_interval
    quiet docker exec "$node" /opt/next/kubeadm upgrade apply "v$to" --yes --ignore-preflight-errors=SystemVerification
  else
    interval=$nodes_interval
    access "$node"
    quiet docker exec "$node" /opt/next/kubeadm upgrade node --ignore-preflight-errors=SystemVerification
  fi
  quiet kubectl drain "$node" --ignore-daemonsets --delete-emptydir-data --timeout=120s
  quiet docker exec "$node" cp --remove-destination /opt/next/kubelet /usr/bin/kubelet
  quiet docker exec "$node" systemctl restart kubelet
  until [ "$(kubectl get node "$node" -o 'jsonpath={.status.nodeInfo.kubeletVersion}' 2>/dev/null)" = "v$to" ]; do sleep 1; done
  quiet kubectl wait --for=condition=Ready "node/$node" --timeout=300s
  quiet kubectl uncordon "$node"
  sleep "$interval"
  gate
  part "$node"
done
