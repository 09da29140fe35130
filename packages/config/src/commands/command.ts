import type { Family } from '@mesh/bgp-wire';
import type { DynamicPeer } from '../dynamic/dynamic-peer.js';
import type { Selector } from '../selector/selector.js';

/** Text of routes, eor, route-refresh and operational as it stands in a command, with its place there. */
export interface Statement {
  readonly text: string;
  /** Offset of the text in the command line. */
  readonly at: number;
}

/** What can be announced; all but `index` and `watchdog` begin a `Statement`. */
export const ANNOUNCEMENTS = [
  'route',
  'attributes',
  'attribute',
  'ipv4',
  'ipv6',
  'l2vpn',
  'l2',
  'bgp-ls',
  'flow',
  'vpls',
  'sr-policy',
  'eor',
  'route-refresh',
  'operational',
] as const;

/** What can be announced and not withdrawn: it says something once. */
export const ANNOUNCED_ONCE: readonly string[] = ['eor', 'route-refresh', 'operational'];

/** One command, whichever grammar it was written in. */
export type Command =
  | { readonly name: 'comment' }
  | { readonly name: 'daemon'; readonly action: 'shutdown' | 'reload' | 'restart' | 'status' }
  | { readonly name: 'ack'; readonly mode: 'enable' | 'disable' | 'silence' }
  | { readonly name: 'sync'; readonly enabled: boolean }
  | { readonly name: 'session'; readonly action: 'reset' }
  | { readonly name: 'ping'; readonly words: readonly string[] }
  | { readonly name: 'bye'; readonly words: readonly string[] }
  | { readonly name: 'system'; readonly action: 'help' | 'version' | 'crash' | 'queue-status' }
  | { readonly name: 'api-version'; readonly version: 4 | 6 | undefined }
  | RibShow
  | { readonly name: 'rib-flush'; readonly selector: Selector }
  | { readonly name: 'rib-clear'; readonly direction: RibDirection; readonly selector: Selector }
  | { readonly name: 'peer-list' }
  | { readonly name: 'peer-show'; readonly detail: PeerDetail | undefined; readonly selector: Selector }
  | { readonly name: 'create'; readonly peers: readonly DynamicPeer[] }
  | { readonly name: 'delete'; readonly selector: Selector }
  | { readonly name: 'teardown'; readonly selector: Selector; readonly subcode: number }
  | { readonly name: 'announce' | 'withdraw'; readonly selector: Selector; readonly statement: Statement }
  | { readonly name: 'announce-index' | 'withdraw-index'; readonly selector: Selector; readonly index: string }
  | { readonly name: 'announce-watchdog' | 'withdraw-watchdog'; readonly selector: Selector; readonly group: string }
  | { readonly name: 'routes-list'; readonly selector: Selector; readonly families: readonly Family[] | undefined }
  | { readonly name: 'routes-add' | 'routes-remove'; readonly selector: Selector; readonly statement: Statement }
  | { readonly name: 'routes-remove-index'; readonly selector: Selector; readonly index: string }
  | { readonly name: 'group-start' | 'group-end' }
  | { readonly name: 'group'; readonly selector: Selector; readonly lines: readonly string[] };

export const DIRECTIONS = ['in', 'out'] as const;
export type RibDirection = (typeof DIRECTIONS)[number];

export const DETAILS = ['summary', 'extensive', 'configuration'] as const;
export type PeerDetail = (typeof DETAILS)[number];

export const RIB_FAMILIES = ['inet', 'flow', 'l2vpn'] as const;

export interface RibShow {
  readonly name: 'rib-show';
  readonly direction: RibDirection;
  readonly extensive: boolean;
  readonly family: (typeof RIB_FAMILIES)[number] | undefined;
  readonly selector: Selector;
}

/** A command with how its answer is to be given. */
export interface CommandLine {
  readonly command: Command;
  /** `json` or `text` at the end of the line; else what the session has. */
  readonly output: 'json' | 'text' | undefined;
  /** `sync`: answer when connected peers have been told; `async`: at once; else what the session has. */
  readonly sync: boolean | undefined;
}
