import type { CodecContext } from '@mesh/bgp-wire';

/** Where a message of a file comes from. */
export interface Origin {
  readonly address: string;
  /** 0 where the file does not say it. */
  readonly asn: number;
  /** Seconds since 1970. */
  readonly timestamp: number;
  readonly microseconds?: number;
}

/** A message of a file, with the context it is read in; or something else that stands there. */
export type CaptureItem =
  | { readonly kind: 'message'; readonly frame: Uint8Array; readonly context: CodecContext; readonly origin?: Origin }
  | { readonly kind: 'remark'; readonly text: string; readonly origin?: Origin };

/** Items of a file, all that one chunk held at a time. Frames are the reader's own. */
export type CaptureItems = AsyncGenerator<readonly CaptureItem[], void, undefined>;

/** `2010-07-01T00:00:00Z 192.0.2.1 AS 65001`. */
export function formatOrigin({ address, asn, timestamp, microseconds }: Origin): string {
  const time = new Date(1000 * timestamp).toISOString().slice(0, 19);
  const fraction = microseconds === undefined ? '' : `.${String(microseconds).padStart(6, '0')}`;
  return `${time}${fraction}Z ${address}${asn === 0 ? '' : ` AS ${asn}`}`;
}
