import type { MeshSimulation } from './mesh-simulation.js';
import type { SimulatedNode } from './simulated-node.js';

/*
 * What is true of a mesh, whatever happens to it.
 *
 * - Once everything is mended and time has passed, every node that runs has the networks of all others in its kernel, by
 *   way of the node that announces them, and can reach it; and it has their host files, and no others.
 * - A node that is gone is in nobody's kernel, as soon as that can be known.
 */

/** What is not as it should be for a mesh at rest, in words; nothing once it has converged. At most ten. */
export function unconverged({ nodes, fabric }: MeshSimulation): readonly string[] {
  const up = nodes.filter(({ isUp }) => isUp);
  const wrong: string[] = [];
  for (const node of up) {
    if (!node.isMember) wrong.push(`${node.name} is no member`);
    const others = up.filter((other) => other !== node);
    const expected = others.reduce((sum, { networks }) => sum + networks.length, 0);
    if (node.kernel.size !== expected) wrong.push(`${node.name} has ${node.kernel.size} routes of ${expected}`);
    if (node.overlay.hosts.size !== others.length) {
      wrong.push(`${node.name} has ${node.overlay.hosts.size} host files of ${others.length}`);
    }
    for (const other of others) {
      if (wrong.length >= MOST) return wrong;
      if (!fabric.reaches(node.address, other.address)) wrong.push(`${node.name} does not reach ${other.name}`);
      for (const network of other.networks) {
        const nextHop = network.includes(':') ? other.identity.address6 : other.address;
        if (node.kernel.get(network) !== nextHop) {
          wrong.push(`${node.name} has ${network} via ${node.kernel.get(network)}, not ${nextHop}`);
        }
      }
    }
  }
  return wrong;
}

/** Routes to nodes that do not run, in the kernels of those that do. */
export function routesToTheDead({ nodes }: MeshSimulation): readonly { at: SimulatedNode; to: SimulatedNode }[] {
  const dead = nodes.filter(({ isUp }) => !isUp);
  const up = nodes.filter(({ isUp }) => isUp);
  return dead.flatMap((to) =>
    up.filter(({ kernel }) => to.networks.some((network) => kernel.has(network))).map((at) => ({ at, to })),
  );
}

/** Whether each of these nodes has the networks of all others of them in its kernel. */
export function hasAll(nodes: readonly SimulatedNode[]): boolean {
  return nodes.every(({ kernel }, i) =>
    nodes.every(({ networks }, j) => i === j || networks.every((network) => kernel.has(network))),
  );
}

const MOST = 10;
