import { connect } from '@mesh/bgp-session/tcp';
import type { ConnectDevice } from './device.js';

const ATTEMPT_MS = 5_000;

/** Connections to a device over TCP, each from the address that is asked for. */
export function tcpFrom(peerAddress: string, peerPort = 179): ConnectDevice {
  return (localAddress) =>
    connect({ name: peerAddress, peerAddress, peerPort, localAddress }, AbortSignal.timeout(ATTEMPT_MS));
}
