import {
  attributeName,
  capabilityValue,
  type DecodedMessage,
  type Family,
  FOUR_OCTET_AS,
  formatFamily,
  formatHex,
  formatIPv4,
  type Nlri,
  type NotificationMessage,
  type OpenMessage,
  type RouteRefreshMessage,
  shutdownText,
  type UpdateView,
} from '@mesh/bgp-wire';
import { attributeText, nlriText } from './message-text.js';

/** A message of the given type. */
export type MessageOf<T extends DecodedMessage['type']> = Extract<DecodedMessage, { readonly type: T }>;

export interface OpenPattern {
  readonly version?: number;
  /** The 2-octet field as it stands. */
  readonly myAs?: number;
  /** The AS number that counts: that of the 4-octet capability where there is one (RFC 6793 §4.1). */
  readonly as?: number;
  readonly holdTime?: number;
  /** As `192.0.2.1`. */
  readonly routerId?: string;
  /** Codes of capabilities, all of which are there. */
  readonly capabilities?: readonly number[];
}

export interface UpdatePattern {
  /** A prefix, or several, all of which are announced; `10.0.0.0/24 path 7` also names the path identifier. */
  readonly announces?: string | readonly string[];
  readonly withdraws?: string | readonly string[];
  /** `65001 65002 {65003}`. */
  readonly asPath?: string;
  /** Attributes by the name of the RFC, with their values as text: `{ MULTI_EXIT_DISC: '5' }`. */
  readonly attributes?: Readonly<Record<string, string>>;
  /** Names of attributes that are not there. */
  readonly without?: string | readonly string[];
  /** The flag octets of attributes by name, the Extended Length bit left out. */
  readonly flags?: Readonly<Record<string, number>>;
  /** It is the End-of-RIB of the family (RFC 4724 §2). */
  readonly endOfRib?: Family;
}

export interface NotificationPattern {
  readonly code?: number;
  readonly subcode?: number;
  /** Octets, or their hexadecimal digits. */
  readonly data?: Uint8Array | string;
  /** The text for the operator (RFC 9003 §2). */
  readonly text?: string;
}

export interface RouteRefreshPattern {
  readonly family?: Family;
  readonly subtype?: number;
}

interface Patterns {
  readonly OPEN: OpenPattern;
  readonly UPDATE: UpdatePattern;
  readonly NOTIFICATION: NotificationPattern;
  readonly KEEPALIVE: Readonly<Record<never, never>>;
  readonly 'ROUTE-REFRESH': RouteRefreshPattern;
}

/** What a message is to have; of what is left out nothing is demanded. */
export type PatternOf<T extends DecodedMessage['type']> = Patterns[T];

/** For each member of a pattern: what the message has instead of what is wanted; undefined where it fits. */
type Rows<M, P> = { readonly [K in keyof P]-?: (message: M, wanted: NonNullable<P[K]>) => string | undefined };

const ROWS: { readonly [T in keyof Patterns]: Rows<MessageOf<T>, Patterns[T]> } = {
  OPEN: {
    version: equal((open: OpenMessage) => open.version),
    myAs: equal((open: OpenMessage) => open.myAs),
    as: equal((open: OpenMessage) => capabilityValue(open.capabilities, FOUR_OCTET_AS) ?? open.myAs),
    holdTime: equal((open: OpenMessage) => open.holdTime),
    routerId: equal((open: OpenMessage) => formatIPv4(open.routerId)),
    capabilities: all((open: OpenMessage) => open.capabilities.map(({ code }) => code)),
  },
  UPDATE: {
    announces: all((view: UpdateView) => prefixes(view.announced(), view)),
    withdraws: all((view: UpdateView) => prefixes(view.withdrawn(), view)),
    asPath: equal((view: UpdateView) => attributes(view).get('AS_PATH') ?? 'none'),
    attributes(view, wanted) {
      const there = attributes(view);
      return differences(wanted, (name) => there.get(name));
    },
    without(view, wanted) {
      const there = attributes(view);
      const found = list(wanted).filter((name) => there.has(name));
      return found.length === 0 ? undefined : found.map((name) => `${name} ${there.get(name)}`).join(', ');
    },
    flags(view, wanted) {
      const there = new Map(
        view.attributes().map(({ code, flags }) => [attributeName(code), flags & ~EXTENDED_LENGTH]),
      );
      return differences(wanted, (name) => there.get(name));
    },
    endOfRib(view, wanted) {
      const family = view.endOfRib;
      return family === wanted ? undefined : family === undefined ? 'none' : formatFamily(family);
    },
  },
  NOTIFICATION: {
    code: equal((message: NotificationMessage) => message.code),
    subcode: equal((message: NotificationMessage) => message.subcode),
    data({ data }, wanted) {
      const text = formatHex(data);
      return text === (typeof wanted === 'string' ? wanted.toLowerCase() : formatHex(wanted)) ? undefined : `0x${text}`;
    },
    text: equal((message: NotificationMessage) => shutdownText(message) ?? 'none'),
  },
  KEEPALIVE: {},
  'ROUTE-REFRESH': {
    family: (message: RouteRefreshMessage, wanted) =>
      message.family === wanted ? undefined : formatFamily(message.family),
    subtype: equal((message: RouteRefreshMessage) => message.subtype),
  },
};

const EXTENDED_LENGTH = 0x10;

/** In what a message differs from a pattern: `announces 10.0.1.0/24`; undefined where it fits. */
export function mismatch(message: DecodedMessage, pattern: object): string | undefined {
  const rows = ROWS[message.type] as Rows<DecodedMessage, Record<string, unknown>>;
  for (const [name, wanted] of Object.entries(pattern)) {
    if (wanted === undefined) continue;
    const row = rows[name];
    if (row === undefined)
      throw new RangeError(
        `${article(message.type)} ${message.type} has no ${JSON.stringify(name)}: ${membersText(rows)}`,
      );
    const actual = row(message, wanted);
    if (actual !== undefined) return `${name} ${actual}`;
  }
  return undefined;
}

/** `UPDATE { announces: 10.0.0.0/24 }`. */
export function patternText(type: string, pattern: object): string {
  const members = Object.entries(pattern).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}: ${valueText(name, value)}`],
  );
  return members.length === 0 ? type : `${type} { ${members.join(', ')} }`;
}

function valueText(name: string, value: unknown): string {
  if (value instanceof Uint8Array) return `0x${formatHex(value)}`;
  if ((name === 'family' || name === 'endOfRib') && typeof value === 'number') return formatFamily(value);
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function membersText(rows: object): string {
  return `its members are ${Object.keys(rows).join(', ') || 'none'}`;
}

function equal<M, V extends string | number>(read: (message: M) => V) {
  return (message: M, wanted: V): string | undefined => {
    const actual = read(message);
    return actual === wanted ? undefined : String(actual);
  };
}

/** Every wanted value is among those that are there. */
function all<M, V extends string | number>(read: (message: M) => readonly V[]) {
  return (message: M, wanted: V | readonly V[]): string | undefined => {
    const there = read(message);
    return list(wanted).every((one) => there.includes(one)) ? undefined : there.join(', ') || 'none';
  };
}

function differences<V>(
  wanted: Readonly<Record<string, V>>,
  read: (name: string) => V | undefined,
): string | undefined {
  const wrong = Object.entries(wanted).filter(([name, value]) => read(name) !== value);
  return wrong.length === 0 ? undefined : wrong.map(([name]) => `${name} ${read(name) ?? 'none'}`).join(', ');
}

/** As text with the path identifier, and without: either may be asked for. */
function prefixes(nlri: readonly Nlri[], view: UpdateView): string[] {
  return nlri.flatMap((one) => {
    const text = nlriText(one, view);
    return one.pathId === undefined ? [text] : [text, text.replace(/ path \d+$/, '')];
  });
}

function attributes(view: UpdateView): Map<string, string> {
  return new Map(view.attributes().map((one) => [attributeName(one.code), attributeText(one, view)]));
}

function list<V extends string | number>(wanted: V | readonly V[]): readonly V[] {
  return typeof wanted === 'object' ? wanted : [wanted];
}

function article(type: string): string {
  return /^[OU]/.test(type) ? 'an' : 'a';
}
