// Rules of the Windows firewall as text (`netsh advfirewall firewall show rule name=all verbose`), one paragraph a rule:
//
//   Rule Name:                            qBittorrent
//   ----------------------------------------------------------------------
//   Enabled:                              Yes
//   Direction:                            In
//   Program:                              C:\Program Files\qBittorrent\qbittorrent.exe
//   Action:                               Allow
//
// Sound because: Rule Name with a line of dashes under it, and fields in netsh's words. Looks alike: nothing known. What is
// kept: enabled rules that let a program in, as installers make them. Does not see: rules of Windows in other languages.
import { OK, type Source } from '../source.ts';
import { type Outcome, textSource } from '../text/text-source.ts';
import { baseName } from './command-line.ts';

const OTHERWISE = 'not a rule of the Windows firewall';
const FIELD = /^([A-Z][\w ]{1,40}):\s*(.*?)\s*$/;
const NOT_KEPT = 'not kept: rule that lets no program in';

export const netshFirewall: Source = textSource({
  id: 'netsh-firewall',
  title: 'Rules of the Windows firewall (`netsh advfirewall firewall show rule`)',
  looks: /./,
  otherwise: OTHERWISE,
  severalLines: true,
  open: ({ emit, undated, machine }) => {
    let rule: Map<string, string> | null = null;
    let from = 0;
    const finish = (): Outcome => {
      const fields = rule;
      rule = null;
      if (fields === null) return OK;
      const path = fields.get('Program') ?? '';
      const lets = fields.get('Enabled') === 'Yes' && fields.get('Action') === 'Allow';
      if (!lets || fields.get('Direction') !== 'In' || !/[\\/]/.test(path)) return NOT_KEPT;
      const ends = letIn(fields.get('LocalPort'), fields.get('Protocol'));
      return emit(
        {
          kind: 'program',
          ...{ at: undated(), device: machine(), program: baseName(path), path, ...ends },
          presence: 'let-in',
        },
        from,
      );
    };
    return {
      line: (text, number) => {
        const [, name, value = ''] = FIELD.exec(text) ?? [];
        if (name === 'Rule Name') {
          const outcome = finish();
          [rule, from] = [new Map(), number];
          return outcome;
        }
        if (rule === null) return OTHERWISE;
        if (name !== undefined && rule.size < FIELDS_MAX) rule.set(name, value);
        return name !== undefined || /^(?:-+|Ok\.|\s+\S.*)\s*$/.test(text) ? OK : OTHERWISE;
      },
      close: () => {
        finish();
      },
    };
  },
});

const FIELDS_MAX = 32;

/** A rule for one port names it; most rules of installers are for any. */
export const letIn = (
  port: string | undefined,
  protocol: string | undefined,
): { sourcePort?: string; transport?: string } =>
  port !== undefined && /^\d{1,5}$/.test(port)
    ? { sourcePort: port, ...(protocol === undefined ? {} : { transport: protocol }) }
    : {};
