import { describe, expect, it } from 'vitest';
import { apiLab, neighborAt } from '../../support/api-lab.js';

const THEM = '10.0.0.2';
const OTHER = '10.0.0.3';
const routes = `
  route 10.1.0.0/24 next-hop self watchdog dog
  route 10.2.0.0/24 next-hop self watchdog dog withdraw
  route 10.3.0.0/24 next-hop self watchdog cat withdraw
  route 10.4.0.0/24 next-hop self
`;

describe('watchdogs', () => {
  it('[X15] [C15] switch the routes of the peers chosen on and off', async () => {
    const { establish, ask, heard, close } = await apiLab([
      neighborAt(THEM, { routes }),
      neighborAt(OTHER, { routes }),
    ]);
    const [them, other] = [await establish(THEM), await establish(OTHER)];
    const first = ['+ 10.1.0.0/24', '+ 10.4.0.0/24', 'eor ipv4-unicast', 'eor ipv6-unicast'];
    expect([await heard(them), await heard(other)]).toEqual([first, first]);
    expect(await ask('peer 10.0.0.2 announce watchdog dog')).toEqual(['done']);
    // What is announced already is not said again.
    expect([await heard(them), await heard(other)]).toEqual([['+ 10.2.0.0/24'], []]);
    expect(await ask('neighbor 10.0.0.2 withdraw watchdog dog')).toEqual(['done']);
    expect([(await heard(them)).sort(), await heard(other)]).toEqual([['- 10.1.0.0/24', '- 10.2.0.0/24'], []]);
    expect(await ask('withdraw watchdog dog')).toEqual(['done']);
    expect([await heard(them), await heard(other)]).toEqual([[], ['- 10.1.0.0/24']]);
    expect(await ask('announce watchdog cat')).toEqual(['done']);
    expect([await heard(them), await heard(other)]).toEqual([['+ 10.3.0.0/24'], ['+ 10.3.0.0/24']]);
    expect(await ask('announce watchdog nobody')).toEqual(['done']);
    expect(await ask('peer 10.9.9.9 announce watchdog dog')).toEqual([
      'error: no neighbors match the selector',
      'error',
    ]);
    await close();
  });

  it('[C15] hold routes that commands announce, until they are withdrawn by themselves', async () => {
    const { establish, ask, heard, close } = await apiLab([neighborAt(THEM)]);
    const them = await establish(THEM);
    await heard(them);
    await ask('announce route 10.1.0.0/24 next-hop self watchdog dog withdraw');
    await ask('announce route 10.2.0.0/24 next-hop self watchdog dog');
    expect(await heard(them)).toEqual(['+ 10.2.0.0/24']);
    await ask('announce watchdog dog');
    expect(await heard(them)).toEqual(['+ 10.1.0.0/24']);
    // Of another watchdog from here on, and of none.
    await ask('announce route 10.1.0.0/24 next-hop self watchdog cat');
    await ask('withdraw route 10.2.0.0/24');
    expect(await heard(them)).toEqual(['- 10.2.0.0/24']);
    await ask('announce watchdog dog');
    await ask('withdraw watchdog dog');
    expect(await heard(them)).toEqual([]);
    await ask('withdraw watchdog cat');
    expect(await heard(them)).toEqual(['- 10.1.0.0/24']);
    await close();
  });
});
