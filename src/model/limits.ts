// Every cap of the product, with its unit, its reason and what happens there.

export const LIMITS = {
  /** Bytes read from a file at once: large enough that a read costs little, small enough for prompt progress. */
  readBlockBytes: 4 << 20,
  /** Largest packet record; longer ones mean a damaged file (Linux TSO frames stay below 256 KiB). Counted, reading ends. */
  packetBytesMax: 1 << 20,
  /** Bytes searched for the next packet record after damage in a pcap file; then reading ends. */
  resyncBytesMax: 16 << 20,
  /** Warnings one capture may add; later damage is only counted. */
  captureWarningsMax: 8,
  /** Interfaces of one pcapng section; later ones are ignored and counted. */
  interfacesMax: 4096,
  /** Encapsulations inside each other; deeper packets are counted as not understood. */
  encapsulationDepthMax: 6,
  /** VLAN tags or MPLS labels in front of a packet, and IPv6 extension headers; real traffic has up to 4. Counted. */
  linkHeadersMax: 8,
  extensionHeadersMax: 16,
  /** Routing entries of a GRE header (RFC 1701); longer lists leave the packet undecoded inside. */
  greRoutesMax: 8,
  /** IP fragments held at once over all packets; the oldest go first, counted. */
  fragmentsMax: 4096,
  fragmentBytesMax: 8 << 20,
  /** Fragments of one packet: 64 KiB over the smallest usual MTU (576) need 119. At the cap the packet is dropped, counted. */
  fragmentsPerPacketMax: 256,
  /** Milliseconds of evidence time a fragment waits for the rest (RFC 8200 §4.5: 60 s). */
  fragmentWaitMs: 30_000,
  /** Flows open at once; at the cap the longest idle are closed early and counted. */
  flowsMax: 1 << 18,
  /** Streams of which bytes are still read at once; beyond it new flows are counted only. */
  streamsMax: 16_384,
  /** Bytes of one direction kept for dissectors before a verdict. */
  headBytesMax: 8192,
  /** Out-of-order bytes and segments held per direction while a gap may still close; then the gap is taken as a loss. */
  reorderBytesMax: 64 << 10,
  reorderSegmentsMax: 64,
  /** Payload packets of a datagram flow shown to dissectors before it counts as unreadable. */
  datagramsBeforeVerdict: 8,
  /** Bytes one direction of a stream may pass to a reader after the verdict; later bytes are only counted. */
  readerBytesMax: 64 << 20,
  /** Datagrams of one flow passed to a reader after the verdict. */
  readerDatagramsMax: 20_000,
  /** Bytes a reader may hold of one incomplete message; larger messages are skipped and counted. */
  messageBytesMax: 1 << 20,
  /** A capture that begins this much before the end of the one read before it is another sensor's, not its continuation. */
  captureOverlapMs: 1000,
  /** Idle milliseconds of evidence time after which a flow ends. */
  tcpIdleMs: 5 * 60_000,
  tcpClosedIdleMs: 15_000,
  tcpUnansweredIdleMs: 60_000,
  udpIdleMs: 2 * 60_000,
  otherIdleMs: 60_000,
  /** Identified flows held so that endpoints learned later can name or withdraw them (design: definitions). */
  heldMs: 10 * 60_000,
  heldFlowsMax: 200_000,
  /** Learned endpoints; the oldest go first. */
  endpointsMax: 200_000,
  /** Told endpoints found again without text; a slot (a power of two of them) belongs to whoever used it last. */
  recentEndpointsMax: 16_384,
  /** Groups of flows that may be named together (identify/groups.ts); the one joined longest ago goes first. */
  groupsMax: 65_536,
  /** Addresses of which numbers are kept that open hidden flows, per kind, and numbers per address; the oldest go first. */
  keyHoldersMax: 50_000,
  keysPerHolderMax: 8,
  /** Wrong keys tried on the datagrams of one flow; then only those that opened one before are tried. */
  keyTriesMax: 256,
  /** Tokens told by trackers; the oldest go first. */
  tokensMax: 50_000,
  /** A learned endpoint names flows until this long after it was last confirmed. */
  endpointValidMs: 60 * 60_000,
  /** Facts kept per flow and per case: contents, offers, searches, and characters of any text. */
  contentsMax: 64,
  offersMax: 256,
  searchesMax: 32,
  textCharsMax: 512,
  /** Of a URL in a log: announces with long keys pass 512, and browsers end at 2,083 by habit; the rest is cut. */
  urlCharsMax: 2048,
  /** Hosts and (host, activity) pairs followed; later ones are counted as not followed. */
  hostsMax: 100_000,
  subjectsMax: 20_000,
  /** Peers counted exactly per case; more are shown as "at least". */
  peersMax: 10_000,
  /** Far ends kept of one address in five minutes, and of all in all slots; then it has shown what it does, or the oldest are judged early. */
  contactsPerHostMax: 512,
  contactsMax: 1 << 16,
  /** Far ends of a case that the report shows by address; the rest are counted. */
  contactsShownMax: 40,
  /** Far ends of which one content came or to which it went, per content; two are what is asked about. */
  contentPeersMax: 64,
  /** Networks (host, activity, network) in which sweeps are looked for; what comes after is no sweep. */
  networksMax: 100_000,
  /** Announces (client, content, name of the client) of which a log's course is followed; later ones count as not seen to go on. */
  announcesMax: 20_000,
  /** Examples of evidence kept per finding. */
  seenMax: 8,
  /** Bytes of one line of a log; longer lines are counted, not read. */
  lineBytesMax: 64 << 10,
  /** Lines looked at to recognise a log by its content; the best format among them is taken. */
  recogniseLines: 512,
  /** Slots of one interning cache (addresses, users, hosts): a clash replaces the older text, which is then made anew. */
  internedMax: 8192,
  /** The same of far ends of a proxy's log and of their addresses, of which there are more. */
  farEndsInternedMax: 65_536,
  /** Pairs of client and user whose requests are counted in columns; requests of later ones are told one by one. */
  requestPairsMax: 1 << 18,
  /** Samples kept of lines not understood, per reason; later ones are only counted. */
  lineSamplesMax: 3,
  /** Characters of such a sample; the rest is cut. */
  lineSampleCharsMax: 200,
  /** Bytes before the record of a firewall line (time, host, rule name: nft allows 127); longer ones are no such line. */
  logPrefixBytesMax: 256,
  /** Fields read of one log line; later ones are not looked at (netfilter writes at most 40). */
  logFieldsMax: 64,
  /** Fields of one line that is read as text (Palo Alto writes 115); later ones are not looked at. */
  textFieldsMax: 256,
  /** Characters of one record of several lines (JSON, XML, tables with line ends in cells); a longer one is not read. */
  documentBytesMax: 1 << 20,
  /** Objects and lists inside each other in such a document; deeper ones are refused at once. */
  documentDepthMax: 64,
  /** Connections of a conntrack log open at once; at the cap the oldest is given out early and counted. */
  connectionsMax: 1 << 17,
  /** Templates of flow exporters held at once (a router sends 2 to 20), each with this many fields; more are refused, counted. */
  flowTemplatesMax: 8192,
  flowTemplateFieldsMax: 512,
  /** Samplers and names of applications of one exporter (NBAR knows 1,500); later ones are not kept. */
  flowSamplersMax: 256,
  flowApplicationsMax: 8192,
  /** Flow sets that wait for their template, and their bytes; the oldest are given up, counted. Templates come every minute or two. */
  flowSetsWaitingMax: 4096,
  flowBytesWaitingMax: 4 << 20,
  /** Milliseconds of evidence time that a flow record waits for those of the other direction and for its continuation. */
  flowJoinMs: 6 * 60_000,
  /** Records of connections that wait so, and exporters of which is kept whether they tell of both directions; the oldest go first. */
  flowsJoinedMax: 1 << 17,
  flowExportersMax: 4096,
  /** Exporters that tell of one connection; later ones are not counted. */
  flowViewsMax: 8,
  /** Bytes of one block of an nfcapd file (nfdump writes 5 MiB at most); a larger one means damage, and reading ends. */
  nfcapdBlockBytesMax: 16 << 20,
  /** Records of one sFlow sample that are walked (agents write up to six); later ones are not read. */
  sflowRecordsMax: 64,
  /** Counters of interfaces, lines and subscribers followed at once; later ones are counted, not followed. */
  countersMax: 16_384,
  /** Volumes read of one list of vnStat's (its database keeps 576 of five minutes); later ones are not read. */
  volumesPerListMax: 4096,
  /** Names asked for in a log whose answers name no client, remembered with who asked last; at the cap the oldest is forgotten. */
  askersMax: 4096,
  /** Flows of a sensor's log remembered so that each is told once; beyond it the oldest may be told again. */
  toldFlowsMax: 4096,
  /** Nested values in bencode: a torrent's file list needs 5 (dict, info, files, file, path). */
  bencodeDepthMax: 16,
  /** Bytes of a policy file; a larger one is refused: written by hand, a policy is a few KB. */
  policyBytesMax: 1 << 20,
  /** YAML aliases expanded in a policy; more are refused (a few lines can otherwise grow to gigabytes). */
  policyAliasesMax: 100,
  /** Faults of a policy told at once; the rest are counted. */
  policyFaultsMax: 50,
  /** Bytes of a report that `plan` reads; a larger one is refused. */
  reportBytesMax: 256 << 20,
  /** Elements of one compiled address set; further ones are refused by name (nft loads such a set in well under a second). */
  controlElementsMax: 4096,
  /** Bytes of a block list that policy imports: ten times the longest public ones; longer ones are refused. */
  blockListBytesMax: 64 << 20,
  /** Characters of what a tool says about a control that are kept, the last ones; enough for its complaint. */
  controlCommandTextMax: 8192,
  /** Bytes of a torrent's info dictionary collected from one peer (BEP 9); larger ones stay unnamed. */
  bittorrentMetadataBytesMax: 1 << 20,
  /** µTP connections followed in one UDP flow; later ones are not read. */
  utpStreamsMax: 16,
  /** µTP payloads of one direction held until the first of them turns up; then the stream counts as encrypted. */
  utpPacketsBeforeHandshake: 4,
  /** DHT queries of one flow whose answers are awaited; at the cap they are forgotten. */
  dhtQueriesMax: 64,
  /** Programs whose peer ids were taken apart before; then they are taken apart again. */
  peerIdProgramsMax: 256,
  /** UDP tracker requests of one flow whose answers are awaited; the oldest are forgotten. */
  trackerRequestsMax: 16,
  /** Connections remembered to tell what was seen twice; beyond it bytes may count twice, and the report says so. */
  correlatedMax: 500_000,
  /** Things remembered to compare clocks, those of captures and the rest each; of more, a sample that all pieces share. */
  clockTuplesMax: 65_536,
  /** Times kept of one such thing; a thing seen at more tells no clock. */
  clockSightingsMax: 8,
  /** Pairs of pieces of evidence whose clocks are compared, and things compared for each; more add nothing. */
  clockPairsMax: 2048,
  clockMatchesMax: 1024,
  /** Intervals in which an address or a device had a holder (leases, sign-ins); later ones are counted as not followed. */
  identityIntervalsMax: 1_000_000,
  /** Bytes of a notice, or of an e-mail that holds one (scans are attached); a larger one is refused. */
  noticeBytesMax: 8 << 20,
  /** Parts of such an e-mail, and documents in them; more are not read, and parts inside each other this deep are refused. */
  noticePartsMax: 64,
  /** Bytes of the headers of all parts of such an e-mail; more are refused. */
  mailHeadersBytesMax: 256 << 10,
  /** Lines of such an e-mail (an attachment of all its bytes has 116,000, each costs some 20 µs); a longer one is refused. */
  mailLinesMax: 150_000,
  /** Elements of a notice in XML (real ones have 30 to 60, and 4 more for each file); more are refused. */
  noticeElementsMax: 20_000,
  /** Addresses and times that one notice names; the rest is counted as not followed. */
  noticeClaimsMax: 1000,
  /** Translated connections held around the times of notices; beyond it no notice is attributed through translation. */
  translationsMax: 500_000,
  /** Outside addresses of translators that are known; a site has some, a carrier thousands. Beyond it as above. */
  translatorsMax: 65_536,
  /** Flows with a content that notices name, per content; later ones are not shown. */
  noticeSightingsMax: 64,
  /** Hours of hosts, people and lines of which volumes are kept; what comes after counts in totals only, and is counted. */
  volumeHoursMax: 1_000_000,
  /** Samples of five minutes of the border that are kept: a year. Later bytes count by the hour only. */
  linkSamplesMax: 105_408,
  /** Hours of the link that a report lists: a month. The earliest are left out, and counted. */
  linkHoursMax: 744,
  /** Pairs of client and far end followed in proxy logs; later ones are not judged as tunnels. */
  exchangesMax: 100_000,
  /** Pairs of host and port followed as violations of policy; later ones are counted as not followed. */
  violationsMax: 50_000,
  /** Rows of the report's tables of users and violations; those with the least volume are left out. */
  reportRowsMax: 1000,
  /** Rows of the report's table of hosts; hosts with the least volume are left out. */
  reportHostsMax: 10_000,
  /** Days ahead for which a schedule is written out to a target that knows no clock on the wall; afterwards it is closed. */
  scheduleDays: 92,
  /** Slices of a case's timeline. */
  timelineSlicesMax: 288,
  /** Bytes of one HTTP start line with headers (common servers stop at 8–32 KiB); longer ones end the reading. */
  httpHeadBytesMax: 32 << 10,
  /** HTTP requests that wait for their answer on one connection; beyond it the reading ends. */
  httpPipelineMax: 64,
  /** Bytes of an HTTP body or WebSocket message handed to systems, before and after inflating; longer ones are skipped. */
  bodyBytesMax: 64 << 10,
  /** Messages of a WebSocket connection read while no system has recognised one: an announce is the first of a tracker's. */
  websocketMessagesMax: 16,
  /** Bytes of one TLS handshake message (certificate chains stay below 16 KiB); longer ones end the reading. */
  tlsMessageBytesMax: 64 << 10,
  /** Records of each direction of a TLS connection without ALPN whose sizes are kept; what is inside has opened by then. */
  tlsRecordSizesMax: 24,
  /** Names read from one certificate, and protocols from one ALPN list; later ones are ignored. */
  tlsNamesMax: 32,
  /** Extensions of one hello that are walked, and numbers read from one of its lists; a browser sends about 20 of each. */
  tlsExtensionsMax: 64,
  tlsCiphersMax: 512,
  /** Digests of lists of ciphers and extensions that are kept for fingerprints; at the cap all are forgotten. */
  tlsDigestsMax: 1024,
  /** Bytes of a QUIC ClientHello that are put together (with post-quantum keys 1.8 KB); longer ones stay unread. */
  quicHelloBytesMax: 16 << 10,
  /** Pieces of one handshake message that came in any order; browsers cut a hello into up to 30. Then it stays unread. */
  handshakePiecesMax: 64,
  /** First packets of one QUIC flow that are opened, and frames read in each; then the hello stays unread. */
  quicInitialsMax: 16,
  quicFramesMax: 256,
  /** Handshake messages of a DTLS direction put together at once; at the cap the oldest is dropped. */
  dtlsMessagesMax: 4,
  /** Records of one datagram that are walked (DTLS packs a flight of up to six); later ones are not read. */
  dtlsRecordsMax: 32,
  /** Records of one DNS message that are walked; a message with more counts as no DNS. */
  dnsRecordsMax: 512,
  /** Datagrams of a DNS or STUN flow that are read for facts; later ones are only counted. */
  lookupDatagramsMax: 2000,
  /** Hosts read from one list of a Gnutella header, pong or hit (real lists hold 10–50); later ones are ignored. */
  gnutellaHostsMax: 100,
  /** GGEP extensions of one block (real ones hold up to 20) and bytes one may inflate to; more makes it unreadable. */
  ggepExtensionsMax: 64,
  ggepBytesMax: 16 << 10,
  /** Results of one Gnutella query hit, and children of one Gnutella2 packet, that are read; later ones are ignored. */
  queryHitResultsMax: 255,
  g2ChildrenMax: 512,
  /** Bytes of one Gnutella handshake block (gtk-gnutella allows 16 KiB of headers); longer ones end the reading. */
  gnutellaHandshakeBytesMax: 16 << 10,
  /** Payload of one Gnutella message (clients drop more than 64 KiB); longer ones end the reading as damaged. */
  gnutellaMessageBytesMax: 64 << 10,
  /** Bytes a deflated stream may inflate to in one direction; then it is read no further. */
  inflatedBytesMax: 16 << 20,
  /** Inflated bytes per compressed byte beyond the first MiB (deflate reaches 1,032); more ends the reading. */
  inflateRatioMax: 200,
  /** Tags of one eDonkey or Kad tag list: real lists hold under 20; a longer one is no tag list. */
  tagsMax: 64,
  /** Depth of an eDonkey or Kad search expression (the programs stop at 24); a deeper one is read up to there. */
  searchDepthMax: 24,
  /** Bytes one compressed message of a peer may unfold to; the rest of it is not read. */
  inflatedMessageBytesMax: 256 << 10,
  /** Peers, files or users taken from one message; the rest of the message is not read. */
  toldPerMessageMax: 1024,
  /** Sockets that one node of the range holds at once; more are refused, with an error or a closed connection. */
  rangeSocketsMax: 4096,
  /** Sockets that one node remembers for the truth of a recording; later flows are unlabelled. */
  rangeSocketRecordsMax: 65_536,
  /** Milliseconds a node of the range waits for a connection. */
  rangeConnectMs: 5000,
  /** Peers of one experiment, all in one process on loopback addresses of its own; more are refused. */
  rangePeersMax: 2000,
  /** Milliseconds that an experiment or a scenario may run; then it is ended, with an error. `--timeout` sets another bound. */
  rangeRunMs: 10 * 60_000,
  /** Days of hourly volumes kept: eight samples of each hour of the week, so that what is usual follows the seasons. Older ones go. */
  hourVolumesDays: 56,
  /** Days of daily volumes and of digests of counted evidence kept: a year and the month it is compared with. Older ones go. */
  dayVolumesDays: 400,
  /** Subjects (hosts, people, sites) with volumes; those that are silent longest go first, then those that came last. */
  volumeSubjectsMax: 50_000,
  /** Rows of hourly volumes, a subject and hour of one piece of evidence each (about 10 bytes); the oldest go first. */
  hourVolumesMax: 40_000_000,
  /** Pieces of evidence whose digests are kept; those counted first go first, and would count again. */
  countedEvidenceMax: 1_000_000,
  /** Days that identity intervals are kept after their end: notices of copyright holders come within months. Older ones go. */
  identityDays: 180,
  /** Identity intervals kept; the oldest go first. */
  identitiesMax: 5_000_000,
  /** Days that runs and the course of cases are kept. Older ones go; a case goes with its last run. */
  runsDays: 400,
  /** Runs kept (one every quarter of an hour for 400 days), and cases in runs; those of the oldest runs go first. */
  runsMax: 40_000,
  caseRunsMax: 1_000_000,
  /** Bytes of memory that the database uses before it works on disk (docs/adr/0011). */
  storeMemoryBytes: 1 << 30,
  /** First bytes of a file by which a client's database is recognised. */
  artefactHeadBytes: 4096,
  /** Bytes of a client's database or file list that is read; a larger one is left alone and said so. */
  artefactBytesMax: 64 << 20,
  /** Bytes that a compressed one may stand for (a file list of 100,000 names has 15 MiB); of more, nothing is read. */
  artefactInflatedBytesMax: 64 << 20,
  /** Entries, folders and contacts taken from one database, and files of one torrent; the rest is an anomaly, `too-many`. */
  artefactEntriesMax: 50_000,
  /** Characters of a path in a database (Linux has 4096); the rest is cut. */
  artefactPathCharsMax: 4096,
  /** Values inside each other in a client's database (pickle, Java, bencode, XML); deeper ones end the reading. */
  artefactDepthMax: 32,
  /** Values of one Python pickle or Java object stream (80 a torrent of Deluge's); of a larger one nothing is read. */
  pickleValuesMax: 2_000_000,
  /** Tags of one file in eMule's databases: two for each gap of a download (a busy one of 700 MB has some hundred). */
  metTagsMax: 16_384,
  /** Rows of one snapshot of osquery (a document of 1 MiB holds some ten thousand); later ones are not read. */
  inventoryRowsMax: 50_000,
  /** Bytes of one document or line of an inventory in JSON (a snapshot of osquery with 4,000 packages has 1 MiB); longer ones are not read, and counted. */
  inventoryBytesMax: 32 << 20,
  /** Entries of homes and /opt that are looked at for portable programs; the rest is not, and that is said. */
  portableEntriesMax: 200_000,
  /** Distinct names on offer that are told apart per case; of more, some may count twice. */
  exposedNamesMax: 20_000,
  /** Sensitive names of a case that are kept and shown, those that say most first; the rest is counted. */
  exposedShownMax: 64,
  /** Places on disk and far ends that were told, kept per case. */
  exposedPlacesMax: 32,
  exposedToMax: 64,
  /** Bytes of a Direct Connect file list on the wire, and of what it stands for; a longer one is not unpacked, counted. */
  listPackedBytesMax: 256 << 10,
  listBytesMax: 4 << 20,
  /** Milliseconds between two pieces of evidence that are still one span: logs seldom begin on the full hour. */
  coverageGapMs: 5 * 60_000,
  /** Hosts of one scan: a /16, for a day at the usual rate. A scan of more is refused. */
  scanHostsMax: 65_536,
  /** Addresses of one IPv6 network that are tried one by one; larger ones are refused, because nobody can try them. */
  scanV6HostsMax: 4096,
  /** Bytes of one listener's answer that are read; the rest stays unread. */
  scanAnswerBytesMax: 32 << 10,
  /** Contents asked for at each port, a connection each; later ones are not asked. */
  scanContentsMax: 16,
  /** Listeners kept of one host; more open ports than that are a firewall or a trap that answers for all, told so. */
  scanListenersMax: 1024,
  /** Bytes of a scan's journal that are read to go on with it; a longer one is refused. */
  scanJournalBytesMax: 256 << 20,
  /** Listeners of the last scan that are kept in the state; beyond it the rest is not remembered, and is new each time. */
  listenersKeptMax: 1_000_000,
  /** Port mappings read from one router; it is asked for no more. */
  scanMappingsMax: 256,
  /** Names of a folder that an audit handles at once: a folder of a million takes no more memory than one of a thousand. */
  auditPartNames: 8192,
  /** Bytes of a path that is entered (Linux: PATH_MAX 4096); what lies deeper is listed as not read. */
  auditPathBytesMax: 4000,
  /** Milliseconds that a change must lie back to be remembered as the last one: clocks of file servers tick in seconds. */
  auditSettledMs: 2000,
  /** Folders handed to a walker at once, the deepest first, so that few wait in memory. */
  auditFoldersAtOnce: 32,
  /** Files with a sign that an audit keeps (some 300 bytes each); of more, only sums are kept, and said so. */
  auditFilesMax: 200_000,
  /** Files with several names that are counted once; beyond it each name counts. */
  auditLinkedMax: 500_000,
  /** Places listed that could not be read; more are counted. */
  auditUnreadableMax: 1000,
  /** Bytes read of clients' files in one audit; further ones are listed, not read. */
  auditArtefactBytesMax: 1 << 30,
  /** Pieces of a torrent checked against a file: one that fits is no chance (SHA-1), several show how much is there. */
  auditPiecesChecked: 16,
  /** Bytes hashed of one file for a comparison with hashes of clients and of the wire; larger ones are not hashed. */
  auditHashBytesMax: 64 * (1 << 30),
  /** Contents of the wire and of disks that are compared by their hash; later ones are not. */
  auditContentsMax: 50_000,
  /** Rows of each list of an audit's document; the largest stand there, the rest is counted. */
  auditListedMax: 10_000,
  /** Bytes of what is remembered of contents between audits; more is not kept, and read again. */
  auditFactsBytesMax: 64 << 20,
} as const;
