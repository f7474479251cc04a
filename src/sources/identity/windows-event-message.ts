// The message of an event as people read it, for exports that hold nothing else:
//
//   An account was successfully logged on.
//   Subject:
//     Account Name:   PC-12$
//   New Logon:
//     Account Name:   jdoe
//
// Labels → the names of the data (`TargetUserName`), in English, German and French. A label that comes twice is the
// subject's first and the target's second. Relays that must write one line put blanks for line ends.
import { LIMITS } from '../../model/limits.ts';

export const messageData = (message: string): ReadonlyMap<string, string> => {
  const found = new Map<string, string>();
  const text = message.slice(0, MESSAGE_CHARS_MAX);
  for (const line of text.split(/[\r\n]/.test(text) ? /\r?\n|\r/ : FLATTENED)) {
    if (found.size >= LIMITS.textFieldsMax) break;
    const pair = PAIR.exec(line);
    if (!pair) continue;
    const label = pair[1]!.replace(/\u2019/g, "'").trim();
    const value = pair[2]!.trim();
    const name = LABELS[label.toLowerCase()];
    if (name === undefined) {
      if (!found.has(label)) found.set(label, value);
    } else if (PAIRED.has(name)) paired(found, name, value);
    else if (!found.has(name)) found.set(name, value);
  }
  return found;
};

/** The first is taken for the target's as well, until a second comes. */
const paired = (found: Map<string, string>, name: string, value: string): void => {
  const subject = `Subject${name}`;
  if (!found.has(subject)) found.set(subject, value);
  else if (found.get(`seen ${name}`) !== undefined) return;
  else found.set(`seen ${name}`, '');
  found.set(`Target${name}`, value);
  if (name === 'UserName') found.set('AccountName', value);
};

const MESSAGE_CHARS_MAX = 8192;
/** Two blanks before what looks like a label, in which there are never two. */
const FLATTENED = /(?:[ \u00a0]{2,20}|\t+)(?=\p{L}(?:[\p{L}\d.'’()-]| (?! )){1,50}:(?:\s|$))/u;
const PAIR = /^\s*([^:\t]{1,60}?) ?:[\t \u00a0]*(.{0,512})$/;
const PAIRED: ReadonlySet<string> = new Set(['UserSid', 'UserName', 'DomainName', 'LogonId']);

const LABELS: Readonly<Record<string, string>> = {
  'security id': 'UserSid',
  'sicherheits-id': 'UserSid',
  'id de sécurité': 'UserSid',
  'account name': 'UserName',
  kontoname: 'UserName',
  'nom du compte': 'UserName',
  'nom de compte': 'UserName',
  'account domain': 'DomainName',
  kontodomäne: 'DomainName',
  'domaine du compte': 'DomainName',
  'logon id': 'LogonId',
  'anmelde-id': 'LogonId',
  "id d'ouverture de session": 'LogonId',
  'logon type': 'LogonType',
  anmeldetyp: 'LogonType',
  "type d'ouverture de session": 'LogonType',
  'workstation name': 'WorkstationName',
  arbeitsstationsname: 'WorkstationName',
  'nom de la station de travail': 'WorkstationName',
  'source network address': 'IpAddress',
  'network address': 'IpAddress',
  quellnetzwerkadresse: 'IpAddress',
  netzwerkadresse: 'IpAddress',
  'adresse du réseau source': 'IpAddress',
  'adresse réseau': 'IpAddress',
  'source port': 'IpPort',
  port: 'IpPort',
  quellport: 'IpPort',
  'port source': 'IpPort',
  'client address': 'ClientAddress',
  clientadresse: 'ClientAddress',
  'adresse du client': 'ClientAddress',
  'adresse client': 'ClientAddress',
  'client port': 'IpPort',
  clientport: 'IpPort',
  'port client': 'IpPort',
  'client name': 'ClientName',
  clientname: 'ClientName',
  'nom du client': 'ClientName',
  'result code': 'Status',
  'failure code': 'Status',
  'error code': 'Status',
  ergebniscode: 'Status',
  fehlercode: 'Status',
  'code de résultat': 'Status',
  "code d'échec": 'Status',
  "code d'erreur": 'Status',
  'logon account': 'TargetUserName',
  anmeldekonto: 'TargetUserName',
  "compte d'ouverture de session": 'TargetUserName',
  'source workstation': 'Workstation',
  arbeitsstation: 'Workstation',
  'station de travail source': 'Workstation',
  'application name': 'Application',
  anwendungsname: 'Application',
  "nom de l'application": 'Application',
  direction: 'Direction',
  richtung: 'Direction',
  'source address': 'SourceAddress',
  quelladresse: 'SourceAddress',
  'adresse source': 'SourceAddress',
  'destination address': 'DestAddress',
  zieladresse: 'DestAddress',
  'adresse de destination': 'DestAddress',
  'destination port': 'DestPort',
  zielport: 'DestPort',
  'port de destination': 'DestPort',
  protocol: 'Protocol',
  protokoll: 'Protocol',
  protocole: 'Protocol',
  'calling station identifier': 'CallingStationID',
  'nas ipv4 address': 'NASIPv4Address',
};

/** The same label means different things in different events. */
export const ALSO: Readonly<Record<string, readonly string[]>> = {
  IpAddress: ['ClientAddress', 'SourceAddress'],
  SourcePort: ['IpPort'],
  'Client Address': ['ClientAddress'],
  LogonID: ['TargetLogonId'],
};
