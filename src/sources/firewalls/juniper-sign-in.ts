// Sign-ins to a device with Junos: its management process, its own login messages, its remote shell.
import type { Draft } from '../text/draft.ts';
import { syslogHead } from '../text/syslog-head.ts';
import type { Outcome, TextContext } from '../text/text-source.ts';

const OTHER = 'not kept: message of Junos that names no traffic';

/** The outcome, or undefined when the line is no message of Junos. */
export const signInOfJunos = (
  text: string,
  { stamps, undated, emit }: TextContext,
): Outcome | undefined => {
  const found = NAMED.exec(text);
  if (!found) return undefined;
  const said = text.slice(found.index + found[0].length);
  const draft = found[1] === undefined ? remoteShell(said) : signIn(found[1], said);
  if (draft === null) return OTHER;
  const { at, host } = syslogHead(`${text.slice(0, found.index)}x`, stamps);
  return emit({
    kind: 'sign-in',
    at: Number.isNaN(at) ? undated() : at,
    sensor: host,
    ...draft,
  });
};

type Said = Pick<
  Draft,
  'event' | 'user' | 'source' | 'sourcePort' | 'destination' | 'destinationPort' | 'service'
>;

const signIn = (name: string, said: string): Said | null => {
  const event = EVENTS[name];
  const user = USER.exec(said)?.[1];
  if (event === undefined || user === undefined) return null;
  const connection = CONNECTION.exec(said);
  const [, source, sourcePort, destination, destinationPort] = connection ?? [];
  return {
    event,
    user,
    source: source ?? FROM.exec(said)?.[1],
    sourcePort,
    destination,
    destinationPort,
    service: connection || name.startsWith('SSHD') ? 'ssh' : null,
  };
};

const remoteShell = (said: string): Said | null => {
  const found = SHELL.exec(said);
  return found ? { event: 'signed-in', user: found[3], source: found[2], service: 'rsh' } : null;
};

const EVENTS: Readonly<Record<string, string>> = {
  UI_AUTH_EVENT: 'signed-in',
  UI_LOGIN_EVENT: 'signed-in',
  UI_LOGOUT_EVENT: 'signed-out',
  UI_LOGIN_FAILED: 'failed',
  UI_AUTH_INVALID_CHALLENGE: 'failed',
  SSHD_LOGIN_FAILED: 'failed',
  LOGIN_FAILED: 'failed',
  LOGIN_INFORMATION: 'signed-in',
  LOGIN_ROOT: 'signed-in',
};
const NAMED =
  /\b(?:(?:mgd|sshd|login|cli|jweb|httpd|checklogin|file)\[\d{1,10}\]: (UI_[A-Z_]{2,40}|SSHD_LOGIN_[A-Z_]{2,30}|LOGIN_[A-Z_]{2,30})(?:: | \[junos@)|rshd\[\d{1,10}\]: )/;
const USER =
  /\b[Uu]ser(?:name)?(?: |=)['"]?([^'"\s,][^'",]{0,127}?)(?:['",]| logged| login| from|$)/;
const CONNECTION =
  /ssh-connection[ =]['"]([\da-fA-F:.]{2,45}) (\d{1,5}) ([\da-fA-F:.]{2,45}) (\d{1,5})['"]/;
const FROM =
  /(?:from (?:host )?|source-address=|host-name=)['"[]?([\da-fA-F:.]{2,45})(?:['"\]\s,]|$)/;
const SHELL = /^(\S{1,64})@([\da-fA-F:.]{2,45}) as (\S{1,64}): cmd=/;
