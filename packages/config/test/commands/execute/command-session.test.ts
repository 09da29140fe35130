import { describe, expect, it } from 'vitest';
import { apiLab, neighborAt } from '../../support/api-lab.js';

const THEM = '10.0.0.2';

describe('a session of commands', () => {
  it('[C13] [C20] announces and withdraws to a connected peer, in both grammars', async () => {
    const { establish, ask, heard, close } = await apiLab([neighborAt(THEM)]);
    const peer = await establish(THEM);
    expect(await heard(peer)).toEqual(['eor ipv4-unicast', 'eor ipv6-unicast']);
    expect(await ask('peer * announce route 10.1.0.0/24 next-hop self')).toEqual(['done']);
    expect(await heard(peer)).toEqual(['+ 10.1.0.0/24']);
    expect(await ask('neighbor 10.0.0.2 withdraw route 10.1.0.0/24')).toEqual(['done']);
    expect(await heard(peer)).toEqual(['- 10.1.0.0/24']);
    await close();
  });
});
