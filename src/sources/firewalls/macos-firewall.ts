// The application firewall of macOS (/var/log/appfirewall.log, socketfilterfw and its older name Firewall):
//
//   Nov 22 05:52:09 mac-5.local socketfilterfw[112] <Info>: uTorrent: Allow TCP LISTEN  (in:0 out:1)
//   Nov 22 05:52:10 mac-5 Firewall[75]: Deny uTorrent connecting from 203.0.113.9:50123 to port 6881 proto=6
//   Nov 22 05:52:11 mac-5 Firewall[75]: Stealth Mode connection attempt to UDP 10.20.1.5:137 from 203.0.113.9:53
//
// Sound because: the name of the daemon and its fixed sentences. Looks alike: nothing known. Does not see: addresses in
// lines about programs, which name the machine alone: they are alerts about that machine. From macOS 13 the log is gone.
import type { Source } from '../source.ts';
import type { Draft } from '../text/draft.ts';
import { syslogHead } from '../text/syslog-head.ts';
import { textSource } from '../text/text-source.ts';

const NOT_MACOS = 'not a line of the macOS firewall';
const OTHER = 'not kept: line of the macOS firewall about itself';

export const macosFirewall: Source = textSource({
  id: 'macos-firewall',
  title: 'macOS application firewall',
  looks: /\b(?:socketfilterfw|Firewall)\[\d{1,10}\]/,
  otherwise: NOT_MACOS,
  open: ({ stamps, undated, emit }) => {
    return (text) => {
      const daemon = DAEMON.exec(text);
      if (!daemon) return NOT_MACOS;
      const said = text.slice(daemon.index + daemon[0].length);
      const draft = attempt(said) ?? from(said) ?? program(said);
      if (draft === null) return OTHER;
      const { at, host } = syslogHead(`${text.slice(0, daemon.index)} x`, stamps);
      const device = draft.kind === 'alert' ? host : null;
      return emit({ ...draft, at: Number.isNaN(at) ? undated() : at, sensor: host, device });
    };
  },
});

type Untimed = Omit<Draft, 'at' | 'sensor' | 'device'>;

const attempt = (said: string): Untimed | null => {
  const found = STEALTH.exec(said);
  if (!found) return null;
  const [, transport, destination, destinationPort, source, sourcePort] = found;
  return {
    kind: 'verdict',
    action: 'denied',
    ...{ transport, source, sourcePort, destination, destinationPort },
  };
};

const from = (said: string): Untimed | null => {
  const found = FROM.exec(said);
  if (!found) return null;
  const [text, action, application, source, sourcePort, destinationPort, transport] = found;
  return {
    kind: 'alert',
    ...{ text, action, application, source, sourcePort, destinationPort, transport },
  };
};

const program = (said: string): Untimed | null => {
  const found = PROGRAM.exec(said);
  if (!found) return null;
  const [text, application, action, transport] = found;
  return { kind: 'alert', text, application, action, transport };
};

const DAEMON = /\b(?:socketfilterfw|Firewall)\[\d{1,10}\](?: <\w{1,10}>)?: /;
const STEALTH =
  /^Stealth Mode connection attempt to (TCP|UDP) ([\da-fA-F.:]{2,45}):(\d{1,5}) from ([\da-fA-F.:]{2,45}):(\d{1,5})/;
const FROM =
  /^(Allow|Deny) (.{1,64}?) (?:connecting|data in) from ([\da-fA-F.:]{2,45}):(\d{1,5})(?: to port (\d{1,5}))?(?: uid = \d{1,10})? proto=(\d{1,3})/;
const PROGRAM = /^(.{1,64}?): (Allow|Deny) (TCP|UDP) (?:LISTEN|CONNECT|BIND)/;
