declare const brand: unique symbol;

/** A number that remembers what it counts: plain numbers are assignable to it, other flavours are not. */
type Flavour<T, Name extends string> = T & { readonly [brand]?: Name };

/** Autonomous system number, 0–4294967295 (RFC 6793). */
export type Asn = Flavour<number, 'Asn'>;

/** BGP Identifier as an unsigned 32-bit number in host order (RFC 6286). */
export type RouterId = Flavour<number, 'RouterId'>;

/** ADD-PATH path identifier, 0–4294967295 (RFC 7911 §3). */
export type PathId = Flavour<number, 'PathId'>;

/** Address family: `AFI << 8 | SAFI`. A number, so that `===`, `Set` and `Map` work and nothing is allocated. */
export type Family = Flavour<number, 'Family'>;
