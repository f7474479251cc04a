// Accounts behind which no person sits.

/** The account of a computer in a directory: `PC-12$`, `PC-12$@EXAMPLE.COM`, `host/pc-12.example.com`. */
export const isMachineAccount = (user: string): boolean =>
  /\$(?:@|$)/.test(user) || /^host\//i.test(user);

/** Accounts that Windows itself has, whatever the language calls their domain. */
export const isSystemAccount = (user: string): boolean =>
  SYSTEM_ACCOUNTS.test(user.replace(/^.*\\/s, ''));

export const OF_A_MACHINE = 'not kept: account of a machine';
export const OF_THE_SYSTEM = 'not kept: account of the system';

/** Why nobody signs in with this account, or null. */
export const nobody = (user: string): string | null => {
  if (isMachineAccount(user)) return OF_A_MACHINE;
  return isSystemAccount(user) ? OF_THE_SYSTEM : null;
};

const SYSTEM_ACCOUNTS =
  /^(?:SYSTEM|SYSTÈME|SISTEMA|LOCAL SERVICE|LOKALER DIENST|SERVICE LOCAL|NETWORK SERVICE|NETZWERKDIENST|SERVICE RÉSEAU|ANONYMOUS LOGON|ANONYMOUS-ANMELDUNG|DWM-\d{1,3}|UMFD-\d{1,3}|IUSR|DefaultAppPool)$/i;
