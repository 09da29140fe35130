import type { Fault } from '../fault.js';
import type { Draft } from './cursor.js';

/**
 * Puts each fault on the span it is about: the innermost field at its offset, or the whole attribute or NLRI that
 * begins there. An attribute that is missing is a fault of the list.
 */
export function placeFaults(root: Draft, faults: readonly Fault[]): void {
  for (const fault of faults) {
    const span = spanOf(root, fault);
    span.faults = [...(span.faults ?? []), fault];
  }
}

function spanOf(root: Draft, { offset, attribute }: Fault): Draft {
  let span = root;
  for (;;) {
    if (span.start === offset && !span.isContainer) return span;
    const { children } = span;
    const next =
      children.find((one) => one.isContainer && one.start === offset && holdsMissing(one, attribute)) ??
      children.find((one) => one.start <= offset && offset < one.end);
    if (next === undefined || (next.start === offset && holdsMissing(span, attribute))) return span;
    span = next;
  }
}

/** True for an attribute list whose first attribute is not the one the fault is about. */
function holdsMissing({ name, children }: Draft, attribute: number | undefined): boolean {
  return name === ATTRIBUTE_LIST && attribute !== undefined && children[0]?.attribute !== attribute;
}

export const ATTRIBUTE_LIST = 'path attributes';
