// Somebody without a password who looks at a hub: how many names it shows him, whether it lets him in or not.
import type { Host } from '../host.ts';
import { AdcSession } from './adc-session.ts';
import { NmdcSession } from './nmdc-session.ts';
import { selfOf } from './self.ts';

export interface Glance {
  /** Users other than himself that the hub told him of. */
  readonly names: number;
  /** What the hub said when it sent him away; empty when it let him in. */
  readonly refusal: string;
}

const NICK = 'stranger';

export const glance = async (host: Host, hub: string): Promise<Glance> => {
  const self = selfOf(host, { hub, nick: NICK, active: false });
  const names = new Set<string>();
  self.met = (nick) => {
    if (nick !== '' && nick !== NICK) names.add(nick);
  };
  const session =
    self.settings.hub.dialect === 'nmdc' ? new NmdcSession(self) : new AdcSession(self);
  let refusal = '';
  try {
    await session.login();
  } catch (error) {
    refusal = (error as Error).message;
  }
  session.close();
  return { names: names.size, refusal };
};
