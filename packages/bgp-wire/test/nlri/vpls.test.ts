import { describe, expect, it } from 'vitest';
import {
  ByteWriter,
  checkNlri,
  createContext,
  decodeNlri,
  encodeNlri,
  Family,
  formatHex,
  VPLS,
  type VplsNlri,
} from '../../src/index.js';
import { octets } from '../support/octets.js';

const context = createContext();
const family = Family.L2VPN_VPLS;

describe('l2vpn-vpls', () => {
  it.each<[string, string, VplsNlri, string]>([
    [
      'a block of labels (RFC 4761 §3.2.2)',
      '0011 0001c0a8c901007b 0005 0001 0008 029ce1',
      { family, rd: '192.168.201.1:123', endpoint: 5, offset: 1, size: 8, base: 10702 },
      'rd 192.168.201.1:123 endpoint 5 base 10702 offset 1 size 8',
    ],
    [
      'a router that takes part (RFC 6074 §3.2.2.1)',
      '000c 0000fde800000064 0a000003',
      { family, rd: '65000:100', address: '10.0.0.3' },
      'rd 65000:100 address 10.0.0.3',
    ],
  ])('%s', (_name, hex, nlri, text) => {
    const bytes = octets(hex);
    expect(checkNlri(bytes, 0, bytes.length, VPLS, false)).toBe(-1);
    expect(decodeNlri(bytes, 0, bytes.length, family, context)).toEqual([nlri]);
    expect(VPLS.format(nlri)).toBe(text);
    const writer = new ByteWriter();
    encodeNlri([nlri], family, writer, context);
    expect(formatHex(writer.view())).toBe(formatHex(bytes));
  });

  it('has the length, which tells its kind (RFC 6074 §7), RD and endpoint block, or all of it, as its key', () => {
    const keyOf = (hex: string) => {
      const writer = new ByteWriter();
      const bytes = octets(hex);
      VPLS.writeKey?.(bytes, 0, bytes.length, false, writer);
      return formatHex(writer.view());
    };
    expect(keyOf('0011 0001c0a8c901007b 0005 0001 0008 029ce1')).toBe('00110001c0a8c901007b00050001');
    expect(keyOf('000c 0000fde800000064 0a000003')).toBe('000c0000fde8000000640a000003');
  });

  it.each(['000d 0000fde800000064 0a000003 00', '000c 0000fde800000064 0a0000', '00'])('%s is malformed', (hex) => {
    const bytes = octets(hex);
    expect(checkNlri(bytes, 0, bytes.length, VPLS, false)).toBe(0);
  });
});
