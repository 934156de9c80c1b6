/** A port for those that speak HTTP/2 without TLS, or any HTTP with it, and where it is on every node. */
export interface OtherPort {
  readonly port: 'h2c' | 'tls';
  readonly nodePort: number;
}
