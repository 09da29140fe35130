import { type CaptureFormat, type Endpoint, PcapWriter, SessionWriter } from '@mesh/bgp-wire/pcap';
import { systemClock } from '../adapters/system-clock.js';
import type { Clock } from '../clock.js';
import { normalAddress } from '../peer/peer-settings.js';
import type { MakeTap, TappedStream } from './message-tap.js';
import { wallTimeNs } from './wall-time.js';

export interface RecordPcapOptions {
  /** Takes octets to append to the file, in order. */
  readonly write: (octets: Uint8Array) => void;
  /** Default `pcapng`. */
  readonly format?: CaptureFormat | undefined;
  /** When things happen. Default: the host's clock. */
  readonly clock?: Clock | undefined;
}

/** What stands for an end that has no address, and for the port of one who dialled. */
const NOWHERE = { local: { 4: '127.0.0.1', 6: '::1' }, remote: { 4: '127.0.0.2', 6: '::2' } } as const;
const BGP_PORT = 179;
const FIRST_PORT = 49_152;
const PORTS = 65_536 - FIRST_PORT;

/**
 * A tap that writes sessions as a capture file: each stream is a TCP connection with a handshake made up for it, whose
 * segments are the messages, so that Wireshark and `mesh decode` read it.
 *
 * ```ts
 * const file = createWriteStream('session.pcapng');
 * speaker.tap(recordPcap({ write: (octets) => file.write(octets) }));
 * ```
 */
export function recordPcap(options: RecordPcapOptions): MakeTap {
  const clock = options.clock ?? systemClock();
  const pcap = new PcapWriter({ format: options.format ?? 'pcapng' });
  let streams = 0;
  return (stream) => {
    const { local, remote } = endpoints(stream, FIRST_PORT + (streams++ % PORTS));
    const weOpened = stream.initiator === 'local';
    const writer = new SessionWriter({
      source: weOpened ? local : remote,
      destination: weOpened ? remote : local,
      pcap,
    });
    const [ours, theirs] = weOpened ? (['forward', 'reverse'] as const) : (['reverse', 'forward'] as const);
    const flush = () => options.write(writer.take());
    writer.open(wallTimeNs(clock));
    flush();
    return {
      received: (frame) => {
        writer.message({ timestampNs: wallTimeNs(clock), direction: theirs, frame });
        flush();
      },
      sent: (frame) => {
        writer.message({ timestampNs: wallTimeNs(clock), direction: ours, frame });
        flush();
      },
      closed: (reason) => {
        const byPeer = reason.kind === 'notification-received' || reason.kind === 'connection-lost';
        writer.close(wallTimeNs(clock), byPeer ? theirs : ours);
        flush();
      },
    };
  };
}

/** Both ends with an address and a port of one family; `port` is for the end that dialled, where nobody knows it. */
function endpoints(stream: TappedStream, port: number): { local: Endpoint; remote: Endpoint } {
  const [localAddress, remoteAddress] = [plain(stream.localAddress), plain(stream.remoteAddress)];
  const version = (localAddress ?? remoteAddress)?.includes(':') ? 6 : 4;
  const weOpened = stream.initiator === 'local';
  return {
    local: {
      address: localAddress ?? NOWHERE.local[version],
      port: stream.localPort ?? (weOpened ? port : BGP_PORT),
    },
    remote: {
      address: remoteAddress ?? NOWHERE.remote[version],
      port: stream.remotePort ?? (weOpened ? BGP_PORT : port),
    },
  };
}

/** An address as packets have it: without a zone (RFC 4007 §11). */
function plain(address: string | undefined): string | undefined {
  return normalAddress(address ?? '')?.split('%')[0];
}
