// Figures as words for people. A figure is never rounded up to a certainty it does not have.

/** `0.9996` → `> 99.9 %`, `0.7999` → `79 %`: always rounded down, so that figure and word agree. */
export const percentText = (share: number): string => {
  const percent = share * 100;
  if (percent > 99.9) return '> 99.9 %';
  if (percent < 0.1) return '< 0.1 %';
  const step = percent >= 98 || percent < 10 ? 10 : 1;
  return `${Math.floor(percent * step + 1e-6) / step} %`;
};

/** As `percentText`, with the second decimal from 99 % on, where a step would otherwise not be seen. */
export const finePercentText = (share: number): string => {
  const percent = share * 100;
  if (percent < 99) return percentText(share);
  return percent > 99.99 ? '> 99.99 %' : `${(Math.floor(percent * 100 + 1e-6) / 100).toFixed(2)} %`;
};

/** Shares of a link may pass 100 %, and need no caution. */
export const loadText = (percent: number): string =>
  percent > 0 && percent < 1 ? '< 1 %' : `${Math.round(percent)} %`;

/** What a weight of so many decibans says of other hosts. */
export const weightText = (decibans: number): string => {
  const ratio = 10 ** (Math.abs(decibans) / 10);
  if (ratio < 1.15) return 'Hosts that do this and hosts that do not show it about equally often.';
  if (decibans < 0)
    return `Hosts that do not do this show it ${timesText(ratio)} as often as hosts that do.`;
  if (ratio < 10)
    return `Hosts that do this show it ${timesText(ratio)} as often as hosts that do not.`;
  return `At most about 1 in ${roundText(ratio)} other hosts would show this.`;
};

const timesText = (ratio: number): string =>
  ratio < 10 ? `${Math.round(ratio * 10) / 10} times` : `${roundText(ratio)} times`;

/** `3981` → `4,000`: one significant digit, two below 100. */
export const roundText = (value: number): string => {
  const capped = Math.min(value, 1e12);
  const step =
    10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, capped))) - (capped < 100 ? 1 : 0));
  return groupText(Math.round(capped / step) * step);
};

/** `1204331` → `1,204,331`. */
export const groupText = (value: number): string =>
  String(Math.round(value)).replace(/\B(?=(\d{3})+(?!\d))/g, ',');

/** `count(1, 'host')` → `1 host`, `count(2, 'host')` → `2 hosts`. */
export const countText = (value: number, one: string, many = `${one}s`): string =>
  `${groupText(value)} ${value === 1 ? one : many}`;

export const decibansText = (decibans: number): string =>
  `${decibans < 0 ? '−' : '+'}${Math.round(Math.abs(decibans) * 10) / 10} decibans`;

/** Why the steps of a case do not add up to its figure. */
export const remainderText = (decibans: number): string =>
  decibans < 0
    ? 'Findings of one kind depend on each other; together they count less than their sum.'
    : 'Together the findings weigh more than one by one.';

/** `AUD 1,344`, `AUD 8.40`: cents only where they matter. */
export const moneyText = (currency: string, amount: number): string =>
  `${currency} ${Math.abs(amount) >= 100 ? groupText(amount) : amount.toFixed(2)}`;

/** `2026-11-16T08:14:02.123Z` → `16 Nov 08:14`. Text that is no time stays as it is. */
export const dayTime = (iso: string): string => {
  const parts = TIME.exec(iso);
  if (!parts) return iso;
  return `${Number(parts[3])} ${MONTHS[Number(parts[2]) - 1] ?? parts[2]} ${parts[4]}`;
};

/** `16 Nov 08:14 – 17:32`, `16 Nov 08:14 – 20 Nov 17:32`. */
export const spanText = (from: string, until: string): string => {
  const a = TIME.exec(from);
  const b = TIME.exec(until);
  if (!a || !b) return `${from} – ${until}`;
  const sameDay = from.slice(0, 10) === until.slice(0, 10);
  if (sameDay && a[4] === b[4]) return dayTime(from);
  const year = a[1] === b[1] ? ['', ''] : [` ${a[1]}`, ` ${b[1]}`];
  const [first, last] = [from, until].map((iso, i) => withYear(dayTime(iso), year[i]!));
  return `${first} – ${sameDay ? b[4] : last}`;
};

/** `16 Nov 2026`. */
export const dateText = (iso: string): string => {
  const parts = TIME.exec(iso);
  return parts
    ? `${Number(parts[3])} ${MONTHS[Number(parts[2]) - 1] ?? parts[2]} ${parts[1]}`
    : iso;
};

/** `2026-11-16 08:14:02`, for places where the second matters. */
export const instantText = (iso: string): string => iso.slice(0, 19).replace('T', ' ');

/** The day with its year, once. */
const withYear = (text: string, year: string): string =>
  year !== '' && text.includes(year) ? text : text.replace(/ (?=\d\d:)/, `${year} `);

const TIME = /^(\d{4})-(\d\d)-(\d\d)T(\d\d:\d\d)/;
const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
