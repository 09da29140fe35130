/** Every text that stands under a key anywhere in a tree, in document order. */
export function valuesOf(tree: unknown, key: string): string[] {
  return nodesOf(tree, key).flatMap((node) =>
    (Array.isArray(node) ? node : [node]).filter((one) => typeof one === 'string'),
  );
}

/** Everything that stands under a key anywhere in a tree, in document order. */
export function nodesOf(tree: unknown, key: string): unknown[] {
  if (Array.isArray(tree)) return tree.flatMap((node) => nodesOf(node, key));
  if (typeof tree !== 'object' || tree === null) return [];
  return Object.entries(tree).flatMap(([name, node]) => (name === key ? [node] : nodesOf(node, key)));
}

/** JSON with the members of objects in alphabetical order. */
export function stableJson(value: unknown): string {
  return JSON.stringify(value, (_key, one) =>
    typeof one === 'object' && one !== null && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  );
}
