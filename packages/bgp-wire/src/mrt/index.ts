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
} from './record.js';
export { mrtContext, RibEntryReader } from './rib-entry.js';
export { type MrtRoute, type MrtUpdate, RibRouteReader, readMrtRoutes, readMrtUpdates } from './routes.js';
