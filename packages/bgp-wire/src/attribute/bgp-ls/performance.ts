import { struct, type ValueForm } from '../../tlv/form.js';
import { reserved, uint } from '../../tlv/value.js';

/** Delay of a link in microseconds (RFC 8571 §2.1). */
export interface LinkDelay {
  /** 0x80: anomalous. */
  readonly flags: number;
  readonly delay: number;
}

/** Least and greatest delay in microseconds (RFC 8571 §2.2). */
export interface MinMaxLinkDelay {
  /** 0x80: anomalous. */
  readonly flags: number;
  readonly min: number;
  readonly reserved?: number;
  readonly max: number;
}

/** Mean variation of the delay in microseconds (RFC 8571 §2.3). */
export interface DelayVariation {
  readonly reserved?: number;
  readonly variation: number;
}

/** Loss in units of 0.000003 percent (RFC 8571 §2.4). */
export interface LinkLoss {
  /** 0x80: anomalous. */
  readonly flags: number;
  readonly loss: number;
}

export const linkDelay: ValueForm<LinkDelay> = struct<LinkDelay>({ flags: uint(1), delay: uint(3) });

export const minMaxLinkDelay: ValueForm<MinMaxLinkDelay> = struct<MinMaxLinkDelay>({
  flags: uint(1),
  min: uint(3),
  reserved: reserved(1),
  max: uint(3),
});

export const delayVariation: ValueForm<DelayVariation> = struct<DelayVariation>({
  reserved: reserved(1),
  variation: uint(3),
});

export const linkLoss: ValueForm<LinkLoss> = struct<LinkLoss>({ flags: uint(1), loss: uint(3) });
