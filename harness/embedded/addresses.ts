/**
 * A cluster's own part of loopback: 127.R.0.0/16, R chosen so that clusters on one machine don't meet. Linux answers on
 * all of 127.0.0.0/8 without any set-up.
 *
 * 127.R.0.1        balanced API (several control planes), 127.R.0.2 the control lane's web service
 * 127.R.N.1        node N (1 to 250, in order of creation): kubelet 10250, node proxy's health 10256, NodePorts, on a control plane the API 6443
 * 127.R.N.2 to 254 its pods
 * 127.R.255.X      cluster addresses of Services
 */
export const apiPort = 6443;
export const kubeletPort = 10250;
export const proxyHealthPort = 10256;

export const balancedAddress = (range: number): string => `127.${range}.0.1`;
export const controlAddress = (range: number): string => `127.${range}.0.2`;
export const nodeAddress = (range: number, index: number): string => `127.${range}.${index}.1`;
export const podAddress = (range: number, index: number, host: number): string =>
  `127.${range}.${index}.${host}`;
export const podRange = (range: number, index: number): string => `127.${range}.${index}.0/24`;
export const serviceAddress = (range: number, host: number): string => `127.${range}.255.${host}`;
