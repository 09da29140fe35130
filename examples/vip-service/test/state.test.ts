import { describe, expect, it } from 'vitest';
import { formatDuration } from '../src/duration.js';
import { VipState } from '../src/state.js';
import { keyOf, parseVip, type Vip } from '../src/vip.js';

const VIP: Vip = { vip: '192.0.2.1', prefix_len: 32 };
const ATTRIBUTES = { communities: ['65000:1'], local_pref: 100 };

describe('addresses', () => {
  it.each([
    ['192.0.2.1', undefined, '192.0.2.1/32'],
    ['192.0.2.0', 24, '192.0.2.0/24'],
    ['0.0.0.0', 0, '0.0.0.0/0'],
    ['2001:DB8:0::1', undefined, '2001:db8::1/128'],
    ['2001:db8::', 32, '2001:db8::/32'],
  ])('%s with length %s is %s', (address, length, key) => {
    expect(keyOf(parseVip(address, length) as Vip)).toBe(key);
  });

  it.each([
    ['192.0.2', undefined],
    ['192.0.2.1/32', undefined],
    ['192.0.2.01', undefined],
    ['192.0.2.1', 33],
    ['192.0.2.1', 24],
    ['2001:db8::1', 129],
    ['2001:db8::1', 64],
    ['fe80::1%eth0', undefined],
    ['', undefined],
  ])('%s with length %s is none', (address, length) => {
    expect(parseVip(address, length)).toBeTypeOf('string');
  });
});

describe('the state', () => {
  it('says whether an announcement is new, and whether a withdrawal took anything away', () => {
    const state = new VipState();
    expect(state.withdraw(VIP, 1)).toBe(false);
    expect(state.advertise(VIP, ATTRIBUTES, 2)).toBe(true);
    expect(state.advertise(VIP, ATTRIBUTES, 3)).toBe(false);
    expect(state.advertised).toBe(1);
    expect(state.withdraw(VIP, 4)).toBe(true);
    expect(state.withdraw(VIP, 5)).toBe(false);
    expect(state.advertised).toBe(0);
  });

  it('changes since on a transition only', () => {
    const state = new VipState();
    const since = () => state.get('192.0.2.1/32')?.since;
    state.advertise(VIP, ATTRIBUTES, 10);
    state.advertise(VIP, { ...ATTRIBUTES, local_pref: 200 }, 20);
    expect(since()).toBe(10);
    expect(state.get('192.0.2.1/32')?.local_pref).toBe(200);
    state.withdraw(VIP, 30);
    state.withdraw(VIP, 40);
    expect(since()).toBe(30);
    state.advertise(VIP, ATTRIBUTES, 50);
    expect(since()).toBe(50);
  });

  it('keeps one record for each length of an address, and means the longest', () => {
    const state = new VipState();
    for (const prefix_len of [24, 32, 28]) state.advertise({ vip: '192.0.2.0', prefix_len }, ATTRIBUTES, 1);
    expect(state.size).toBe(3);
    expect(state.getRoute('192.0.2.0')?.prefix_len).toBe(32);
    expect(state.getRoute('192.0.2.1')).toBeUndefined();
  });

  it('has no lease after a withdrawal', () => {
    const state = new VipState();
    state.advertise(VIP, ATTRIBUTES, 1, 1_000);
    state.withdraw(VIP, 2);
    expect(state.get('192.0.2.1/32')).toEqual({ ...VIP, ...ATTRIBUTES, advertised: false, since: 2 });
  });

  it('forgets what was withdrawn longest ago, and never what is announced', () => {
    const state = new VipState();
    state.advertise(VIP, ATTRIBUTES, 0);
    for (let i = 0; i < 10_010; i++) {
      const vip = { vip: `10.0.${i >> 8}.${i & 255}`, prefix_len: 32 };
      state.advertise(vip, ATTRIBUTES, i);
      state.withdraw(vip, i);
    }
    expect(state.size).toBe(10_001);
    expect(state.get('10.0.0.9/32')).toBeUndefined();
    expect(state.get('10.0.0.10/32')).toBeDefined();
    expect(state.get('192.0.2.1/32')?.advertised).toBe(true);
  });
});

it.each([
  [0, '0s'],
  [59_999, '59s'],
  [60_000, '1m0s'],
  [9_000_000, '2h30m0s'],
])('%d ms are %s', (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});
