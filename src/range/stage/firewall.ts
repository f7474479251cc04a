// The router's firewall: a policy by name or a rule set of one's own, which logs what is new through NFLOG group 1.

/** Everything may pass; nothing new comes in; the same with the inside behind one address; or nft text, table and all. */
export type Firewall = 'open' | 'strict' | 'nat' | { readonly text: string };

/** NFLOG group that the log daemon listens to. */
export const LOG_GROUP = 1;

/** Input of `nft -f`: takes the whole rule set of the router's namespace away and puts this one in its place. */
export const firewallText = (firewall: Firewall): string =>
  `flush ruleset\n${typeof firewall === 'object' ? firewall.text : officeRules(firewall)}\n`;

/** Each line is given out at once: what waits for others in the kernel would be lost at the end of a run. */
const log = (prefix: string, verdict: string): string =>
  `ct state new log prefix "${prefix} " group ${LOG_GROUP} queue-threshold 1 counter ${verdict}`;

const officeRules = (policy: 'open' | 'strict' | 'nat'): string => `
table inet office {
  chain forward {
    type filter hook forward priority filter; policy accept;
    ct state established,related accept
    ${policy === 'open' ? '' : `iifname "brout" oifname "brin" ${log('FW-DENY-IN', 'drop')}`}
    iifname "brin" oifname "brout" ${log('FW-ALLOW-OUT', 'accept')}
    iifname "brout" oifname "brin" ${log('FW-ALLOW-IN', 'accept')}
  }
}${
  policy === 'nat'
    ? `
table ip office-nat {
  chain postrouting {
    type nat hook postrouting priority srcnat; policy accept;
    oifname "brout" ip saddr 10.20.0.0/16 masquerade
  }
}`
    : ''
}`;
