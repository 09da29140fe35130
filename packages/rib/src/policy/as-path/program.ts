import { MeshError } from '@mesh/bgp-wire';
import { ANY_AS, type AsPathExpression, type AsRanges } from './expression.js';

/** What an instruction does; the operands are `x` and `y`. */
export const Op = {
  /** Takes an element that has an AS number of ranges `x`, and goes on behind itself. */
  AS: 0,
  /** Goes on at `x` and at `y`. */
  SPLIT: 1,
  JUMP: 2,
  /** Goes on where no element has been taken. */
  BEGIN: 3,
  /** Goes on where no element is left. */
  END: 4,
  /** Pattern `x` is found; whatever follows, it stays so. */
  FOUND: 5,
} as const;

/** The patterns of a list as one program of a nondeterministic machine (Thompson, 1968). */
export interface AsPathProgram {
  readonly ops: Int32Array;
  readonly x: Int32Array;
  readonly y: Int32Array;
  /** The ranges that `AS` instructions name. */
  readonly ranges: readonly AsRanges[];
  /** Number of patterns. */
  readonly patterns: number;
}

/** Most instructions that one pattern may need. */
const MAX_INSTRUCTIONS = 1000;

/** Compiles patterns; a pattern without `^` is found anywhere in a path. Throws `MESH_AS_PATH_PATTERN` for too large a one. */
export function compilePatterns(expressions: readonly AsPathExpression[]): AsPathProgram {
  const compiler = new Compiler();
  compiler.list(expressions);
  return {
    ops: Int32Array.from(compiler.ops),
    x: Int32Array.from(compiler.x),
    y: Int32Array.from(compiler.y),
    ranges: compiler.ranges,
    patterns: expressions.length,
  };
}

class Compiler {
  readonly ops: number[] = [];
  readonly x: number[] = [];
  readonly y: number[] = [];
  readonly ranges: AsRanges[] = [];
  readonly #numbers = new Map<string, number>();
  /** What the pattern may still cost. */
  #left = 0;

  /**
   * Any element may pass before a pattern begins: the machine returns to the start after each. The starts of the
   * patterns hang on a chain of splits.
   */
  list(expressions: readonly AsPathExpression[]): void {
    this.#left = Number.POSITIVE_INFINITY;
    const start = this.#emit(Op.SPLIT, 3);
    this.#emit(Op.AS, this.#number(ANY_AS));
    this.#emit(Op.JUMP, start);
    for (const [i, expression] of expressions.entries()) {
      this.#left = Number.POSITIVE_INFINITY;
      const split = this.#emit(Op.SPLIT, this.ops.length + 1);
      this.#left = MAX_INSTRUCTIONS;
      this.#compile(expression);
      this.#left = Number.POSITIVE_INFINITY;
      this.#emit(Op.FOUND, i);
      this.y[split] = this.ops.length;
    }
    // Behind the last start there is nothing: a jump to itself is never gone twice.
    this.#emit(Op.JUMP, this.ops.length);
    this.y[start] = 1;
  }

  #compile(expression: AsPathExpression): void {
    this.#spend();
    switch (expression.kind) {
      case 'as':
        this.#emit(Op.AS, this.#number(expression.ranges));
        break;
      case 'begin':
        this.#emit(Op.BEGIN, 0);
        break;
      case 'end':
        this.#emit(Op.END, 0);
        break;
      case 'sequence':
        for (const part of expression.parts) this.#compile(part);
        break;
      case 'choice':
        this.#choice(expression.parts);
        break;
      case 'repeat':
        this.#repeat(expression.part, expression.min, expression.max);
        break;
    }
  }

  #choice(parts: readonly AsPathExpression[]): void {
    const jumps: number[] = [];
    for (const [i, part] of parts.entries()) {
      const isLast = i === parts.length - 1;
      const split = isLast ? -1 : this.#emit(Op.SPLIT, this.ops.length + 1);
      this.#compile(part);
      if (isLast) break;
      jumps.push(this.#emit(Op.JUMP, 0));
      this.y[split] = this.ops.length;
    }
    for (const jump of jumps) this.x[jump] = this.ops.length;
  }

  #repeat(part: AsPathExpression, min: number, max: number): void {
    for (let i = 0; i < min; i++) this.#compile(part);
    if (max === Number.POSITIVE_INFINITY) {
      const split = this.#emit(Op.SPLIT, this.ops.length + 1);
      this.#compile(part);
      this.#emit(Op.JUMP, split);
      this.y[split] = this.ops.length;
      return;
    }
    const splits: number[] = [];
    for (let i = min; i < max; i++) {
      splits.push(this.#emit(Op.SPLIT, this.ops.length + 1));
      this.#compile(part);
    }
    for (const split of splits) this.y[split] = this.ops.length;
  }

  #emit(op: number, x: number): number {
    this.#spend();
    this.ops.push(op);
    this.x.push(x);
    this.y.push(0);
    return this.ops.length - 1;
  }

  #spend(): void {
    if (--this.#left >= 0) return;
    throw new MeshError(
      'MESH_AS_PATH_PATTERN',
      `an AS-path pattern has at most ${MAX_INSTRUCTIONS} instructions with its repetitions written out: this one has more`,
    );
  }

  #number(ranges: AsRanges): number {
    const key = ranges.join();
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    this.#numbers.set(key, this.ranges.length);
    this.ranges.push(ranges);
    return this.ranges.length - 1;
  }
}
