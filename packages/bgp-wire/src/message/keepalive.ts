/** KEEPALIVE: a header and nothing else (RFC 4271 §4.4). */
export interface KeepaliveMessage {
  readonly type: 'KEEPALIVE';
}

export const KEEPALIVE: KeepaliveMessage = Object.freeze({ type: 'KEEPALIVE' });
