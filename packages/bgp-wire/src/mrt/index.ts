export { encodeMrt } from './encode.js';
export {
  BGP4MP_FORMATS,
  type Bgp4mpFormat,
  MRT_HEADER_LENGTH,
  MrtType,
  RIB_FORMATS,
  type RibFormat,
  TableDumpV2Subtype,
} from './format.js';
export type { Decompress, MrtInput } from './input.js';
export { gzipOctets, type WriteMrtOptions, writeMrt, writeTableDump } from './output.js';
export { type ReadMrtOptions, readMrt, readMrtBatches } from './read.js';
export type {
  MrtFault,
  MrtHeader,
  MrtMessage,
  MrtPeer,
  MrtPeerIndexTable,
  MrtRecord,
  MrtRib,
  MrtRibEntry,
  MrtRibGeneric,
  MrtSession,
  MrtStateChange,
  MrtUnknown,
  MrtWritable,
} from './record.js';
export { mrtContext, RibEntryReader } from './rib-entry.js';
export { type MrtRoute, type MrtUpdate, RibRouteReader, readMrtRoutes, readMrtUpdates } from './routes.js';
export {
  type MrtSessionMessage,
  type MrtSessionOptions,
  type MrtSessionStateChange,
  MrtSessionWriter,
  writeMrtSession,
} from './session-writer.js';
export { type TableDumpOptions, TableDumpWriter } from './table-dump-writer.js';
export { MrtWriter } from './writer.js';
