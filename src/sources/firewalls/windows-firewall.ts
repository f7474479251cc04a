// Windows Defender Firewall's pfirewall.log (W3C extended format with `#Fields`, local time unless its heading says
// otherwise; Microsoft Learn, "Interpreting the Windows Firewall log"):
//
//   2005-04-11 08:06:02 DROP UDP 10.0.0.7 239.255.255.250 1900 1900 161 - - - - - - - RECEIVE
//   date       time     action protocol source destination ports     size  TCP flags and numbers  path
//
// Sound because: date, time, one of five actions, a protocol, two addresses. Looks alike: other W3C extended logs, which
// have no such action. Does not see: bytes of a connection (`size` is that of one packet), users.
import { OK, type Source } from '../source.ts';
import { textSource } from '../text/text-source.ts';

const NOT_FIREWALL = 'not a line of the Windows Firewall';
const LOST = 'not kept: number of events that the firewall could not log';

export const windowsFirewall: Source = textSource({
  id: 'windows-firewall',
  title: 'Windows Defender Firewall (pfirewall.log)',
  looks: /^(?:#|\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [A-Z-]+ )/,
  otherwise: NOT_FIREWALL,
  open: ({ stamps, emit }) => {
    return (text) => {
      if (text.startsWith('#')) return OK;
      const [
        date,
        time,
        action = '',
        transport,
        source,
        destination,
        sourcePort,
        destinationPort,
        size,
      ] = text.split(' ');
      if (action === 'INFO-EVENTS-LOST') return LOST;
      const verdict = ACTIONS[action];
      if (verdict === undefined) return NOT_FIREWALL;
      return emit({
        kind: 'verdict',
        at: stamps.any(`${date} ${time}`),
        action: verdict,
        transport,
        source,
        sourcePort,
        destination,
        destinationPort,
        bytesOut: size,
      });
    };
  },
});

const ACTIONS: Readonly<Record<string, 'allowed' | 'denied'>> = {
  DROP: 'denied',
  ALLOW: 'allowed',
  OPEN: 'allowed',
  'OPEN-INBOUND': 'allowed',
  CLOSE: 'allowed',
};
