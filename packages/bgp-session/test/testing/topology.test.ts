import { describe, expect, it } from 'vitest';
import { fullMesh, internetLike, leafSpine, ring, routeReflectorTree, type Topology } from '../../src/testing/index.js';

const degree = ({ links }: Topology, name: string): number =>
  links.filter(({ a, b }) => a === name || b === name).length;

function checkShape(topology: Topology): void {
  const names = topology.nodes.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(new Set(topology.nodes.map(({ address }) => address)).size).toBe(names.length);
  const pairs = topology.links.map(({ a, b }) => [a, b].sort().join(' '));
  expect(new Set(pairs).size).toBe(pairs.length);
  for (const { a, b } of topology.links) {
    expect(a).not.toBe(b);
    expect(names).toContain(a);
    expect(names).toContain(b);
  }
}

describe('topologies', () => {
  it('a full mesh of 100 has 4950 sessions', () => {
    const mesh = fullMesh(100);
    checkShape(fullMesh(20));
    expect(mesh.links).toHaveLength(4950);
    expect(new Set(mesh.nodes.map(({ asn }) => asn)).size).toBe(1);
    expect(new Set(fullMesh(5, 'external').nodes.map(({ asn }) => asn)).size).toBe(5);
  });

  it('a ring has two neighbours each', () => {
    const topology = ring(7);
    checkShape(topology);
    expect(topology.nodes.every(({ name }) => degree(topology, name) === 2)).toBe(true);
  });

  it('a tree of reflectors has one reflector above each node but the root', () => {
    const tree = routeReflectorTree({ fanOut: 3, depth: 2 });
    checkShape(tree);
    expect(tree.nodes).toHaveLength(1 + 3 + 9);
    expect(tree.links).toHaveLength(12);
    expect(new Set(tree.links.map(({ b }) => b)).size).toBe(12);
    expect(degree(tree, 'r1')).toBe(3);
    expect(degree(tree, 'r2')).toBe(4);
  });

  it('a fabric has each leaf at each spine', () => {
    const fabric = leafSpine({ spines: 4, leaves: 6 });
    checkShape(fabric);
    expect(fabric.links).toHaveLength(24);
    expect(new Set(fabric.nodes.map(({ asn }) => asn)).size).toBe(7);
  });

  it('an Internet has nobody without a way up to the top, the same for the same seed', () => {
    const internet = internetLike({ count: 60, seed: 5 });
    checkShape(internet);
    const top = internet.nodes.slice(0, 6).map(({ name }) => name);
    const providersOf = (name: string) =>
      internet.links.filter(({ b, relation }) => b === name && relation === 'customer').map(({ a }) => a);
    for (const { name } of internet.nodes) {
      const reached = new Set([name]);
      for (const one of reached) for (const provider of providersOf(one)) reached.add(provider);
      expect(top.some((one) => reached.has(one))).toBe(true);
    }
    expect(internetLike({ count: 60, seed: 5 })).toEqual(internet);
    expect(internetLike({ count: 60, seed: 6 })).not.toEqual(internet);
  });

  it('refuses what is none', () => {
    for (const make of [() => fullMesh(0), () => ring(2), () => routeReflectorTree({ fanOut: 0 })]) {
      expect(make).toThrow(RangeError);
    }
    expect(() => leafSpine({ spines: 0, leaves: 1 })).toThrow(RangeError);
    expect(() => internetLike({ count: 3, top: 4 })).toThrow(RangeError);
  });
});
