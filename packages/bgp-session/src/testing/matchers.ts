import type { DecodedMessage } from '@mesh/bgp-wire';
import { messageText } from './expectation/message-text.js';
import { mismatch, type PatternOf, patternText } from './expectation/pattern.js';

/** What a matcher gives back, as `expect.extend` of vitest and of jest takes it. */
export interface MatcherResult {
  readonly pass: boolean;
  message(): string;
}

/**
 * Assertions about messages as plain functions: `expect.extend(bgpMatchers)`. Each takes the message first and fails,
 * without throwing, for what is none.
 */
export const bgpMatchers: BgpMatcherFunctions = {
  /** `expect(message).toBeMessage('NOTIFICATION', { code: 6, subcode: 2 })`. */
  toBeMessage<T extends DecodedMessage['type']>(received: unknown, type: T, pattern?: PatternOf<T>): MatcherResult {
    return judge(received, type, pattern ?? {});
  },
  /** `expect(update).toAnnounce('10.0.0.0/24', { MULTI_EXIT_DISC: '5' })`: the prefix, and attributes by name. */
  toAnnounce(received: unknown, prefix: string | readonly string[], attributes?: Readonly<Record<string, string>>) {
    return judge(received, 'UPDATE', { announces: prefix, attributes });
  },
  /** `expect(update).toWithdraw('10.0.0.0/24')`. */
  toWithdraw(received: unknown, prefix: string | readonly string[]): MatcherResult {
    return judge(received, 'UPDATE', { withdraws: prefix });
  },
  /** `expect(message).toBeNotification(6, 2)`. */
  toBeNotification(received: unknown, code: number, subcode?: number): MatcherResult {
    return judge(received, 'NOTIFICATION', { code, subcode });
  },
};

/** The assertions of `bgpMatchers` as they stand behind `expect(…)`: extend `Matchers` of your test runner with it. */
export interface BgpMatchers<R = unknown> {
  toBeMessage<T extends DecodedMessage['type']>(type: T, pattern?: PatternOf<T>): R;
  toAnnounce(prefix: string | readonly string[], attributes?: Readonly<Record<string, string>>): R;
  toWithdraw(prefix: string | readonly string[]): R;
  toBeNotification(code: number, subcode?: number): R;
}

/** The same as `expect.extend` takes them: with the message first. */
export type BgpMatcherFunctions = {
  readonly [K in keyof BgpMatchers]: (received: unknown, ...expected: Parameters<BgpMatchers[K]>) => MatcherResult;
};

const TYPES: readonly unknown[] = ['OPEN', 'UPDATE', 'NOTIFICATION', 'KEEPALIVE', 'ROUTE-REFRESH'];

function judge(received: unknown, type: DecodedMessage['type'], pattern: object): MatcherResult {
  const wanted = patternText(type, pattern);
  if (!isMessage(received)) return { pass: false, message: () => `expected ${wanted}, got no BGP message` };
  const difference = received.type === type ? mismatch(received, pattern) : received.type;
  const pass = difference === undefined;
  return {
    pass,
    message: () => `expected ${pass ? `no ${wanted}` : wanted}, got ${messageText(received)}`,
  };
}

function isMessage(value: unknown): value is DecodedMessage {
  return typeof value === 'object' && value !== null && TYPES.includes((value as { type?: unknown }).type);
}
