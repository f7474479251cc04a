// Services of Linux and Windows as their managers list them:
//
//   systemctl list-units        transmission-daemon.service  loaded active running  Transmission BitTorrent Daemon
//   systemctl list-unit-files   transmission-daemon.service  enabled  enabled
//   sc query                    SERVICE_NAME: Tor Win32 Service … STATE : 4  RUNNING
//
// Sound because: the endings of systemd's units with its words of state; of sc, SERVICE_NAME before STATE. Looks alike:
// nothing known. What is kept: services that run, and those that are enabled, which start by themselves. Does not see: the
// program behind a service of another name.
import { OK, type Source } from '../source.ts';
import { type Outcome, textSource } from '../text/text-source.ts';

const OTHERWISE = 'not a service';
const NOT_KEPT = 'not kept: service that does not run';
const UNIT =
  /^[\s●*○×]*([\w:@.\\-]{1,255})\.(service|socket|timer|mount|target|device|path|scope|slice|swap|automount)\s+(loaded|not-found|masked|error|bad-setting)\s+(active|inactive|failed|activating|deactivating|reloading)\s+(\S+)(?:\s|$)/;
const FILE =
  /^([\w:@.\\-]{1,255})\.(service|socket|timer|mount|target|path|scope|slice|swap|automount)\s+(enabled|enabled-runtime|disabled|static|masked|alias|indirect|generated|transient|linked)(?:\s+(?:enabled|disabled|-))?\s*$/;
const HEADING =
  /^\s*UNIT(?: FILE)?\s+|^\d+ (?:loaded units|unit files) listed|^(?:LOAD|ACTIVE|SUB)\s+[=→]|^To show all/;
const NAME = /^\s*SERVICE_NAME:\s*(\S.{0,255}?)\s*$/;
const STATE = /^\s+STATE\s+:\s+(\d)\s+[A-Z_]+/;
const OTHER_FIELD =
  /^\s*DISPLAY_NAME:|^\s+(?:TYPE|WIN32_EXIT_CODE|SERVICE_EXIT_CODE|CHECKPOINT|WAIT_HINT|PID|FLAGS)\s+:|^\s+\([A-Z_, ]+\)\s*$/;

export const services: Source = textSource({
  id: 'services',
  title: 'Services (`systemctl list-units`, `systemctl list-unit-files`, `sc query`)',
  looks: /./,
  otherwise: OTHERWISE,
  severalLines: true,
  open: ({ emit, undated, machine }) => {
    let named: string | null = null;
    let inBlock = false;
    const service = (program: string, presence: 'running' | 'starts'): Outcome =>
      emit({ kind: 'program', at: undated(), device: machine(), program, presence });
    return (text) => {
      if (HEADING.test(text)) return OK;
      const unit = UNIT.exec(text);
      if (unit)
        return unit[2] === 'service' && unit[5] === 'running'
          ? service(withoutInstance(unit[1]!), 'running')
          : NOT_KEPT;
      const file = FILE.exec(text);
      if (file)
        return file[2] === 'service' && file[3]!.startsWith('enabled')
          ? service(withoutInstance(file[1]!), 'starts')
          : NOT_KEPT;
      const name = NAME.exec(text)?.[1];
      if (name !== undefined) {
        named = name;
        inBlock = true;
        return OK;
      }
      const state = STATE.exec(text)?.[1];
      if (state === undefined) return OTHER_FIELD.test(text) && inBlock ? OK : OTHERWISE;
      const program = named;
      named = null;
      if (program === null) return OTHERWISE;
      return state === '4' ? service(program, 'running') : NOT_KEPT;
    };
  },
});

/** `openvpn@office` is an instance of `openvpn@`; `\x2d` is systemd's dash. */
const withoutInstance = (unit: string): string => unit.replace(/@.*$/, '').replaceAll('\\x2d', '-');
