import { describe, expect, it } from 'vitest';
import { AttributeTable } from '../../src/store/attribute-table.js';
import { ownMemory } from '../../src/store/intern/memory.js';

const hop = new Uint8Array([192, 0, 2, 1]);
const set = new Uint8Array([0x40, 1, 1, 0]);
const other = new Uint8Array([0x40, 1, 1, 2]);

describe('AttributeTable', () => {
  it('tells of an id that is freed, once, and before it is used again', () => {
    const table = new AttributeTable(1, ownMemory);
    const freed: number[] = [];
    const end = table.onFreed((id) => freed.push(id));
    const id = table.intern(hop, 0, 4, set);
    table.retain(id);
    table.release(id);
    expect(freed).toEqual([]);
    table.release(id);
    expect(freed).toEqual([id]);
    const next = table.intern(hop, 0, 4, other);
    expect(next).toBe(id);
    expect(freed).toEqual([id]);
    end();
    table.release(next);
    expect(freed).toEqual([id]);
  });

  it('tells of all ids that there are when it gives its memory away: they come to mean something else', () => {
    const table = new AttributeTable(1, ownMemory);
    const freed: number[] = [];
    table.onFreed((id) => freed.push(id));
    const [gone, stays] = [table.intern(hop, 0, 4, set), table.intern(hop, 0, 4, other)];
    table.release(gone);
    table.abandon();
    expect(freed).toEqual([gone, stays]);
    expect(table.intern(hop, 0, 4, set)).toBe(gone);
  });
});
