import { type PeerSettings, toDuplex } from '@mesh/bgp-session';
import { type NotificationPattern, ScriptedPeer, VirtualClock } from '@mesh/bgp-session/testing';
import {
  AS_PATH,
  asSequence,
  attribute,
  type Capability,
  CapabilityCode,
  type Family,
  KEEPALIVE,
  LOCAL_PREF,
  type Message,
  NEXT_HOP,
  type OpenMessage,
  ORIGIN,
  type PathAttribute,
  unicast,
} from '@mesh/bgp-wire';
import { NotApplicable } from './check.js';
import type { DeviceSettings, Patience, Target } from './device.js';
import type { Observer } from './observer.js';
import * as wire from './octets.js';

/** A state of the device's FSM that a session can be led into from outside. */
export type State = 'OpenSent' | 'OpenConfirm' | 'Established';

/** How a session of a check is to be. */
export interface SessionOptions extends Partial<PeerSettings> {
  /** From an address that the device has in its own AS. */
  readonly internal?: boolean;
}

/** Prefixes that belong to one check alone. */
const PREFIXES = 8;

/** One run of one check: its address, its prefixes, its sessions. */
export class Trial {
  readonly device: DeviceSettings;
  readonly patience: Patience;
  readonly address: string;
  readonly #target: Target;
  readonly #number: number;
  readonly #observe: () => Promise<Observer>;
  readonly #internalAddress: string | undefined;
  readonly #peers: ScriptedPeer[] = [];
  #fences = 0;

  constructor(target: Target, place: TrialPlace, observe: () => Promise<Observer>) {
    this.#target = target;
    this.device = target.device;
    this.patience = target.patience;
    this.#number = place.number;
    this.address = place.address;
    this.#internalAddress = place.internalAddress;
    this.#observe = observe;
  }

  /** The prefixes of this check, 0 to 6: nobody else announces them. */
  prefix(index = 0): string {
    const place = this.#number * PREFIXES + index;
    return `100.${64 + (place >> 8)}.${place & 0xff}.0/24`;
  }

  /** A connection on which the device's OPEN has come, and nothing was sent. */
  async connect(options: SessionOptions = {}): Promise<ScriptedPeer> {
    const { internal = false, ...settings } = options;
    const address = internal ? this.#internal() : this.address;
    const { clock, patience } = this.#target;
    const end = clock.now() + patience.connectMs;
    for (;;) {
      const peer = await this.#dial(address, { localAs: this.as(internal), routerId: address, ...settings });
      if (peer !== undefined) return peer;
      if (clock.now() >= end) throw new Error(`the device takes no connection from ${address}, or closes each at once`);
      await this.pause(RETRY_MS);
    }
  }

  /** A session that is up on both sides. */
  async establish(options: SessionOptions = {}): Promise<ScriptedPeer> {
    const peer = await this.connect(options);
    await peer.establish({ ms: this.patience.replyMs });
    return peer;
  }

  /** The next session after one that has ended: the device may still be busy with the old one, and refuse the first attempt. */
  async establishAgain(options: SessionOptions = {}): Promise<ScriptedPeer> {
    const end = this.now() + this.patience.connectMs;
    for (;;) {
      try {
        return await this.establish(options);
      } catch (error) {
        if (this.now() >= end) throw error;
        await this.pause(RETRY_MS);
      }
    }
  }

  /** A session in the given state of the device, with what we have sent so far. */
  async inState(state: State, options: SessionOptions = {}): Promise<ScriptedPeer> {
    if (state === 'Established') return this.establish(options);
    const peer = await this.connect(options);
    if (state === 'OpenSent') return peer;
    peer.send(peer.open);
    await peer.expect('KEEPALIVE', { ms: this.patience.replyMs });
    return peer;
  }

  /** Our AS number in a session. */
  as(internal = false): number {
    return internal ? this.device.as : this.device.peerAs;
  }

  /**
   * An OPEN of our own making in octets, with the fields of a usual one where nothing is given. It has no capabilities, so
   * a session that goes on with it is of two-octet AS numbers: `connect({ fourOctetAs: false })`.
   */
  rawOpen(fields: Partial<wire.OpenFields> = {}, internal = false): Uint8Array {
    const as = this.as(internal);
    const id = internal ? this.#internal() : this.address;
    return wire.open({ as: as > 0xffff ? 23_456 : as, id, ...fields });
  }

  /** The device answers with this NOTIFICATION. */
  async refuses(peer: ScriptedPeer, pattern: NotificationPattern): Promise<void> {
    await peer.expect('NOTIFICATION', pattern, { ms: this.patience.replyMs });
  }

  /** The device takes our OPEN: it answers with KEEPALIVE, and is Established once it has ours. */
  async accepts(peer: ScriptedPeer, open: Uint8Array | Message): Promise<void> {
    peer.send(open);
    await peer.expect('KEEPALIVE', { ms: this.patience.replyMs });
    peer.send(KEEPALIVE);
    await this.survives(peer);
  }

  /**
   * The session is up, and all that was sent before has been worked on. With an observer a further route comes through;
   * without, the device keeps quiet for a while.
   */
  async survives(peer: ScriptedPeer): Promise<void> {
    if (this.device.observer === undefined) {
      await peer.silence({ ms: this.patience.quietMs, but: ['KEEPALIVE', 'UPDATE', 'ROUTE-REFRESH'] });
      return;
    }
    const observer = await this.observer();
    const fence = fencePrefix(this.#number, this.#fences++);
    this.announce(peer, fence);
    await observer.sees(fence).catch((error: unknown) => {
      const last = peer.received.at(-1);
      const ended = last?.type === 'NOTIFICATION' ? ` (NOTIFICATION ${last.code}/${last.subcode})` : '';
      if (peer.closed || ended !== '') throw new Error(`the device ended the session${ended}`);
      throw error;
    });
  }

  /** A neighbour to which the device hands on what it takes. */
  async observer(): Promise<Observer> {
    if (this.device.observer === undefined) {
      throw new NotApplicable('what the device makes of routes is not seen: it has no neighbour to hand them on to');
    }
    return this.#observe();
  }

  /** Announces a prefix as a well-behaved neighbour does; further attributes stand behind the usual ones. */
  announce(peer: ScriptedPeer, prefix: string | readonly string[], more: readonly PathAttribute[] = []): void {
    const attributes = [...this.usualAttributes(peer), ...more].filter(
      ({ code }, i, all) => all.findLastIndex((one) => one.code === code) === i,
    );
    const nlri = (typeof prefix === 'string' ? [prefix] : prefix).map((one) => unicast(one));
    peer.send({ type: 'UPDATE', withdrawn: [], attributes, nlri });
  }

  withdraw(peer: ScriptedPeer, prefix: string): void {
    peer.send({ type: 'UPDATE', withdrawn: [unicast(prefix)], attributes: [], nlri: [] });
  }

  /** ORIGIN, AS_PATH and NEXT_HOP of a route that begins with us, for the codec. */
  usualAttributes(peer: ScriptedPeer): PathAttribute[] {
    const { localAs, nextHop } = this.#identity(peer);
    const path = localAs === this.device.as ? [] : asSequence(localAs);
    const usual: PathAttribute[] = [attribute(ORIGIN, 'igp'), attribute(AS_PATH, path), attribute(NEXT_HOP, nextHop)];
    return localAs === this.device.as ? [...usual, attribute(LOCAL_PREF, 100)] : usual;
  }

  /** The same in octets; each may be given instead, or left out with `[]`. */
  attributes(peer: ScriptedPeer, parts: AttributeParts = {}): wire.Part {
    const { localAs, nextHop } = this.#identity(peer);
    const width = peer.tx.asn4 ? wire.u32 : wire.u16;
    const path = localAs === this.device.as ? [] : [2, 1, width(localAs)];
    return [
      parts.origin ?? wire.attribute(0x40, 1, 0),
      parts.asPath ?? wire.attribute(0x40, 2, path),
      parts.nextHop ?? wire.attribute(0x40, 3, wire.ip(nextHop)),
      // From an internal neighbour a route without it is not whole (RFC 4271 §5.1.5).
      parts.localPref ?? (localAs === this.device.as ? wire.attribute(0x40, 5, wire.u32(100)) : []),
      parts.more ?? [],
    ];
  }

  /** The device's OPEN has the capability; otherwise the check does not apply. */
  needs(peer: ScriptedPeer, code: number, name: string): Capability {
    const found = this.theirOpen(peer).capabilities.findLast((one) => one.code === code);
    if (found === undefined) throw new NotApplicable(`the device does not offer ${name} (capability ${code})`);
    return found;
  }

  /** The device offers a family. */
  needsFamily(peer: ScriptedPeer, family: Family, name: string): void {
    const { capabilities } = this.theirOpen(peer);
    const offered = capabilities.some(({ code, value }) => code === CapabilityCode.MULTIPROTOCOL && value === family);
    if (!offered) throw new NotApplicable(`the device does not offer ${name}`);
  }

  theirOpen(peer: ScriptedPeer): OpenMessage {
    const open = peer.received.find((message) => message.type === 'OPEN');
    if (open === undefined) throw new Error('the device sent no OPEN');
    return open;
  }

  /** Time passes. */
  async pause(ms: number): Promise<void> {
    const { clock } = this.#target;
    if (clock instanceof VirtualClock) clock.runFor(ms);
    else await new Promise<void>((resolve) => void clock.after(ms, resolve));
  }

  now(): number {
    return this.#target.clock.now();
  }

  /** Ends all sessions. */
  close(): void {
    for (const peer of this.#peers) peer.destroy();
  }

  async #dial(address: string, settings: PeerSettings): Promise<ScriptedPeer | undefined> {
    const { clock, connect, patience } = this.#target;
    try {
      const peer = new ScriptedPeer(toDuplex(await connect(address)), settings, clock);
      this.#peers.push(peer);
      this.#identities.set(peer, { localAs: settings.localAs, nextHop: address });
      // A device that delays its OPEN keeps the connection open all the same (RFC 4271 §8.1.1).
      const opened = await peer.expect('OPEN', { ms: patience.replyMs }).then(
        () => true,
        () => !peer.closed,
      );
      if (opened) return peer;
    } catch (error) {
      if (!(error instanceof Error && 'syscall' in error)) throw error;
    }
    return undefined;
  }

  readonly #identities = new Map<ScriptedPeer, { readonly localAs: number; readonly nextHop: string }>();

  #identity(peer: ScriptedPeer): { readonly localAs: number; readonly nextHop: string } {
    return this.#identities.get(peer) ?? { localAs: this.as(), nextHop: this.address };
  }

  #internal(): string {
    if (this.#internalAddress === undefined) {
      throw new NotApplicable('the device knows no address of ours as a neighbour of its own AS');
    }
    return this.#internalAddress;
  }
}

export interface AttributeParts {
  readonly origin?: wire.Part;
  readonly asPath?: wire.Part;
  readonly nextHop?: wire.Part;
  readonly localPref?: wire.Part;
  /** What stands behind. */
  readonly more?: wire.Part;
}

/** Where a trial stands among those of its run. */
export interface TrialPlace {
  /** Of the check, from 0: its prefixes. */
  readonly number: number;
  readonly address: string;
  readonly internalAddress: string | undefined;
}

/** Between two attempts to connect to a device that is not ready for us. */
const RETRY_MS = 250;

function fencePrefix(number: number, fence: number): string {
  return `100.${96 + (number >> 6)}.${((number & 63) << 2) | (fence & 3)}.0/24`;
}
