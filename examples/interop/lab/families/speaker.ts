import { formatCloseReason, type Session, Speaker, type UpdateSink } from '@mesh/bgp-session';
import { connect } from '@mesh/bgp-session/tcp';
import {
  ByteWriter,
  type Family,
  formatHex,
  type Message,
  type Nlri,
  standardFamilies,
  type UpdateView,
} from '@mesh/bgp-wire';
import { until } from '@mesh-examples/lib/daemon';

const ESTABLISHED_MS = 20_000;

export interface SpeakerOptions {
  readonly local: { readonly address: string; readonly as: number };
  readonly peer: { readonly address: string; readonly as: number };
  readonly families: readonly Family[];
}

/**
 * A speaker for families that no RIB holds: it sends messages as they are, and keeps what it hears as routes by their
 * text.
 */
export class FamilySpeaker {
  /** The texts of routes heard and not withdrawn, by what is their key. */
  readonly heard = new Map<string, string>();
  readonly #speaker: Speaker;
  readonly #peer: string;
  readonly #closed: string[] = [];

  constructor({ local, peer, families }: SpeakerOptions) {
    this.#peer = peer.address;
    const sink = this.#sink();
    this.#speaker = new Speaker({ connect, handlerFor: () => ({ onEstablished: () => ({ sink }) }) });
    this.#speaker.on('closed', (reason) => this.#closed.push(formatCloseReason(reason)));
    this.#speaker.create({
      peerAddress: peer.address,
      localAddress: local.address,
      localAs: local.as,
      peerAs: peer.as,
      routerId: local.address,
      holdTimeSeconds: 90,
      connectRetrySeconds: 1,
      families,
    });
  }

  async established(): Promise<void> {
    const signal = AbortSignal.timeout(ESTABLISHED_MS);
    await this.#speaker.whenEstablished(this.#peer, { signal }).catch((cause: unknown) => {
      throw new Error(`not Established; what ended: ${this.#closed.join('; ') || 'nothing'}`, { cause });
    });
  }

  /** The session there is. Throws where there is none. */
  get session(): Session {
    const session = this.#speaker.peer(this.#peer)?.session;
    if (!session) throw new Error(`no session; what ended: ${this.#closed.join('; ') || 'nothing'}`);
    return session;
  }

  send(message: Message): void {
    this.session.send(message);
  }

  /** How sessions have ended. */
  get closed(): readonly string[] {
    return this.#closed;
  }

  /** Waits until exactly these routes of the family are heard. */
  async hears(family: Family, routes: readonly Nlri[], deadlineMs: number): Promise<void> {
    const expected = routes.map(routeText).sort();
    const held = () => [...this.heard.values()].filter((text) => text.startsWith(`${family} `)).sort();
    await until(
      'the routes come back',
      () => held().join('\n') === expected.join('\n'),
      deadlineMs,
      () =>
        `\nexpected:\n${expected.join('\n')}\nheard:\n${held().join('\n')}\nsessions ended: ${this.#closed.join('; ')}`,
    );
  }

  /** Waits until a route of this text is among those heard. */
  async hearsText(text: string, deadlineMs: number): Promise<void> {
    const told = () => [...this.heard.values()].sort().join('\n');
    await until(`we hear ${text}`, () => [...this.heard.values()].includes(text), deadlineMs, told);
  }

  async close(): Promise<void> {
    await this.#speaker.close();
  }

  #sink(): UpdateSink {
    const nothing = () => undefined;
    return {
      up: nothing,
      update: (view) => this.#hear(view),
      endOfRib: nothing,
      refresh: nothing,
      stale: nothing,
      purge: nothing,
      down: nothing,
    };
  }

  #hear(view: UpdateView): undefined {
    for (const nlri of view.withdrawn()) this.heard.delete(keyText(nlri));
    for (const nlri of view.announced()) this.heard.set(keyText(nlri), routeText(nlri));
  }
}

/** A route by its family and what its family's row prints of it. */
export function routeText(nlri: Nlri): string {
  return `${nlri.family} ${standardFamilies.get(nlri.family)?.format(nlri)}`;
}

/** What tells a route from others of its family: labels do not, nor does the ESI of most EVPN routes. */
function keyText(nlri: Nlri): string {
  const row = standardFamilies.get(nlri.family)!;
  const [octets, key] = [new ByteWriter(), new ByteWriter()];
  row.encode(nlri, octets);
  if (row.writeKey) row.writeKey(octets.view(), 0, octets.length, true, key);
  else key.bytes(octets.view());
  return `${nlri.family} ${formatHex(key.view())}`;
}
