import { Family, type Nlri, standardAttributes, standardFamilies, TUNNEL_ENCAP, TunnelType } from '@mesh/bgp-wire';
import { arbitraryOf } from '@mesh/bgp-wire/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatRoute, parseRouteText, type RouteText } from '../../src/index.js';

/** Attributes that a session makes by itself: no text names them. */
const OWN = [3, 14, 15, 17, 18];

const nextHops = fc.constantFrom('self', '2001:db8::1', '::ffff:192.0.2.1');

describe('any route the codec can hold', () => {
  it.each(standardFamilies.rows.map((row) => [row.name, row] as const))(
    '%s: prints as a text that is read as the same route',
    (_name, row) => {
      for (const withdrawn of [false, true]) {
        const nlri = arbitraryOf<Nlri>(row, { withdrawn });
        fc.assert(
          fc.property(nlri, fc.option(fc.nat(), { nil: undefined }), nextHops, (model, pathId, nextHop) => {
            const route: RouteText = {
              nlri: pathId === undefined ? model : { ...model, pathId },
              nextHop,
              attributes: [],
            };
            expect(parseRouteText(formatRoute(route), withdrawn ? 'withdraw' : 'announce')).toEqual([route]);
          }),
          { seed: 4271, numRuns: 200 },
        );
      }
    },
  );

  it.each(standardAttributes.rows.filter(({ code }) => !OWN.includes(code)).map((row) => [row.name, row] as const))(
    '%s: prints as a text that is read as the same attribute',
    (_name, row) => {
      fc.assert(
        fc.property(arbitraryOf(row), (value) => {
          const route: RouteText = {
            nlri: { family: 0x000101, prefix: '10.0.0.0/24' } as Nlri,
            nextHop: 'self',
            attributes: [{ code: row.code, flags: row.flags, value }],
          };
          expect(parseRouteText(formatRoute(route))).toEqual([route]);
        }),
        { seed: 7606, numRuns: 200 },
      );
    },
  );

  it('an SR Policy prints with its tunnel as keywords, or as octets where they cannot say it', () => {
    const nlri = { family: Family.IPV4_SR_POLICY, distinguisher: 0, color: 100, endpoint: '10.0.0.1' } as Nlri;
    fc.assert(
      fc.property(arbitraryOf(TUNNEL_ENCAP), (tunnels) => {
        for (const tunnel of tunnels.filter(({ type }) => type === TunnelType.SR_POLICY)) {
          const attributes = [{ code: TUNNEL_ENCAP.code, flags: TUNNEL_ENCAP.flags, value: [tunnel] }];
          const route: RouteText = { nlri, nextHop: 'self', attributes };
          const text = formatRoute(route);
          expect(parseRouteText(text)).toEqual([route]);
        }
      }),
      { seed: 9830, numRuns: 1000 },
    );
  });

  it('keeps the octets of a family that the codec has no row for', () => {
    const text = 'afi-9-safi-7 0x0a0b next-hop 192.0.2.1 med 5';
    expect(parseRouteText(text).map(formatRoute)).toEqual([text]);
  });
});
