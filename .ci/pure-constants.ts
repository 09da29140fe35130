import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';
import ts from 'typescript';

/*
 * Lets a bundler drop, out of a published file, every constant that nobody asks for. `sideEffects: false` speaks of
 * whole files only, and a package is published as one; within it, a bundler keeps each `const ROW = row(…)`, because the
 * call might do something. Here no module does anything when it is loaded but make its constants, so each of them that
 * takes some computing is marked: `const ROW = /* @__PURE__ *\/ (() => (row(…)))()`. Nothing else changes, lines neither.
 */

/** An esbuild plugin that marks the constants of the sources below a folder. */
export function pureConstants(folder: RegExp): Plugin {
  return {
    name: 'pure-constants',
    setup(build) {
      build.onLoad({ filter: folder }, async ({ path }) => ({
        contents: markConstants(path, await readFile(path, 'utf8')),
        loader: 'ts',
      }));
    },
  };
}

/** The text of a module with its computed constants marked. */
export function markConstants(file: string, text: string): string {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const initializers = source.statements
    .filter(ts.isVariableStatement)
    .flatMap(({ declarationList }) => declarationList.declarations)
    .map(({ initializer }) => initializer)
    .filter((one) => one !== undefined && computes(one)) as ts.Expression[];
  return initializers.reduceRight((marked, one) => {
    const [start, end] = [one.getStart(source), one.getEnd()];
    return `${marked.slice(0, start)}/* @__PURE__ */ (() => (${marked.slice(start, end)}))()${marked.slice(end)}`;
  }, text);
}

/** True for what a bundler cannot tell to be without effect: calls, spreads, members of objects, operators. */
function computes(node: ts.Node): boolean {
  if (ts.isFunctionLike(node)) return false;
  return (
    ts.isCallExpression(node) ||
    ts.isNewExpression(node) ||
    ts.isSpreadElement(node) ||
    ts.isSpreadAssignment(node) ||
    ts.isPropertyAccessExpression(node) ||
    ts.isElementAccessExpression(node) ||
    ts.isBinaryExpression(node) ||
    (ts.forEachChild(node, (child) => computes(child) || undefined) ?? false)
  );
}
