import type { ScriptedPeer } from '@mesh/bgp-session/testing';
import type { DecodedMessage } from '@mesh/bgp-wire';
import { LOCAL_PREF, MULTI_EXIT_DISC } from '@mesh/bgp-wire';
import { describe, expect, it } from 'vitest';
import { collect, openGroup, refuseInGroup } from '../../../src/commands/execute/group.js';
import { SessionModes } from '../../../src/commands/execute/session-modes.js';
import { parseCommand } from '../../../src/index.js';
import { apiLab, neighborAt } from '../../support/api-lab.js';

const THEM = '10.0.0.2';
const OTHER = '10.0.0.3';
const processed = (announced: number, withdrawn: number) =>
  `{"status":"group processed","announced":${announced},"withdrawn":${withdrawn}}`;

/** UPDATEs with routes. */
const updates = (peer: ScriptedPeer) =>
  peer.received.filter(
    (message): message is Extract<DecodedMessage, { type: 'UPDATE' }> =>
      message.type === 'UPDATE' && message.endOfRib === undefined,
  );

describe('groups', () => {
  it('[X16] [C16] collect commands of both grammars and apply them together, each to its peers', async () => {
    const { establish, ask, heard, close } = await apiLab([neighborAt(THEM), neighborAt(OTHER)]);
    const [them, other] = [await establish(THEM), await establish(OTHER)];
    await ask('announce route 10.9.0.0/24 next-hop self');
    await heard(them);
    await heard(other);
    expect(await ask('group start')).toEqual(['done']);
    for (const line of [
      'announce route 10.1.0.0/24 next-hop self',
      'peer 10.0.0.2 announce route 10.2.0.0/24 next-hop self',
      'neighbor 10.0.0.3 announce route 10.3.0.0/24 next-hop self',
      'peer 10.0.0.2 withdraw route 10.9.0.0/24',
    ]) {
      expect(await ask(line)).toEqual(['done']);
    }
    expect([await heard(them), await heard(other)]).toEqual([[], []]);
    // Anything else is carried out at once.
    expect(await ask('version')).toEqual(['mesh', 'done']);
    expect(await ask('group end')).toEqual([processed(3, 1), 'done']);
    expect([(await heard(them)).sort(), (await heard(other)).sort()]).toEqual([
      ['+ 10.1.0.0/24', '+ 10.2.0.0/24', '- 10.9.0.0/24'],
      ['+ 10.1.0.0/24', '+ 10.3.0.0/24'],
    ]);
    await close();
  });

  it('[X4] [C16] of one line for nobody are an error, and nothing is applied', async () => {
    const { establish, ask, heard, close } = await apiLab([neighborAt(THEM)]);
    const them = await establish(THEM);
    await heard(them);
    for (const selector of ['10.9.9.9', '[ 10.9.9.8, 10.9.9.9 ]', '* peer-as 1']) {
      const lines = 'announce route 10.1.0.0/24 next-hop self ; peer * announce route 10.2.0.0/24 next-hop self';
      expect(await ask(`peer ${selector} group ${lines}`)).toEqual(['error: no neighbors match the selector', 'error']);
    }
    expect(await heard(them)).toEqual([]);
    await close();
  });

  it('[C16] a route that no session can send is refused, and leaves the others alone', async () => {
    const { establish, ask, heard, close } = await apiLab([neighborAt(THEM)]);
    const them = await establish(THEM);
    await heard(them);
    const long = `community [ ${Array.from({ length: 16_383 }, (_, i) => `${(i >> 8) + 1}:${i & 255}`).join(' ')} ]`;
    await ask('group start');
    for (const [i, more] of ['', long, ''].entries()) await ask(`announce route 10.${i}.0.0/24 next-hop self ${more}`);
    const [answer] = await ask('group end');
    expect(JSON.parse(answer!)).toEqual({
      status: 'group processed',
      announced: 2,
      withdrawn: 0,
      errors: [expect.stringContaining('at most 65535 octets')],
    });
    expect((await heard(them)).sort()).toEqual(['+ 10.0.0.0/24', '+ 10.2.0.0/24']);
    await close();
  });

  it('[C16] what is kept of lines that were refused is within the limits of a group', () => {
    const group = openGroup();
    const problem = 'x'.repeat(1 << 20);
    for (let i = 0; i < 200; i++) refuseInGroup(group, new Error(problem));
    expect(group.entries.length).toBe(100);
  });

  it('[C16] of one line go out in one step, and to the peers before them', async () => {
    const { establish, ask, heard, close } = await apiLab([neighborAt(THEM), neighborAt(OTHER)]);
    const [them, other] = [await establish(THEM), await establish(OTHER)];
    await heard(them);
    await heard(other);
    const routes = ['10.1.0.0/24', '10.2.0.0/24', '10.3.0.0/24'].map(
      (prefix) => `announce route ${prefix} next-hop self`,
    );
    expect(await ask(`peer 10.0.0.2 group ${routes.join(' ; ')}`)).toEqual([processed(3, 0), 'done']);
    expect((await heard(them)).sort()).toEqual(['+ 10.1.0.0/24', '+ 10.2.0.0/24', '+ 10.3.0.0/24']);
    expect(updates(them)).toHaveLength(1);
    expect(await heard(other)).toEqual([]);
    // A selector of a command stands before that of its group.
    expect(
      await ask(
        'peer 10.0.0.2 group withdraw route 10.1.0.0/24 ; peer 10.0.0.3 announce route 10.4.0.0/24 next-hop self',
      ),
    ).toEqual([processed(1, 1), 'done']);
    expect([await heard(them), await heard(other)]).toEqual([['- 10.1.0.0/24'], ['+ 10.4.0.0/24']]);
    expect(await ask('group announce flow route { match { destination 10.1.0.0/24; } then { discard; } }')).toEqual([
      expect.stringContaining('"errors":["no peer chosen has the family ipv4-flow'),
      'done',
    ]);
    await close();
  });

  it('[C16] share attributes that stand before their routes', async () => {
    const { establish, ask, heard, close } = await apiLab([neighborAt(THEM)]);
    const them = await establish(THEM);
    await heard(them);
    const line = [
      'attributes next-hop 192.0.2.1 med 7',
      'announce route 10.1.0.0/24',
      'announce route 10.2.0.0/24 local-preference 200',
      'announce route 10.3.0.0/24 { local-preference 200; }',
      'announce attributes local-preference 300 nlri 10.4.0.0/24 10.5.0.0/24',
      'withdraw route 10.6.0.0/24',
    ].join(' ; ');
    expect(await ask(`group ${line}`)).toEqual([processed(5, 1), 'done']);
    await heard(them);
    const attributes = updates(them).flatMap((update) =>
      update.announced().map((nlri) => {
        const value = (code: number) => update.attributes().find((one) => one.code === code)?.value;
        return [(nlri as { prefix?: string }).prefix, value(MULTI_EXIT_DISC.code), value(LOCAL_PREF.code), value(3)];
      }),
    );
    // LOCAL_PREF is not sent to another AS (RFC 4271 §5.1.5).
    expect(attributes.sort()).toEqual(
      ['1', '2', '3', '4', '5'].map((n) => [`10.${n}.0.0/24`, 7, undefined, '192.0.2.1']),
    );
    // Also over several lines, without `announce`.
    await ask('group start');
    expect(await ask('attributes next-hop 192.0.2.9')).toEqual(['done']);
    await ask('peer * announce route 10.7.0.0/24');
    expect(await ask('group end')).toEqual([processed(1, 0), 'done']);
    expect(await heard(them)).toEqual(['+ 10.7.0.0/24']);
    await close();
  });

  it('[C16] tell what they refused, and apply the rest', async () => {
    const { establish, ask, heard, close } = await apiLab([neighborAt(THEM)]);
    const them = await establish(THEM);
    await heard(them);
    const [reply, done] = await ask(
      'group announce route 10.1.0.0/24 ; peer 10.9.9.9 announce route 10.2.0.0/24 next-hop self ; version ; ' +
        'announce route 10.3.0.0/24 next-hop self',
    );
    expect(done).toBe('done');
    expect(JSON.parse(reply!)).toEqual({
      status: 'group processed',
      announced: 1,
      withdrawn: 0,
      errors: [
        expect.stringContaining('the route has no next hop'),
        'no neighbors match the selector',
        'a group takes announce and withdraw, got system',
      ],
    });
    expect(await heard(them)).toEqual(['+ 10.3.0.0/24']);
    await close();
  });

  it('[C16] are not nested, and do not end before they began', async () => {
    const { ask, close } = await apiLab([neighborAt(THEM)]);
    const nested = 'a group cannot stand within a group';
    expect(await ask('group end')).toEqual(['error: no group was started', 'error']);
    expect((await ask('group group start ; announce route 10.1.0.0/24 next-hop self'))[0]).toContain(nested);
    await ask('group start');
    expect(await ask('group start')).toEqual([`error: ${nested}`, 'error']);
    expect(await ask('group announce route 10.1.0.0/24 next-hop self')).toEqual([`error: ${nested}`, 'error']);
    // What is wrong with a route is told with the group.
    expect(await ask('announce route 10.1.0.0')).toEqual(['done']);
    const [reply] = await ask('group end');
    expect(JSON.parse(reply!)).toMatchObject({ announced: 0, errors: [nested, nested, expect.any(String)] });
    await close();
  });

  it('[C16] have at most 100,000 commands and 100 MiB', () => {
    const { command } = parseCommand('announce route 10.1.0.0/24 next-hop self');
    const modes = new SessionModes();
    modes.group = openGroup();
    const refusal = 'a group has at most 100000 commands and 104857600 characters';
    for (let n = 0; n < 100_000; n++) collect(command, 40, modes);
    expect(() => collect(command, 40, modes)).toThrow(refusal);
    modes.group = openGroup();
    for (let n = 0; n < 100; n++) expect(collect(command, 1 << 20, modes)).toBe(true);
    expect(() => collect(command, 40, modes)).toThrow(refusal);
  });
});
