// Bounds of the Direct Connect programs: what others can make them hold, and how long they wait.

/** Users of one hub. NMDC sends everybody to everybody: more is a matter of megabytes a login. */
export const HUB_USERS_MAX = 2000;
/** Bytes of one message. A $NickList of 2000 users and the longest INF stay below. */
export const MESSAGE_BYTES_MAX = 256 << 10;
/** Bytes that wait to be sent to one user; who reads slower is dropped. */
export const BACKLOG_BYTES_MAX = 8 << 20;
/** Milliseconds a hub waits for a login, and a client for its hub. */
export const LOGIN_MS = 8000;
/** Milliseconds without a byte after which a client–client connection ends. */
export const IDLE_MS = 20_000;
/** Bytes of one file or list that is fetched. */
export const TRANSFER_BYTES_MAX = 64 << 20;
/** Bytes of a file list after unpacking, and files in it. */
export const LIST_BYTES_MAX = 16 << 20;
export const LIST_FILES_MAX = 50_000;
/** Answers to one search that are kept, and that one client gives: DC++ gives ten, five where the hub relays them. */
export const HITS_MAX = 1000;
export const ANSWERS_MAX = 10;
export const ANSWERS_RELAYED_MAX = 5;
/** Fetches that wait for one user, client–client connections at once, and files that were fetched and are kept. */
export const WANTS_MAX = 64;
export const PEERS_MAX = 64;
export const KEPT_MAX = 200;
/** Milliseconds that a list or a file may take. */
export const FETCH_MS = 60_000;
/** Milliseconds after which one who did not come is asked again for a connection. */
export const INVITE_AGAIN_MS = 8000;
/** Lines of chat kept. */
export const CHAT_LINES_MAX = 200;
