import { LOCAL_PREF, MULTI_EXIT_DISC } from '@mesh/bgp-wire';
import { describe, expect, it } from 'vitest';
import {
  accept,
  allOf,
  anyOf,
  firstMatch,
  type Match,
  not,
  type Policy,
  policy,
  reject,
  when,
} from '../../src/index.js';
import { asksOf, runPolicy } from '../support/policy.js';

const yes: Match = () => true;
const no: Match = () => false;
const never: Match = () => {
  throw new Error('asked');
};
const prefer =
  (value: number): Policy =>
  (route) =>
    route.set(LOCAL_PREF, value);
const localPref = (one: Policy): unknown => {
  const { reason, route } = runPolicy(one);
  return reason || (route?.attributes.find(({ code }) => code === LOCAL_PREF.code)?.value ?? 'none');
};

describe('policy', () => {
  it('goes on until a step has a verdict', () => {
    expect(localPref(policy(prefer(1), accept, prefer(2)))).toBe(1);
    expect(localPref(policy(prefer(1), policy(prefer(2)), reject('no'), accept))).toBe('no');
    expect(localPref(policy(prefer(1), policy(accept), reject('no')))).toBe(1);
    expect(localPref(policy('empty'))).toBe('none');
  });

  it('takes the steps of when for routes that match', () => {
    expect(localPref(policy(when(yes, prefer(1), prefer(2)), when(no, reject('no'))))).toBe(2);
    expect(localPref(policy(when(yes, reject('no')), prefer(1)))).toBe('no');
  });

  it('takes the first row of a table that matches, and goes on behind it', () => {
    const table = firstMatch([no, reject('no')], [yes, prefer(1)], [never, prefer(2)]);
    expect(localPref(table)).toBe(1);
    expect(localPref(policy(table, reject('after')))).toBe('after');
    expect(localPref(policy(firstMatch([no, accept]), reject('after')))).toBe('after');
    expect(localPref(policy(firstMatch([yes, accept]), reject('after')))).toBe('none');
  });

  it('asks no more than it must', () => {
    expect([anyOf(no, yes, never), anyOf(no, no), anyOf()].map((one) => asksOf(one))).toEqual([true, false, false]);
    expect([allOf(yes, no, never), allOf(yes, yes), allOf()].map((one) => asksOf(one))).toEqual([false, true, true]);
    expect([not(yes), not(no)].map((one) => asksOf(one))).toEqual([false, true]);
  });

  it('shows a change to matches that come after it', () => {
    const isSet: Match = (route) => route.has(MULTI_EXIT_DISC);
    const set: Policy = (route) => route.set(MULTI_EXIT_DISC, 1);
    expect(localPref(policy(when(isSet, reject('early')), set, when(isSet, reject('late'))))).toBe('late');
  });

  it.each<[string, () => unknown]>([
    ['policy', () => policy(accept, 'accept' as unknown as Policy)],
    ['when', () => when(undefined as unknown as Match)],
    ['when', () => when(yes, 1 as unknown as Policy)],
    ['firstMatch', () => firstMatch([yes], [yes, 'x' as unknown as Policy])],
    ['anyOf', () => anyOf(true as unknown as Match)],
    ['allOf', () => allOf(true as unknown as Match)],
    ['not', () => not(true as unknown as Match)],
  ])('%s refuses what is no function', (name, build) => {
    expect(build).toThrow(RangeError);
    expect(build).toThrow(name);
  });

  it('refuses a rejection without a reason', () => {
    expect(() => reject('')).toThrow(/with a reason/);
  });
});
