import type { Clock } from '@mesh/bgp-session';
import { Bonjour, type Service } from 'bonjour-service';
import { NODE_NAME } from '../peer.js';
import type { Discovered, Discovery } from '../ports.js';

export interface MdnsDiscoveryOptions {
  readonly clock: Clock;
  /** Address of the interface to ask on. Default: all there are. */
  readonly address?: string | undefined;
  /** Default 5353; another one for those who want to be among themselves. */
  readonly port?: number | undefined;
  /** Told where the socket can not be had or used. */
  readonly onProblem: (error: Error) => void;
}

/** `_mesh-node._udp.local` (RFC 6763): tinc is what is reached at the port. */
const SERVICE = { type: 'mesh-node', protocol: 'udp' } as const;
/** How long answers are waited for; they come within 120 ms (RFC 6762 §6). */
const ANSWERS_MS = 1_000;
/** Whoever is on the network may answer; more are not looked at. */
const MOST = 1_000;

/** Multicast DNS (RFC 6762). */
export class MdnsDiscovery implements Discovery {
  readonly #options: MdnsDiscoveryOptions;
  readonly #bonjour: Bonjour;
  readonly #looks = new Set<() => void>();
  #closed = false;

  constructor(options: MdnsDiscoveryOptions) {
    this.#options = options;
    const { address, port, onProblem } = options;
    // Bound to the address of an interface, a socket would receive nothing of what is sent to the group.
    const socket = {
      ...(address === undefined ? {} : { interface: address, bind: '0.0.0.0' }),
      port: port ?? MDNS_PORT,
    };
    this.#bonjour = new Bonjour(socket as object, onProblem);
    // Without a listener an error of the socket would end the process.
    const { mdns } = (this.#bonjour as unknown as { readonly server: { readonly mdns: NodeJS.EventEmitter } }).server;
    mdns.on('error', onProblem);
  }

  async advertise({ name, port, IP }: Parameters<Discovery['advertise']>[0]): Promise<void> {
    // Names are the registry's matter: no probing, which would write to the console where a name is taken.
    const service = this.#bonjour.publish({ ...SERVICE, name, port, probe: false, txt: { ip: IP } });
    service.on('error', this.#options.onProblem);
  }

  /** Asks, and waits for a second; each time anew, for what was heard before may be gone. */
  async lookupPeers(): Promise<readonly Discovered[]> {
    if (this.#closed) return [];
    const browser = this.#bonjour.find(SERVICE);
    await new Promise<void>((resolve) => {
      const done = () => {
        cancel();
        this.#looks.delete(done);
        resolve();
      };
      const cancel = this.#options.clock.after(ANSWERS_MS, done);
      this.#looks.add(done);
    });
    browser.stop();
    return browser.services.slice(0, MOST).flatMap(discovered);
  }

  /** Takes back what was advertised. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    for (const done of [...this.#looks]) done();
    await new Promise<void>((resolve) => this.#bonjour.unpublishAll(() => resolve()));
    await new Promise<void>((resolve) => this.#bonjour.destroy(() => resolve()));
  }
}

const MDNS_PORT = 5353;

/** The overlay address is in the TXT record: on a loopback interface there is none beside it. */
function discovered({ name, port, addresses = [], txt }: Service): Discovered[] {
  if (!NODE_NAME.test(name)) return [];
  const ip: unknown = (txt as Readonly<Record<string, unknown>> | undefined)?.['ip'];
  return [{ name, port, addresses: [...(typeof ip === 'string' ? [ip] : []), ...addresses] }];
}
