export { decodeRtr, encodeRtr, type RtrResult } from './codec.js';
export { RTR_HEADER_LENGTH, RtrErrorCode, RtrType, RtrVersion } from './codes.js';
export { errorReport } from './error-report.js';
export type { RtrFault } from './fault.js';
export { type RtrFrameHandler, RtrFramer } from './framer.js';
export type {
  AspaPdu,
  CacheResetPdu,
  CacheResponsePdu,
  EndOfDataPdu,
  ErrorReportPdu,
  PrefixPdu,
  ResetQueryPdu,
  RouterKeyPdu,
  RtrPdu,
  SerialNotifyPdu,
  SerialQueryPdu,
} from './pdu.js';
