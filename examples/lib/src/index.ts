export { BgpdumpPrinter } from './bgpdump.js';
export { announcement, FAMILY_SAMPLES, type FamilySample, familySample, withdrawal } from './family-samples.js';
export { type InternetTableOptions, internetTable } from './internet-table.js';
export { IPV4_PLAN, IPV6_PLAN, type PrefixPlan, PrefixSupply } from './prefix-supply.js';
export { Mix, Prng } from './prng.js';
export { compareTables, type DigestRoute, type TableDifference, TableDigest } from './table-digest.js';
export { formatColumns, formatCount, formatDuration, formatOctets, type Palette, paletteFor, plural } from './text.js';
