import { MeshError, parseIPv4 } from '@mesh/bgp-wire';
import { systemClock, systemRandom } from '../adapters/system-clock.js';
import type { Clock } from '../clock.js';
import { normalAddress } from '../peer/peer-settings.js';
import type { BfdEvents, BfdPort, BfdSettings, BfdStatus, BfdTarget, BfdWatch } from './bfd-port.js';
import { type DatagramAddress, type DatagramPort, SOURCE_PORTS } from './datagram-port.js';
import { Listeners } from './listeners.js';
import { BFD_MULTIHOP_PORT, BFD_PORT, DISCARD_REASONS, type DiscardReason, decodeBfdPacket } from './packet.js';
import { Path, type PathClient, type PathPorts } from './path.js';
import { resolveBfdTiming } from './timing.js';

/*
 * The BFD sessions of one host (RFC 5881, RFC 5883): a listening socket an address, a sending socket a session, and the
 * way of a packet to its session.
 *
 * - A packet that knows our discriminator belongs to that session, wherever it comes from (RFC 5880 §6.3); the first
 *   ones are told by their addresses and port.
 * - No session is made for a packet: whom to watch is said here.
 * - Those who watch the same path share its session (RFC 5882 §2), at the pace of the most demanding.
 * - A socket that fails is opened again, and the clients are told once for each different reason.
 */

export interface BfdEndpointOptions {
  /** Where datagrams go and come from: `udp()`, or a network in virtual time. */
  readonly port: DatagramPort;
  /** Default: the host's clock. */
  readonly clock?: Clock | undefined;
  /** Numbers drawn uniformly from [0, 1), for jitter, discriminators and source ports. Default: the host's. */
  readonly random?: (() => number) | undefined;
}

/** A watch whose pace can be changed while it runs. */
export interface BfdEndpointWatch extends BfdWatch {
  /** Other intervals, or another multiplier. Throws `MESH_PEER_SETTING`. */
  retime(settings: Omit<BfdSettings, 'multihop'>): void;
}

/** A path in use. */
interface Used {
  readonly path: Path;
  readonly stopListening: () => void;
}

const MAX_DISCRIMINATOR = 0xffffffff;

export class BfdEndpoint implements BfdPort, AsyncDisposable {
  readonly #ports: PathPorts;
  readonly #listeners: Listeners;
  readonly #byDiscriminator = new Map<number, Path>();
  readonly #byAddress = new Map<string, Used>();
  readonly #discards = Object.fromEntries(DISCARD_REASONS.map((reason) => [reason, 0])) as Record<
    DiscardReason,
    number
  >;
  #closed = false;

  constructor({ port, clock = systemClock(), random = systemRandom }: BfdEndpointOptions) {
    this.#ports = { port, clock, random };
    this.#listeners = new Listeners(port, clock, (at, bytes, from) => this.#received(at, bytes, from));
  }

  /** Starts to watch a path. Throws `MESH_PEER_SETTING` or `MESH_BFD_CLOSED`, and then nothing has happened. */
  watch(target: BfdTarget, settings: BfdSettings, events: BfdEvents): BfdEndpointWatch {
    if (this.#closed) throw new MeshError('MESH_BFD_CLOSED', 'the BFD endpoint has been closed: make a new one');
    const peerAddress = checked('peerAddress', target.peerAddress);
    const address = target.localAddress === undefined ? undefined : checked('localAddress', target.localAddress);
    const family = parseIPv4(peerAddress) === undefined ? 6 : 4;
    const at: DatagramAddress = { address, family, port: settings.multihop ? BFD_MULTIHOP_PORT : BFD_PORT };
    const key = addressKey(at, peerAddress);
    let client: PathClient = { timing: resolveBfdTiming(settings), events };
    const used = this.#byAddress.get(key);
    used?.path.add(client);
    const { path } = used ?? this.#open(key, at, peerAddress, client);
    return {
      get status(): BfdStatus {
        return path.session.status;
      },
      retime: (changes) => {
        const next = { timing: resolveBfdTiming(changes), events };
        if (!path.has(client)) return;
        path.replace(client, next);
        client = next;
      },
      close: () => {
        if (path.has(client) && !path.remove(client)) this.#close(key);
      },
    };
  }

  /** Packets that were discarded, by the rule they broke (RFC 5880 §6.8.6). */
  get discards(): Readonly<Record<DiscardReason, number>> {
    return { ...this.#discards };
  }

  /** Ends all watches; nothing is left behind. */
  close(): void {
    this.#closed = true;
    for (const key of [...this.#byAddress.keys()]) this.#close(key);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.close();
  }

  #open(key: string, at: DatagramAddress, peerAddress: string, first: PathClient): Used {
    const draws = { discriminator: this.#drawDiscriminator(), sourcePort: this.#drawPort() };
    const path = new Path(at, peerAddress, draws, first, this.#ports);
    const used = { path, stopListening: this.#listeners.use(at, path) };
    this.#byAddress.set(key, used);
    this.#byDiscriminator.set(draws.discriminator, path);
    path.session.start();
    return used;
  }

  #close(key: string): void {
    const used = this.#byAddress.get(key);
    if (used === undefined) return;
    this.#byAddress.delete(key);
    this.#byDiscriminator.delete(used.path.session.localDiscriminator);
    used.stopListening();
    used.path.close();
  }

  #received(at: DatagramAddress, bytes: Uint8Array, from: string): void {
    const decoded = decodeBfdPacket(bytes);
    if (!decoded.ok) {
      this.#discards[decoded.reason]++;
      return;
    }
    const { packet } = decoded;
    const path =
      packet.yourDiscriminator === 0
        ? this.#byAddress.get(addressKey(at, normalAddress(from) ?? from))?.path
        : this.#byDiscriminator.get(packet.yourDiscriminator);
    if (path === undefined) this.#discards['no-session']++;
    else if (packet.authenticated) this.#discards.authentication++;
    else path.session.receive(packet);
  }

  /** Not zero, and not in use (RFC 5880 §6.3). */
  #drawDiscriminator(): number {
    let discriminator = 1 + Math.floor(this.#ports.random() * MAX_DISCRIMINATOR);
    while (this.#byDiscriminator.has(discriminator)) discriminator = (discriminator % MAX_DISCRIMINATOR) + 1;
    return discriminator;
  }

  #drawPort(): number {
    const { low, high } = SOURCE_PORTS;
    return low + Math.floor(this.#ports.random() * (high - low + 1));
  }
}

/** The one spelling of an address, so that the one of a packet can be compared with it. */
function checked(field: string, text: string): string {
  const address = normalAddress(text);
  if (address !== undefined) return address;
  const rule = 'an IPv4 or IPv6 address';
  throw new MeshError('MESH_PEER_SETTING', `${field} must be ${rule}, got ${JSON.stringify(text)}`, {
    details: { field, value: text, rule },
  });
}

function addressKey({ address, port }: DatagramAddress, peerAddress: string): string {
  return `${address ?? '*'} ${port} ${peerAddress}`;
}
