import { type DecodedMessage, formatHex, type MeshError } from '@mesh/bgp-wire';
import { disappointment, octetsText } from './disappointment.js';
import type { Inbox, Received } from './inbox.js';
import { type MessageOf, mismatch, type PatternOf, patternText } from './pattern.js';

/** How long an expectation waits where nothing else is said. */
const EXPECT_MS = 10_000;

export interface ExpectOptions<T extends DecodedMessage['type']> {
  /** How long to wait. Default 10 000. */
  readonly ms?: number;
  /** A condition that no pattern has words for. */
  readonly match?: (message: MessageOf<T>) => boolean;
}

export interface SilenceOptions {
  /** How long nothing is to come. */
  readonly ms: number;
  /** Types of messages that may come all the same. */
  readonly but?: readonly DecodedMessage['type'][];
}

/** One type of message, with all that it is to have. */
interface Wanted<T extends DecodedMessage['type']> {
  readonly type: T;
  readonly pattern: object;
  readonly match: ((message: MessageOf<T>) => boolean) | undefined;
  readonly ms: number;
}

/** What may be expected of the messages in an inbox, one after another: each begins to look where the last one stopped. */
export class Expectations {
  readonly #inbox: Inbox;
  /** Where the next expectation begins to look. */
  #seen = 0;

  constructor(inbox: Inbox) {
    this.#inbox = inbox;
  }

  expect<T extends DecodedMessage['type']>(
    type: T,
    expected: PatternOf<T> & ExpectOptions<T>,
    options: ExpectOptions<T>,
  ): Promise<MessageOf<T>> {
    const wanted = wantedOf(type, expected, options);
    const since = this.#seen;
    let found: MessageOf<T> | undefined;
    const condition = (): boolean => {
      while (found === undefined && this.#seen < this.#inbox.items.length) {
        const { message } = this.#inbox.items[this.#seen++]!;
        if (fault(message, wanted) === undefined) found = message as MessageOf<T>;
      }
      return found !== undefined || this.#inbox.closed;
    };
    return this.#inbox.settle(condition, wanted.ms, () => found ?? this.#fail(wanted, since));
  }

  expectNext<T extends DecodedMessage['type']>(
    type: T,
    expected: PatternOf<T> & ExpectOptions<T>,
    options: ExpectOptions<T>,
  ): Promise<MessageOf<T>> {
    const wanted = wantedOf(type, expected, options);
    const since = this.#seen;
    let next: DecodedMessage | undefined;
    const condition = (): boolean => {
      next ??= this.#next(type === 'KEEPALIVE')?.message;
      return next !== undefined || this.#inbox.closed;
    };
    return this.#inbox.settle(condition, wanted.ms, () => {
      if (next === undefined || fault(next, wanted) !== undefined) return this.#fail(wanted, since, 'came next');
      return next as MessageOf<T>;
    });
  }

  expectBytes(octets: Uint8Array, { ms = EXPECT_MS }: { readonly ms?: number }): Promise<void> {
    const since = this.#seen;
    const fromKeepalive = octets[18] === 4;
    let rest = octets;
    let wrong = false;
    const condition = (): boolean => {
      while (rest.length > 0 && !wrong) {
        const next = this.#next(fromKeepalive);
        if (next === undefined) break;
        wrong = formatHex(next.octets) !== formatHex(rest.subarray(0, next.octets.length));
        rest = rest.subarray(next.octets.length);
      }
      return rest.length === 0 || wrong || this.#inbox.closed;
    };
    return this.#inbox.settle(condition, ms, () => {
      if (rest.length === 0 && !wrong) return;
      const remark = ({ octets: came }: Received) => octetsText(came);
      throw disappointment(this.#inbox, { what: `not the octets ${octetsText(octets)} came`, ms, since, remark });
    });
  }

  silence({ ms, but = [] }: SilenceOptions): Promise<void> {
    const since = this.#inbox.items.length;
    const open = !this.#inbox.closed;
    const isBroken = ({ message }: Received) => !but.includes(message.type);
    let looked = since;
    let broken = false;
    const condition = (): boolean => {
      while (!broken && looked < this.#inbox.items.length) broken = isBroken(this.#inbox.items[looked++]!);
      return broken || (open && this.#inbox.closed) || this.#inbox.fault !== undefined;
    };
    return this.#inbox.settle(condition, ms, () => {
      if (!condition()) return;
      throw disappointment(this.#inbox, { what: `no silence of ${ms} ms`, since });
    });
  }

  expectClose({ ms = EXPECT_MS }: { readonly ms?: number }): Promise<void> {
    const since = this.#seen;
    const isOver = () => this.#inbox.closed;
    return this.#inbox.settle(isOver, ms, () => {
      if (!isOver()) throw disappointment(this.#inbox, { what: 'the stream did not end', ms, since });
    });
  }

  until<T>(what: string, look: () => T | undefined | false, { ms = EXPECT_MS }: { readonly ms?: number }): Promise<T> {
    const since = this.#inbox.items.length;
    let found: T | undefined | false;
    const isThere = () => found !== undefined && found !== false;
    const condition = () => {
      if (!isThere()) found = look();
      return isThere() || this.#inbox.closed;
    };
    return this.#inbox.settle(condition, ms, () => {
      if (isThere()) return found as T;
      throw disappointment(this.#inbox, { what: `not so: ${what}`, ms, since });
    });
  }

  /** A message of the type has come, however long ago; what follows is looked for behind it. */
  came<T extends DecodedMessage['type']>(
    type: T,
    { ms = EXPECT_MS, until = () => true }: { readonly ms?: number; readonly until?: () => boolean },
  ): Promise<MessageOf<T>> {
    const place = () => this.#inbox.items.findIndex(({ message }) => message.type === type);
    const condition = () => (place() >= 0 && until()) || this.#inbox.closed;
    return this.#inbox.settle(condition, ms, () => {
      const at = place();
      if (at < 0) throw disappointment(this.#inbox, { what: `no ${type} came`, ms, since: 0 });
      this.#seen = Math.max(this.#seen, at + 1);
      return this.#inbox.items[at]!.message as MessageOf<T>;
    });
  }

  /** The next message that counts. */
  #next(keepalives: boolean): Received | undefined {
    while (this.#seen < this.#inbox.items.length) {
      const item = this.#inbox.items[this.#seen++]!;
      if (keepalives || item.message.type !== 'KEEPALIVE') return item;
    }
    return undefined;
  }

  #fail<T extends DecodedMessage['type']>(wanted: Wanted<T>, since: number, came = 'came'): never {
    const what = `no ${patternText(wanted.type, wanted.pattern)} ${came}`;
    const remark = ({ message }: Received) => (message.type === wanted.type ? fault(message, wanted) : undefined);
    throw disappointment(this.#inbox, { what, ms: wanted.ms, since, remark }) satisfies MeshError;
  }
}

function wantedOf<T extends DecodedMessage['type']>(
  type: T,
  expected: PatternOf<T> & ExpectOptions<T>,
  options: ExpectOptions<T>,
): Wanted<T> {
  const { ms = EXPECT_MS, match, ...pattern } = { ...expected, ...options };
  return { type, pattern, match, ms };
}

/** Why a message is not the wanted one; undefined where it is. */
function fault<T extends DecodedMessage['type']>(message: DecodedMessage, wanted: Wanted<T>): string | undefined {
  if (message.type !== wanted.type) return message.type;
  const difference = mismatch(message, wanted.pattern);
  if (difference !== undefined) return difference;
  return wanted.match === undefined || wanted.match(message as MessageOf<T>) ? undefined : 'match says no';
}
