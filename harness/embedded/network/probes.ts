import { get } from 'node:http';
import { connect } from 'node:net';
import { proxyHealthPort } from '../addresses.ts';
import type { Probe } from './health-check.ts';

/** Checks the node's proxy, whatever the server's own port. @param port for tests, which can't use the standard port */
export const nodeProxyProbe =
  (port = proxyHealthPort): Probe =>
  ({ address }, signal) =>
    new Promise((resolve, reject) => {
      get({ host: address, port, path: '/healthz', agent: false, signal }, (response) => {
        response.resume();
        resolve(response.statusCode === 200);
      }).on('error', reject);
    });

/** Whether the port accepts a connection. */
export const connectProbe: Probe = ({ address, port }, signal) =>
  new Promise((resolve, reject) => {
    const socket = connect({ host: address, port, signal });
    socket.on('error', reject);
    socket.on('connect', () => {
      socket.destroy();
      resolve(true);
    });
  });
