/** The content of a generation: as many routes as are asked for, each of which says the generation. */
export function contentOf(generation: number, routes: number): string {
  return [...linesOf(generation, routes)].join('');
}

export function* linesOf(generation: number, routes: number): Generator<string> {
  yield `generation ${generation} of ${routes} routes {\n`;
  for (let i = 0; i < routes; i++) {
    const prefix = `${10 + (i >>> 16)}.${(i >>> 8) & 0xff}.${i & 0xff}.0/24`;
    yield `    route ${prefix} next-hop self med ${generation};\n`;
  }
  yield `} # ${generation}\n`;
}

/** The generation a content is of, complete to the octet; undefined for what is torn. */
export function generationOf(content: string, routes: number): number | undefined {
  const generation = Number(/^generation (-?\d+) /.exec(content)?.[1] ?? Number.NaN);
  return content === contentOf(generation, routes) ? generation : undefined;
}
