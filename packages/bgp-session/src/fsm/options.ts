import type {
  AddPathFamily,
  Asn,
  Capability,
  ContextOptions,
  ExtendedNextHop,
  Family,
  Fqdn,
  GracefulRestartFamily,
  LongLivedFamily,
  MultipleLabelsFamily,
  OrfFamily,
  Role,
  RouterId,
} from '@mesh/bgp-wire';

/**
 * The session attributes of one peer (RFC 4271 §8, §10) and what its OPEN says. Frozen; made by `createFsmOptions`.
 * AcceptConnectionsUnconfiguredPeers is not here: it is a question for who accepts connections, before there is an FSM.
 */
export interface FsmOptions {
  readonly localAs: Asn;
  /** Undefined: whatever AS number the peer has (a dynamic neighbour). */
  readonly peerAs: Asn | undefined;
  /** Of a peer of any AS number: the numbers it may have, single ones and `[first, last]`. Undefined: all. */
  readonly allowedAs: readonly (Asn | readonly [first: Asn, last: Asn])[] | undefined;
  readonly routerId: RouterId;

  /** HoldTime we offer: 0 for none, or 3–65535. Default 90. */
  readonly holdTimeSeconds: number;
  /** A peer's non-zero HoldTime below it is refused with 2/6. Default 3. */
  readonly minHoldTimeSeconds: number;
  /** The "large" hold time while we wait for an OPEN (RFC 4271 §8.2.2). Default 240. */
  readonly openHoldTimeSeconds: number;
  /** SendHoldTime: 0 for none. Default the larger of 480 and twice the negotiated hold time (RFC 9687 §6). */
  readonly sendHoldTimeSeconds: number | undefined;
  /** ConnectRetryTime of the first dial; it doubles with every further one. Default 5. */
  readonly connectRetrySeconds: number;
  /** Where the doubling of ConnectRetryTime ends. Default 120. */
  readonly connectRetryMaxSeconds: number;
  /**
   * MinRouteAdvertisementIntervalTimer: once all that was to be told has been, nothing more is for this long, jittered;
   * 0 for none. Withdrawals wait with the rest, which RFC 4271 §9.2.1.1 leaves open. Default 0.
   */
  readonly minRouteAdvertisementIntervalSeconds: number;
  /** DelayOpenTime: how long we leave the first word to the peer; 0 turns DelayOpen off. Default 0. */
  readonly delayOpenSeconds: number;
  /** Where the doubling of IdleHoldTime ends. Default 120. */
  readonly idleHoldMaxSeconds: number;

  /** Default true. */
  readonly allowAutomaticStart: boolean;
  /** Default true. */
  readonly allowAutomaticStop: boolean;
  /** Default true. */
  readonly dampPeerOscillations: boolean;
  /** Never dial. Default false. */
  readonly passiveTcpEstablishment: boolean;
  /** The stream reports connection requests apart from connections; no Node stream does. Default false. */
  readonly trackTcpState: boolean;
  /** SendNOTIFICATIONwithoutOPEN. Default true. */
  readonly sendNotificationWithoutOpen: boolean;
  /** Default false. */
  readonly collisionDetectEstablishedState: boolean;

  /** Families offered, each with a Multiprotocol capability. Default IPv4 unicast. */
  readonly families: readonly Family[];
  /** Offer 4-octet AS numbers (RFC 6793). Default true. */
  readonly fourOctetAs: boolean;
  /** Default true. */
  readonly routeRefresh: boolean;
  /** Default true. */
  readonly enhancedRouteRefresh: boolean;
  /** Default true. */
  readonly extendedMessage: boolean;
  readonly extendedNextHop: readonly ExtendedNextHop[];
  /** What we do, from our side: `send` is that we would send several paths. */
  readonly addPath: readonly AddPathFamily[];
  /** How many labels we take in an NLRI of a family, at least 2 (RFC 8277 §2.1). Default none: one label each. */
  readonly multipleLabels: readonly MultipleLabelsFamily[];
  /** What we do with outbound route filters, from our side: `receive` is that the peer may send us some (RFC 5291 §5). */
  readonly orf: readonly OrfFamily[];
  readonly gracefulRestart: GracefulRestartOptions | undefined;
  /** What we are to the peer (RFC 9234). */
  readonly role: Role | undefined;
  /** Refuse a peer that does not send its role. Default false. */
  readonly strictRole: boolean;
  readonly fqdn: Fqdn | undefined;
  readonly softwareVersion: string | undefined;
  /** Further capabilities, sent last and as they are: octets for a code without a row. */
  readonly capabilities: readonly Capability[];
  /** Capabilities the peer must send; without one the OPEN is refused with 2/7 (RFC 5492 §5). */
  readonly requiredCapabilities: readonly Capability[];
  /** Use the extended parameter form also where it is not needed (RFC 9072 §2). Default false. */
  readonly extendedParameters: boolean;
  /** What the codec contexts get beside what is negotiated: tables and strictness. */
  readonly codec: CodecOptions;
}

/** The members of a codec context that no OPEN decides. `firstAs` is filled in by `enforceFirstAs`. */
export interface CodecOptions
  extends Pick<
    ContextOptions,
    | 'confederation'
    | 'rejectAsSets'
    | 'afiSafiDisable'
    | 'aigp'
    | 'prefixSid'
    | 'loopbackNextHop'
    | 'attributes'
    | 'capabilities'
    | 'familyTable'
  > {
  /** AS_PATH of an external peer begins with its AS number (RFC 4271 §6.3). Default false. */
  readonly enforceFirstAs?: boolean;
}

/** Our part in graceful restart (RFC 4724, RFC 8538). */
export interface GracefulRestartOptions {
  /** How long the peer is to wait for us, 0–4095. Default the hold time, at most 4095. */
  readonly restartTimeSeconds?: number;
  /** How long stale routes are kept at most (RFC 8538 §4). Default 180. */
  readonly staleTimeSeconds?: number;
  /** Set the N bit (RFC 8538). Default true. */
  readonly notification?: boolean;
  /** Set the R bit until the first session is up: we have just restarted (RFC 4724 §4.1). Default false. */
  readonly restarting?: boolean;
  /** Families whose forwarding we keep over our restart; none for a helper. Default none. */
  readonly families?: readonly GracefulRestartFamily[];
  /**
   * Families whose routes the peer may keep for longer than the restart time, and for which we do the same where it asks for
   * it (RFC 9494): the stale time is how long it is to keep ours, 0 for not at all. Off unless families are named (§5).
   */
  readonly longLived?: readonly LongLivedFamily[];
  /** How long the peer's routes are kept so at most, whatever it says, 0–16777215. Default what the peer says. */
  readonly longLivedLimitSeconds?: number;
  /** When a second connection replaces an Established one: at its OPEN, or at once as in RFC 4724 §5. Default `open`. */
  readonly replaceOn?: 'open' | 'connection';
}
