import { readU32 } from '@mesh/bgp-wire';
import { AsClasses } from './as-classes.js';
import { AS_CONFED_SEQUENCE, AS_SEQUENCE, segmentEnd } from './octets.js';
import { type AsPathProgram, Op } from './program.js';

/*
 * Runs the program of a list over paths in time linear in the path, whatever the patterns are: the machine is in a set
 * of instructions at once (a state), each element of the path leads from one state to the next, and no element is read
 * twice. A step that was worked out is kept in a table, so that usual paths are followed by look-ups alone. The table
 * is bounded and begins anew when it is full: a peer that invents paths costs each time what the first time costs,
 * which is at most the size of the program for each AS number.
 *
 * A state keeps the instructions that wait for an element (AS), for the end of the path (END), or for nothing (FOUND).
 */
const UNKNOWN = -1;
const MAX_STATES = 1024;
const MAX_CELLS = 1 << 18;
const NOT_FOUND = 0x7fffffff;

export class AsPathAutomaton {
  /** Instructions looked at so far: what the work is measured in. */
  steps = 0;
  readonly #program: AsPathProgram;
  readonly #classes: AsClasses;
  readonly #width: number;
  readonly #maxStates: number;
  /** Next states by state and class. */
  #next: Int32Array;
  /** First pattern found if the path ends in the state. */
  readonly #found: number[] = [];
  readonly #states: Int32Array[] = [];
  readonly #numbers = new Map<string, number>();
  // Scratch of a closure: instructions reached, and a mark for each.
  readonly #marks: Int32Array;
  #mark = 0;
  readonly #stack: Int32Array;
  readonly #reached: Int32Array;
  #count = 0;
  /** Classes of the members of a set. */
  readonly #members: number[] = [];

  constructor(program: AsPathProgram) {
    const size = program.ops.length;
    this.#program = program;
    this.#classes = new AsClasses(program.ranges);
    this.#width = this.#classes.count;
    this.#maxStates = Math.max(2, Math.min(MAX_STATES, Math.floor(MAX_CELLS / this.#width)));
    this.#next = new Int32Array(8 * this.#width).fill(UNKNOWN);
    this.#marks = new Int32Array(size);
    this.#stack = new Int32Array(2 * size + 2);
    this.#reached = new Int32Array(size);
    this.#start();
  }

  /** States worked out now. */
  get states(): number {
    return this.#states.length;
  }

  /** Number of the first pattern that the path in `bytes[start, end)` has, -1 for none. AS numbers have 4 octets. */
  first(bytes: Uint8Array, start: number, end: number): number {
    const width = this.#width;
    let state = 0;
    for (let at = start; at < end; ) {
      const stop = segmentEnd(bytes, at, end);
      const isSequence = bytes[at] === AS_SEQUENCE || bytes[at] === AS_CONFED_SEQUENCE;
      at += 2;
      if (isSequence) {
        for (; at + 4 <= stop; at += 4) {
          const one = this.#classes.of(readU32(bytes, at));
          const next = this.#next[state * width + one]!;
          state = next === UNKNOWN ? this.#take(state, one) : next;
        }
      } else state = this.#takeSet(state, bytes, at, stop);
      at = stop;
    }
    const found = this.#found[state]!;
    return found === NOT_FOUND ? -1 : found;
  }

  /** State 0: nothing of the path has been taken. */
  #start(): void {
    this.#open();
    this.#follow(0, true, false);
    this.#keep('start', true);
  }

  /** The state after an element of one class. */
  #take(state: number, one: number): number {
    this.#members.length = 1;
    this.#members[0] = one;
    const instructions = this.#states[state]!;
    const next = this.#step(instructions);
    // Where the table began anew meanwhile, `state` has another meaning.
    if (this.#states[state] === instructions) this.#next[state * this.#width + one] = next;
    return next;
  }

  /** The state after a set, which is one element and is what any of its members is. */
  #takeSet(state: number, bytes: Uint8Array, start: number, end: number): number {
    const members = this.#members;
    members.length = 0;
    for (let at = start; at + 4 <= end; at += 4) {
      const one = this.#classes.of(readU32(bytes, at));
      if (!members.includes(one)) members.push(one);
    }
    return this.#step(this.#states[state]!);
  }

  /** The state after an element that is of each class in `#members`. */
  #step(instructions: Int32Array): number {
    const { ops, x } = this.#program;
    this.#open();
    for (const instruction of instructions) {
      this.steps++;
      const op = ops[instruction];
      if (op === Op.FOUND) this.#follow(instruction, false, false);
      else if (op === Op.AS && this.#takes(x[instruction]!)) this.#follow(instruction + 1, false, false);
    }
    return this.#intern();
  }

  #takes(ranges: number): boolean {
    for (const one of this.#members) {
      this.steps++;
      if (this.#classes.isIn(one, ranges)) return true;
    }
    return false;
  }

  /** Begins a closure. */
  #open(): void {
    this.#count = 0;
    this.#mark++;
  }

  /** Adds an instruction and what is reached from it without an element. */
  #follow(from: number, isBegin: boolean, isEnd: boolean): void {
    const { ops, x, y } = this.#program;
    const [stack, marks, mark] = [this.#stack, this.#marks, this.#mark];
    let depth = 0;
    stack[depth++] = from;
    while (depth > 0) {
      const at = stack[--depth]!;
      if (marks[at] === mark) continue;
      marks[at] = mark;
      this.steps++;
      switch (ops[at]) {
        case Op.SPLIT:
          stack[depth++] = y[at]!;
          stack[depth++] = x[at]!;
          break;
        case Op.JUMP:
          stack[depth++] = x[at]!;
          break;
        case Op.BEGIN:
          if (isBegin) stack[depth++] = at + 1;
          break;
        case Op.END:
          if (isEnd) stack[depth++] = at + 1;
          else this.#reached[this.#count++] = at;
          break;
        default:
          this.#reached[this.#count++] = at;
      }
    }
  }

  /** The number of the state that was reached. */
  #intern(): number {
    let key = '';
    const reached = this.#reached.subarray(0, this.#count).sort();
    for (const instruction of reached) key += String.fromCharCode(instruction & 0xffff, instruction >>> 16);
    const known = this.#numbers.get(key);
    return known ?? this.#keep(key, false);
  }

  #keep(key: string, isBegin: boolean): number {
    const instructions = this.#reached.slice(0, this.#count);
    if (this.#states.length >= this.#maxStates) this.#reset();
    const number = this.#states.length;
    this.#states.push(instructions);
    this.#numbers.set(key, number);
    this.#found.push(this.#foundAtEnd(instructions, isBegin));
    if ((number + 1) * this.#width > this.#next.length) {
      const grown = new Int32Array(2 * this.#next.length).fill(UNKNOWN);
      grown.set(this.#next);
      this.#next = grown;
    }
    return number;
  }

  /** The first pattern found if the path ends here. */
  #foundAtEnd(instructions: Int32Array, isBegin: boolean): number {
    const { ops, x } = this.#program;
    this.#open();
    for (const instruction of instructions) this.#follow(instruction, isBegin, true);
    let first = NOT_FOUND;
    for (let i = 0; i < this.#count; i++) {
      const at = this.#reached[i]!;
      if (ops[at] === Op.FOUND) first = Math.min(first, x[at]!);
    }
    return first;
  }

  #reset(): void {
    this.#states.length = 0;
    this.#found.length = 0;
    this.#numbers.clear();
    this.#next.fill(UNKNOWN);
    this.#start();
  }
}
