import type { MpReachNlri } from '../attribute/mp-reach-nlri.js';
import type { MpUnreachNlri } from '../attribute/mp-unreach-nlri.js';
import type { AttributeRow, PathAttribute } from '../attribute/row.js';
import type { Family as FamilyNumber } from '../brand.js';
import type { CodecContext } from '../context.js';
import { Family } from '../family.js';
import { AttributeCode } from '../iana.js';
import type { UpdateMessage } from '../message/update.js';
import { decodeNlri } from '../nlri/field.js';
import type { Nlri } from '../nlri/row.js';
import {
  ACCEPTED,
  type Assessment,
  endOfRibFamily,
  Findings,
  type UpdateLayout,
  walkAttributes,
  walkUpdate,
} from './assess.js';
import { AttributeIndex } from './attribute-index.js';
import { type FamilyPlan, familyPlan } from './family-plan.js';

const NOTHING = new Uint8Array(0);

/**
 * An UPDATE as a borrowed view of its frame: where the fields stand, and models on demand. It is valid until the
 * handler it was given to returns; `retain()` makes an owned copy. A view can be reused for the next frame
 * (`reset`), so that a session allocates nothing a message.
 */
export class UpdateView implements UpdateLayout {
  readonly type = 'UPDATE';
  /** The octets that all positions of this view point into; the message stands at `bytes[start, end)`. */
  bytes: Uint8Array = NOTHING;
  start = 0;
  end = 0;
  context: CodecContext;
  /** How the two IPv4 fields are read. */
  ipv4: FamilyPlan;
  /** How an MP attribute is read: that of the last one, for in a session the next is of the same family. */
  #multiprotocol: FamilyPlan;
  readonly index: AttributeIndex = new AttributeIndex();
  readonly findings: Findings = new Findings();
  withdrawnStart = 0;
  withdrawnEnd = 0;
  attributesStart = 0;
  attributesEnd = 0;
  nlriStart = 0;
  nlriEnd = 0;
  /** What the RFC 7606 walk found; the walk has been done when anyone sees the view. */
  assessment: Assessment = ACCEPTED;

  constructor(frame: Uint8Array, context: CodecContext) {
    this.context = context;
    this.ipv4 = this.#multiprotocol = familyPlan(Family.IPV4_UNICAST, context);
    this.reset(frame, context);
  }

  /** Takes the next frame, `bytes[start, end)`: a whole UPDATE with its header, of at least 23 octets. */
  reset(bytes: Uint8Array, context: CodecContext, start: number = 0, end: number = bytes.length): this {
    this.#place(bytes, context, start, end);
    this.assessment = walkUpdate(this);
    return this;
  }

  /**
   * Takes an attribute list alone, `bytes[start, end)`, and judges it as if it stood in an UPDATE with a route in its
   * NLRI field, as that of a RIB entry did. The view has attributes and a verdict then, and no route.
   */
  resetAttributes(bytes: Uint8Array, context: CodecContext, start: number = 0, end: number = bytes.length): this {
    this.#place(bytes, context, start, end);
    this.assessment = walkAttributes(this);
    return this;
  }

  #place(bytes: Uint8Array, context: CodecContext, start: number, end: number): void {
    if (bytes !== this.bytes) this.bytes = bytes;
    this.start = start;
    this.end = end;
    if (context === this.context) return;
    this.context = context;
    this.ipv4 = this.#multiprotocol = familyPlan(Family.IPV4_UNICAST, context);
  }

  /** The whole message. */
  get frame(): Uint8Array {
    const { bytes, start, end } = this;
    return start === 0 && end === bytes.length ? bytes : bytes.subarray(start, end);
  }

  /** How the NLRI of a family are read in this context. */
  plan(family: FamilyNumber): FamilyPlan {
    if (this.#multiprotocol.family !== family) this.#multiprotocol = familyPlan(family, this.context);
    return this.#multiprotocol;
  }

  /** An owned copy that outlives the handler. */
  retain(): UpdateView {
    return new UpdateView(this.bytes.slice(this.start, this.end), this.context);
  }

  /** The family whose End-of-RIB this is; undefined where it is none (RFC 4724 §2). */
  get endOfRib(): FamilyNumber | undefined {
    return this.assessment === ACCEPTED ? endOfRibFamily(this) : undefined;
  }

  /** True where the attribute is there and was not discarded. */
  has(row: AttributeRow<unknown>): boolean {
    return this.#find(row.code) >= 0;
  }

  /** The model of an attribute; undefined where it is absent, discarded or malformed. */
  get<T>(row: AttributeRow<T>): T | undefined {
    const i = this.position(row);
    return i < 0 ? undefined : row.decode(this.bytes, this.index.start(i), this.index.end(i), this.context);
  }

  /** Where in `index` an attribute stands that `get` has a model of; -1 where it has none. For readers of octets. */
  position(row: AttributeRow<unknown>): number {
    const i = this.#find(row.code);
    if (i < 0 || this.assessment === ACCEPTED) return i;
    return row.check(this.bytes, this.index.start(i), this.index.end(i), this.context) === undefined ? i : -1;
  }

  /** All attributes in the order they came, without duplicates; octets where there is no row or no sense in them. */
  attributes(): PathAttribute[] {
    const list: PathAttribute[] = [];
    for (let i = 0; i < this.index.count; i++) {
      const code = this.index.code(i);
      const start = this.index.start(i);
      const end = this.index.end(i);
      const row = this.context.attributes.get(code);
      const readable =
        row !== undefined &&
        (this.assessment === ACCEPTED || row.check(this.bytes, start, end, this.context) === undefined);
      list.push({
        code,
        flags: this.index.flags(i),
        value: readable ? row.decode(this.bytes, start, end, this.context) : this.bytes.slice(start, end),
      });
    }
    return list;
  }

  /** Every NLRI the message announces: MP_REACH_NLRI, then the NLRI field. The outcome is not applied to them. */
  announced(): Nlri[] {
    const reach = this.#mp<MpReachNlri>(AttributeCode.MP_REACH_NLRI);
    const field = this.#field(this.nlriStart, this.nlriEnd);
    return reach ? [...reach.nlri, ...field] : field;
  }

  /** Every NLRI the message withdraws: the withdrawn routes field, then MP_UNREACH_NLRI. */
  withdrawn(): Nlri[] {
    const unreach = this.#mp<MpUnreachNlri>(AttributeCode.MP_UNREACH_NLRI);
    const field = this.#field(this.withdrawnStart, this.withdrawnEnd);
    return unreach ? [...field, ...unreach.nlri] : field;
  }

  /** The message as plain data, owned. */
  toMessage(): UpdateMessage {
    return {
      type: 'UPDATE',
      withdrawn: this.#field(this.withdrawnStart, this.withdrawnEnd),
      attributes: this.attributes(),
      nlri: this.#field(this.nlriStart, this.nlriEnd),
    };
  }

  #find(code: number): number {
    const i = this.index.find(code);
    return i >= 0 && this.index.discarded(i) ? -1 : i;
  }

  #mp<T>(code: number): T | undefined {
    const row = this.context.attributes.get(code);
    return row ? (this.get(row) as T | undefined) : undefined;
  }

  /** NLRI of one of the two IPv4 fields; none where the walk found the message unusable. */
  #field(start: number, end: number): Nlri[] {
    if (this.assessment.outcome === 'session-reset') return [];
    return decodeNlri(this.bytes, start, end, Family.IPV4_UNICAST, this.context);
  }
}

/** The outcome of an UPDATE and every fault in it (RFC 7606). */
export function assess(view: UpdateView): Assessment {
  return view.assessment;
}
